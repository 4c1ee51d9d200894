/* SPDX-License-Identifier: BSD-3-Clause */
/* One connection: reads requests, one after the other, and sends answers. */
#include "connection.h"

#include <stdlib.h>
#include <string.h>

#include <uc/errors.h>

#include "http_request.h"
#include "response.h"
#include "server.h"

enum {
    /* How long a client may take, in seconds. */
    IDLE_S = 60,  /* between requests */
    HEAD_S = 10,  /* from a head's first byte to its last */
    SEND_S = 30,  /* without taking any of the answer */
    LINGER_S = 2, /* to notice that the answer was the last one */
    BODY_MAX = 64 * 1024,
};

static void end(struct connection *c, bool abort)
{
    free(c->partial);
    c->partial = NULL;
    if (abort) {
        uc_socket_abort(c->socket);
    } else {
        uc_socket_close(c->socket);
    }
    c->socket = NULL;
    c->state = CLOSED;
}

void connection_start(struct connection *c, struct uc_socket *socket)
{
    c->socket = socket;
    c->state = READING;
    c->deadline_s = server_now_s + HEAD_S;
    (void)uc_socket_option_set(socket, UC_SOCKOPT_NODELAY, 1);
}

void connection_expire(struct connection *c)
{
    static struct response response;

    if (c->state == READING && c->partial != NULL) {
        response_refuse(&response, 408);
        (void)uc_socket_send(c->socket, response.head, response.head_bytes,
                             UC_SOCKET_MORE, NULL);
        (void)uc_socket_send(c->socket, response.text, response.body_bytes, 0,
                             NULL);
        end(c, false);
        return;
    }
    end(c, c->state == SENDING);
}

/* After the last answer. A plain close would reset a peer that still sends,
 * and it might never see the answer. RFC 9112, section 9.6. */
static void linger(struct connection *c)
{
    if (uc_socket_shutdown(c->socket, UC_SOCKET_END_WRITE) < 0) {
        end(c, true);
        return;
    }
    c->state = LINGERING;
    c->deadline_s = server_now_s + LINGER_S;
}

static void answered(struct connection *c)
{
    server_stats.requests++;
    c->deadline_s = server_now_s + IDLE_S;
    if (c->close) {
        linger(c);
    } else {
        c->state = c->skip_bytes > 0 ? SKIPPING : READING;
    }
}

/* Sends what is left of the body. */
static void send_body(struct connection *c)
{
    while (c->body_bytes > 0) {
        uc_ssize_t n = uc_socket_send(c->socket, c->body, c->body_bytes,
                                      UC_SOCKET_STATIC, NULL);
        if (n == -UC_EAGAIN) {
            c->state = SENDING;
            return;
        }
        if (n < 0) {
            end(c, true);
            return;
        }
        c->body += n;
        c->body_bytes -= (size_t)n;
        c->deadline_s = server_now_s + SEND_S;
    }
    answered(c);
}

/* Head and text are small: where they do not fit, the peer reads nothing. */
static bool send_copied(struct connection *c, const char *data, size_t bytes,
                        unsigned flags)
{
    uc_ssize_t n = uc_socket_send(c->socket, data, bytes, flags, NULL);

    if (n == (uc_ssize_t)bytes) {
        return true;
    }
    end(c, true);
    return false;
}

static void send_response(struct connection *c, const struct response *response)
{
    bool body = response->body != NULL && response->body_bytes > 0;

    c->close = c->close || response->close;
    if (!send_copied(c, response->head, response->head_bytes,
                     body ? UC_SOCKET_MORE : 0)) {
        return;
    }
    if (body && !response->body_static) {
        if (!send_copied(c, response->body, response->body_bytes, 0)) {
            return;
        }
        body = false;
    }
    c->body = response->body;
    c->body_bytes = body ? response->body_bytes : 0;
    send_body(c);
}

/* What the head says of a body that follows. */
static void expect_body(struct connection *c,
                        const struct http_request *request,
                        struct response *response)
{
    if (request->content_length > BODY_MAX) {
        response_refuse(response, 413);
    } else if (!response->close) {
        c->skip_bytes = request->content_length;
    }
}

/*
 * Reads one request from [data, data + len) and answers it. Returns how many
 * bytes it took, 0 where it is not complete.
 */
static size_t serve_one(struct connection *c, const char *data, size_t len)
{
    static struct response response;
    struct http_request request;
    int took = http_request_read(&request, data, len);

    if (took == 0) {
        return 0;
    }
    if (took < 0) {
        response_refuse(&response, -took);
        send_response(c, &response);
        return len;
    }
    response_make(&response, &request);
    if (request.content_length > 0 || request.chunked) {
        expect_body(c, &request, &response);
    }
    send_response(c, &response);
    return (size_t)took;
}

/* Adds what came to the head that is not complete yet. */
static bool collect(struct connection *c, const char *data, size_t len)
{
    if (c->partial == NULL) {
        c->partial = malloc(HTTP_HEAD_MAX);
        if (c->partial == NULL) {
            end(c, true);
            return false;
        }
        c->partial_bytes = 0;
        c->deadline_s = server_now_s + HEAD_S;
    }
    size_t room = HTTP_HEAD_MAX - c->partial_bytes;
    size_t part = len < room ? len : room;
    memcpy(c->partial + c->partial_bytes, data, part);
    c->partial_bytes += (unsigned)part;
    uc_socket_consume(c->socket, part);
    return true;
}

static void read_collected(struct connection *c)
{
    size_t took = serve_one(c, c->partial, c->partial_bytes);

    if (took == 0 || c->state == CLOSED) {
        return;
    }
    c->partial_bytes -= (unsigned)took;
    memmove(c->partial, c->partial + took, c->partial_bytes);
    if (c->partial_bytes == 0) {
        free(c->partial);
        c->partial = NULL;
    }
}

static void read_piece(struct connection *c, const char *data, size_t len)
{
    if (c->partial == NULL) {
        size_t took = serve_one(c, data, len);
        if (c->state == CLOSED) {
            return;
        }
        if (took > 0) {
            uc_socket_consume(c->socket, took);
            return;
        }
    }
    if (collect(c, data, len)) {
        read_collected(c);
    }
}

static void skip(struct connection *c, size_t len)
{
    size_t part = c->skip_bytes < len ? (size_t)c->skip_bytes : len;

    uc_socket_consume(c->socket, part);
    c->skip_bytes -= part;
    if (c->skip_bytes == 0) {
        c->state = READING;
    }
}

/* A body may lie behind its head in what was collected. */
static bool skip_collected(struct connection *c)
{
    if (c->partial == NULL) {
        return false;
    }
    unsigned part = c->skip_bytes < c->partial_bytes ? (unsigned)c->skip_bytes
                                                     : c->partial_bytes;
    c->skip_bytes -= part;
    c->partial_bytes -= part;
    memmove(c->partial, c->partial + part, c->partial_bytes);
    if (c->partial_bytes == 0) {
        free(c->partial);
        c->partial = NULL;
    }
    if (c->skip_bytes == 0) {
        c->state = READING;
    }
    return true;
}

/* Takes what came. Returns false where there is nothing more for now. */
static bool read_some(struct connection *c)
{
    const void *data;

    if (c->state == SKIPPING && skip_collected(c)) {
        return true;
    }
    if (c->state == READING && c->partial != NULL) {
        unsigned before = c->partial_bytes;
        read_collected(c); /* the next of several that came together */
        if (c->state != READING || c->partial == NULL ||
            c->partial_bytes != before) {
            return true;
        }
    }
    uc_ssize_t n = uc_socket_peek(c->socket, &data);
    if (n == -UC_EAGAIN) {
        return false;
    }
    if (n <= 0) {
        end(c, n < 0);
        return false;
    }
    if (c->state == READING) {
        read_piece(c, data, (size_t)n);
    } else if (c->state == SKIPPING) {
        skip(c, (size_t)n);
    } else {
        uc_socket_consume(c->socket, (size_t)n); /* LINGERING */
    }
    return true;
}

void connection_run(struct connection *c)
{
    if (c->state == SENDING) {
        send_body(c);
    }
    while (c->state == READING || c->state == SKIPPING ||
           c->state == LINGERING) {
        if (!read_some(c)) {
            return;
        }
    }
}
