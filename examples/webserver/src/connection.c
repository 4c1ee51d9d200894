/* SPDX-License-Identifier: BSD-3-Clause */
#include "connection.h"

#include <stdlib.h>
#include <string.h>

#include <uc/plat/clock.h>

#include "answer.h"
#include "request.h"
#include "server.h"
#include "status.h"

/* How long a client may take: to send a request, or to take an answer; and how
 * long a connection may rest between requests. */
#define SLOW_LIMIT (10 * UC_NSEC_PER_S)
#define REST_LIMIT (30 * UC_NSEC_PER_S)

struct connection {
    struct uc_socket *socket;
    struct connection *next_ready;
    bool ready;
    /* Place in the list of its limit; lists are in order of deadlines. */
    struct connection *earlier, *later;
    struct limit_list *limit;
    uc_nsec_t deadline;
    /* A request that came in pieces; NULL while none did. */
    char *partial;
    size_t partial_len;
    /* What of the last answer could not be sent yet. */
    struct answer *answer;
    size_t sent; /* of head and body together */
};

struct limit_list {
    struct connection *first, *last;
    uc_nsec_t span;
};

static struct limit_list slow = {.span = SLOW_LIMIT};
static struct limit_list resting = {.span = REST_LIMIT};
static struct connection *ready_first;
static struct connection **ready_end = &ready_first;
static uc_nsec_t now; /* as of the current round */

static void unlink_limit(struct connection *c)
{
    if (c->limit == NULL) {
        return;
    }
    *(c->earlier ? &c->earlier->later : &c->limit->first) = c->later;
    *(c->later ? &c->later->earlier : &c->limit->last) = c->earlier;
    c->limit = NULL;
}

/* Gives (c) the whole span of (list) from now. */
static void limit(struct connection *c, struct limit_list *list)
{
    unlink_limit(c);
    c->limit = list;
    c->deadline = now + list->span;
    c->earlier = list->last;
    c->later = NULL;
    *(list->last ? &list->last->later : &list->first) = c;
    list->last = c;
}

static void free_answer(struct connection *c)
{
    if (c->answer != NULL) {
        free(c->answer->body_owned);
        free(c->answer);
        c->answer = NULL;
    }
}

static void watch(struct uc_socket *socket, unsigned events, void *arg)
{
    struct connection *c = arg;

    (void)socket;
    (void)events;
    if (!c->ready) {
        c->ready = true;
        c->next_ready = NULL;
        *ready_end = c;
        ready_end = &c->next_ready;
        server_wake();
    }
}

static void finish(struct connection *c, bool abort)
{
    if (abort) {
        uc_socket_abort(c->socket);
    } else {
        uc_socket_close(c->socket);
    }
    unlink_limit(c);
    free_answer(c);
    free(c->partial);
    free(c);
    status_count_connection(-1);
}

void connection_open(struct uc_socket *socket)
{
    struct connection *c = calloc(1, sizeof *c);

    if (c == NULL) {
        uc_socket_abort(socket);
        return;
    }
    c->socket = socket;
    now = uc_plat_clock_monotonic();
    limit(c, &slow);
    status_count_connection(1);
    uc_socket_option_set(socket, UC_SOCKOPT_NODELAY, 1);
    uc_socket_watch(socket, watch, c);
    if (uc_socket_events(socket) != 0) {
        watch(socket, 0, c);
    }
}

/* Sends of (answer) what is not sent yet; 1 when all is, 0 when not, or an
 * error. */
static int send_answer(struct connection *c, const struct answer *answer)
{
    while (c->sent < answer->head_len) {
        uc_ssize_t n = uc_socket_send(
            c->socket, answer->head + c->sent, answer->head_len - c->sent,
            answer->body_len > 0 ? UC_SOCKET_MORE : 0, NULL);
        if (n < 0) {
            return n == -UC_EAGAIN ? 0 : (int)n;
        }
        c->sent += (size_t)n;
    }
    while (c->sent < answer->head_len + answer->body_len) {
        size_t done = c->sent - answer->head_len;
        uc_ssize_t n = uc_socket_send(
            c->socket, answer->body + done, answer->body_len - done,
            answer->body_owned ? 0 : UC_SOCKET_STATIC, NULL);
        if (n < 0) {
            return n == -UC_EAGAIN ? 0 : (int)n;
        }
        c->sent += (size_t)n;
    }
    return 1;
}

/* Sends (answer) and keeps what there is no room for. Returns as send_answer.
 */
static int give(struct connection *c, struct answer *answer)
{
    c->sent = 0;
    int done = send_answer(c, answer);
    if (done == 0) {
        c->answer = malloc(sizeof *answer);
        if (c->answer == NULL) {
            done = -UC_ENOMEM;
        } else {
            *c->answer = *answer;
            limit(c, &slow);
            return 0;
        }
    }
    free(answer->body_owned);
    return done;
}

/* Keeps (len) more bytes of a request that is not whole. */
static bool keep_partial(struct connection *c, const void *data, size_t len)
{
    if (c->partial == NULL) {
        c->partial = malloc(REQUEST_BYTES_MAX);
        c->partial_len = 0;
        if (c->partial == NULL) {
            return false;
        }
        limit(c, &slow);
    }
    memcpy(c->partial + c->partial_len, data, len);
    c->partial_len += len;
    return true;
}

/* What became of a turn at a connection. */
enum turn {
    TURN_AGAIN, /* there may be another request, or more of it */
    TURN_ANSWER,
    TURN_WAIT,
    TURN_CLOSE,
    TURN_ABORT,
};

/* Reads what there is of the next request, from the socket's own memory where
 * it lies whole there, and takes its bytes out of the socket once (*answer) is
 * made: an answer never points into them. */
static enum turn read_request(struct connection *c, struct answer *answer)
{
    const void *data;
    struct request request;
    uc_ssize_t n = uc_socket_peek(c->socket, &data);
    size_t len = n > 0 ? (size_t)n : 0;
    size_t before = c->partial ? c->partial_len : 0;

    if (n == -UC_EAGAIN) {
        return TURN_WAIT;
    }
    if (n <= 0) {
        return TURN_CLOSE;
    }
    long used = c->partial ? 0 : request_parse(data, len, &request);
    if (used == 0) {
        len =
            len < REQUEST_BYTES_MAX - before ? len : REQUEST_BYTES_MAX - before;
        if (!keep_partial(c, data, len)) {
            return TURN_ABORT;
        }
        used = request_parse(c->partial, c->partial_len, &request);
    }
    if (used > 0) {
        answer_request(&request, answer);
        len = (size_t)used - before;
    } else if (used < 0) {
        answer_error((int)-used, answer);
    }
    uc_socket_consume(c->socket, len);
    return used == 0 ? TURN_AGAIN : TURN_ANSWER;
}

/* Goes on with the answer that is on its way. */
static enum turn resume_answer(struct connection *c)
{
    int done = send_answer(c, c->answer);

    if (done <= 0) {
        return done == 0 ? TURN_WAIT : TURN_ABORT;
    }
    bool close = c->answer->close;
    free_answer(c);
    limit(c, &resting);
    return close ? TURN_CLOSE : TURN_AGAIN;
}

static enum turn serve_one(struct connection *c)
{
    struct answer answer;

    if (c->answer != NULL) {
        return resume_answer(c);
    }
    enum turn turn = read_request(c, &answer);
    if (turn != TURN_ANSWER) {
        return turn;
    }
    free(c->partial);
    c->partial = NULL;
    bool close = answer.close;
    int done = give(c, &answer);
    if (done <= 0) {
        return done == 0 ? TURN_WAIT : TURN_ABORT;
    }
    limit(c, &resting);
    return close ? TURN_CLOSE : TURN_AGAIN;
}

void connection_serve_ready(void)
{
    now = uc_plat_clock_monotonic();
    answer_set_time(uc_plat_clock_wall() / UC_NSEC_PER_S);
    while (ready_first != NULL) {
        struct connection *c = ready_first;
        enum turn turn;

        ready_first = c->next_ready;
        if (ready_first == NULL) {
            ready_end = &ready_first;
        }
        c->ready = false;
        do {
            turn = serve_one(c);
        } while (turn == TURN_AGAIN);
        if (turn != TURN_WAIT) {
            finish(c, turn == TURN_ABORT);
        }
    }
}

bool connection_is_ready(void)
{
    return ready_first != NULL;
}

/* Takes (c) off the ready list, where it may stand. */
static void forget_ready(struct connection *c)
{
    struct connection **at = &ready_first;

    while (c->ready && *at != NULL) {
        if (*at == c) {
            *at = c->next_ready;
            if (*at == NULL) {
                ready_end = at;
            }
            return;
        }
        at = &(*at)->next_ready;
    }
}

static uc_nsec_t expire_list(struct limit_list *list)
{
    while (list->first != NULL && list->first->deadline <= now) {
        struct connection *c = list->first;

        forget_ready(c);
        finish(c, c->answer != NULL);
    }
    return list->first != NULL ? list->first->deadline : UC_NEVER;
}

uc_nsec_t connection_expire(uc_nsec_t at)
{
    now = at;
    uc_nsec_t first = expire_list(&slow);
    uc_nsec_t second = expire_list(&resting);

    return first < second ? first : second;
}
