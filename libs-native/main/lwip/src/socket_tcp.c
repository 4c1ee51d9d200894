/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>

#include "lwip/mem.h"
#include "lwip/priv/tcp_priv.h"
#include "socket.h"

enum {
    /* While memory is short, a connection asks again after so many ticks. */
    RETRY_TICKS = 1, /* of 500 ms */
};

int lwip_tcp_open(struct uc_socket *s)
{
    s->tcp = tcp_new_ip_type(s->family == UC_NET_IPV6 ? IPADDR_TYPE_ANY
                                                      : IPADDR_TYPE_V4);
    if (s->tcp == NULL) {
        return -UC_ENOMEM;
    }
    lwip_tcp_attach(s);
    return 0;
}

/* Receiving. */

static err_t received(void *arg, struct tcp_pcb *pcb, struct pbuf *p, err_t err)
{
    struct uc_socket *s = arg;

    (void)err;
    if (p == NULL) {
        s->rx_end = true;
        lwip_socket_signal(s, UC_SOCKET_READABLE | UC_SOCKET_READ_END);
        return ERR_OK;
    }
    if (UC_UNLIKELY(s->rx_shut)) {
        tcp_recved(pcb, p->tot_len);
        pbuf_free(p);
        return ERR_OK;
    }
    s->rx_bytes += p->tot_len;
    if (s->rx_first == NULL) {
        s->rx_first = p;
    } else {
        s->rx_last->next = p;
    }
    while (p->next != NULL) {
        p = p->next;
    }
    s->rx_last = p;
    lwip_socket_signal(s, UC_SOCKET_READABLE);
    return ERR_OK;
}

static void free_first(struct uc_socket *s)
{
    struct pbuf *p = s->rx_first;

    s->rx_first = p->next;
    p->next = NULL;
    p->tot_len = p->len;
    pbuf_free(p);
}

static void consume(struct uc_socket *s, size_t len)
{
    size_t left = len;

    s->rx_bytes -= len;
    while (left > 0) {
        struct pbuf *p = s->rx_first;
        if (left < p->len) {
            p->payload = (char *)p->payload + left;
            p->len = (u16_t)(p->len - left);
            break;
        }
        left -= p->len;
        free_first(s);
    }
    if (s->tcp == NULL) {
        return;
    }
    for (left = len; left > UINT16_MAX; left -= UINT16_MAX) {
        tcp_recved(s->tcp, UINT16_MAX);
    }
    tcp_recved(s->tcp, (u16_t)left);
}

/* What a call to receive says where there are no data. */
static int nothing_received(struct uc_socket *s)
{
    if (s->error != 0) {
        int err = -s->error;
        s->error = 0;
        return err;
    }
    if (s->rx_end || s->rx_shut || (s->tcp == NULL && s->connected)) {
        return 0;
    }
    return s->tcp == NULL || !s->connected ? -UC_ENOTCONN : -UC_EAGAIN;
}

uc_ssize_t lwip_tcp_recv(struct uc_socket *s, char *buf, size_t len,
                         unsigned flags)
{
    size_t done = 0;

    if (s->listening) {
        return -UC_ENOTCONN;
    }
    if (s->rx_bytes == 0) {
        return nothing_received(s);
    }
    for (const struct pbuf *p = s->rx_first; p != NULL && done < len;
         p = p->next) {
        size_t part = p->len < len - done ? p->len : len - done;
        memcpy(buf + done, p->payload, part);
        done += part;
    }
    if ((flags & UC_SOCKET_PEEK) == 0) {
        consume(s, done);
    }
    return (uc_ssize_t)done;
}

uc_ssize_t uc_socket_peek(struct uc_socket *s, const void **data)
{
    uc_ssize_t n;

    lwip_core_lock();
    if (s->type != UC_SOCKET_TCP || s->listening) {
        n = -UC_ENOTCONN;
    } else if (s->rx_bytes == 0) {
        n = nothing_received(s);
    } else {
        while (s->rx_first->len == 0) {
            free_first(s);
        }
        *data = s->rx_first->payload;
        n = s->rx_first->len;
    }
    lwip_core_unlock();
    return n;
}

void uc_socket_consume(struct uc_socket *s, size_t len)
{
    lwip_core_lock();
    if (s->type == UC_SOCKET_TCP && !s->listening) {
        consume(s, len < s->rx_bytes ? len : s->rx_bytes);
    }
    lwip_core_unlock();
}

/* Sending. */

static bool has_room(const struct tcp_pcb *pcb)
{
    return tcp_sndbuf(pcb) > TCP_SNDLOWAT &&
           tcp_sndqueuelen(pcb) < TCP_SNDQUEUELOWAT;
}

static err_t room_made(void *arg, struct tcp_pcb *pcb)
{
    struct uc_socket *s = arg;

    if (s->tx_wanted && has_room(pcb)) {
        s->tx_wanted = false;
        s->tx_short = false;
        tcp_sent(pcb, NULL);
        tcp_poll(pcb, NULL, 0);
        lwip_socket_signal(s, UC_SOCKET_WRITABLE);
    }
    return ERR_OK;
}

static err_t acknowledged(void *arg, struct tcp_pcb *pcb, u16_t len)
{
    (void)len;
    return room_made(arg, pcb);
}

/* Only who has met a full buffer hears of acknowledgements. */
static void want_room(struct uc_socket *s)
{
    if (!s->tx_wanted) {
        s->tx_wanted = true;
        tcp_sent(s->tcp, acknowledged);
        tcp_poll(s->tcp, room_made, RETRY_TICKS);
    }
}

static int cannot_send(struct uc_socket *s)
{
    if (s->error != 0) {
        int err = -s->error;
        s->error = 0;
        return err;
    }
    if (s->tcp != NULL && s->connecting) {
        return -UC_EAGAIN;
    }
    return s->connected ? -UC_EPIPE : -UC_ENOTCONN;
}

static err_t write_part(struct uc_socket *s, const char *data, size_t len,
                        unsigned flags, bool last)
{
    u8_t api = flags & UC_SOCKET_STATIC ? 0 : TCP_WRITE_FLAG_COPY;

    if (!last || (flags & UC_SOCKET_MORE)) {
        api |= TCP_WRITE_FLAG_MORE;
    }
    return tcp_write(s->tcp, data, (u16_t)len, api);
}

uc_ssize_t lwip_tcp_send(struct uc_socket *s, const void *buf, size_t len,
                         unsigned flags)
{
    if (s->tcp == NULL || !s->connected || s->tx_shut || s->listening) {
        return cannot_send(s);
    }
    size_t room = tcp_sndbuf(s->tcp);
    size_t take = len < room ? len : room;
    if (take > UINT16_MAX) {
        take = UINT16_MAX;
    }
    err_t err =
        take == 0 ? ERR_MEM : write_part(s, buf, take, flags, take == len);
    /* Too many pieces, or short of memory: a smaller piece may still fit. */
    while (err == ERR_MEM && take > TCP_MSS) {
        take /= 2;
        err = write_part(s, buf, take, flags, false);
    }
    /* Room in the window is no use while memory is short: who asks at once
     * again would keep those from running who give it back. */
    s->tx_short = err == ERR_MEM;
    if (err != ERR_OK || take < len) {
        want_room(s);
    }
    /* Where the buffer is full, what follows has to wait for this. */
    if ((flags & UC_SOCKET_MORE) == 0 || err != ERR_OK || take < len) {
        (void)tcp_output(s->tcp);
    }
    if (err == ERR_OK) {
        return (uc_ssize_t)take;
    }
    return err == ERR_MEM ? -UC_EAGAIN : lwip_error(err);
}

/* Connecting, ending. */

static void failed(void *arg, err_t err)
{
    struct uc_socket *s = arg;

    s->tcp = NULL; /* lwIP has freed it */
    if (err == ERR_RST && s->connecting) {
        s->error = UC_ECONNREFUSED;
    } else if (err == ERR_ABRT) {
        s->error = UC_ETIMEDOUT;
    } else if (err != ERR_CLSD) {
        s->error = (int16_t)-lwip_error(err);
    }
    s->rx_end = true;
    s->connecting = false;
    lwip_socket_signal(s, lwip_tcp_events(s));
}

void lwip_tcp_attach(struct uc_socket *s)
{
    tcp_arg(s->tcp, s);
    tcp_recv(s->tcp, received);
    tcp_err(s->tcp, failed);
}

static err_t connected(void *arg, struct tcp_pcb *pcb, err_t err)
{
    struct uc_socket *s = arg;

    (void)pcb;
    (void)err;
    s->connecting = false;
    s->connected = true;
    lwip_socket_signal(s, UC_SOCKET_WRITABLE);
    return ERR_OK;
}

int lwip_tcp_connect(struct uc_socket *s, const ip_addr_t *addr, u16_t port)
{
    if (s->connecting) {
        return -UC_EALREADY;
    }
    if (s->connected || s->listening) {
        return -UC_EISCONN;
    }
    if (s->tcp == NULL) {
        return -UC_EINVAL;
    }
    err_t err = tcp_connect(s->tcp, addr, port, connected);
    if (err != ERR_OK) {
        return lwip_error(err);
    }
    s->connecting = true;
    return -UC_EINPROGRESS;
}

int lwip_tcp_shutdown(struct uc_socket *s, unsigned how)
{
    if (s->tcp == NULL || !s->connected) {
        return -UC_ENOTCONN;
    }
    if ((how & UC_SOCKET_END_READ) && !s->rx_shut) {
        s->rx_shut = true;
        consume(s, s->rx_bytes);
    }
    if ((how & UC_SOCKET_END_WRITE) && !s->tx_shut) {
        err_t err = tcp_shutdown(s->tcp, 0, 1);
        if (err != ERR_OK) {
            return lwip_error(err);
        }
        s->tx_shut = true;
    }
    lwip_socket_signal(s, lwip_tcp_events(s));
    return 0;
}

unsigned lwip_tcp_events(struct uc_socket *s)
{
    unsigned events = 0;

    if (s->listening) {
        return s->accept_first != NULL ? UC_SOCKET_READABLE : 0;
    }
    if (s->rx_bytes > 0) {
        events |= UC_SOCKET_READABLE;
    }
    if (s->rx_end || s->rx_shut) {
        events |= UC_SOCKET_READABLE | UC_SOCKET_READ_END;
    }
    if (s->error != 0) {
        events |= UC_SOCKET_ERROR | UC_SOCKET_READABLE | UC_SOCKET_WRITABLE;
    }
    if (s->tcp == NULL || (s->rx_end && s->tx_shut)) {
        return events | UC_SOCKET_HANGUP | UC_SOCKET_WRITABLE;
    }
    if (s->connected) {
        if (s->tx_shut || (has_room(s->tcp) && !s->tx_short)) {
            events |= UC_SOCKET_WRITABLE;
        } else {
            want_room(s);
        }
    }
    return events;
}

static void detach(struct tcp_pcb *pcb)
{
    tcp_arg(pcb, NULL);
    tcp_recv(pcb, NULL);
    tcp_err(pcb, NULL);
    tcp_sent(pcb, NULL);
    tcp_poll(pcb, NULL, 0);
}

static void drop_waiting(struct uc_socket *listener)
{
    while (listener->accept_first != NULL) {
        struct uc_socket *child = listener->accept_first;
        listener->accept_first = child->next;
        lwip_tcp_close(child, true);
        mem_free(child);
    }
}

void lwip_tcp_close(struct uc_socket *s, bool abort)
{
    struct tcp_pcb *pcb = s->tcp;

    if (s->listening) {
        tcp_arg(pcb, NULL);
        tcp_accept(pcb, NULL);
        (void)tcp_close(pcb);
        drop_waiting(s);
        return;
    }
    /* Data that nobody read make tcp_close reset, as their sender must know. */
    while (s->rx_first != NULL) {
        free_first(s);
    }
    if (pcb == NULL) {
        return;
    }
    detach(pcb);
    if (abort) {
        tcp_abort(pcb);
    } else if (tcp_close(pcb) != ERR_OK) {
        tcp_abort(pcb);
    }
}
