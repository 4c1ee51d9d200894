/* SPDX-License-Identifier: BSD-3-Clause */
#include "lwip/mem.h"
#include "socket.h"

/* A connection that failed before anybody accepted it just vanishes. */
static void failed_early(void *arg, err_t err)
{
    struct uc_socket *s = arg;
    struct uc_socket *listener = s->listener;
    struct uc_socket *before = NULL;

    (void)err;
    for (struct uc_socket *c = listener->accept_first; c != s; c = c->next) {
        before = c;
    }
    if (before == NULL) {
        listener->accept_first = s->next;
    } else {
        before->next = s->next;
    }
    if (listener->accept_last == s) {
        listener->accept_last = before;
    }
    while (s->rx_first != NULL) {
        struct pbuf *p = s->rx_first;
        s->rx_first = p->next;
        p->next = NULL;
        p->tot_len = p->len;
        pbuf_free(p);
    }
    mem_free(s);
}

static err_t arrived(void *arg, struct tcp_pcb *pcb, err_t err)
{
    struct uc_socket *listener = arg;

    if (err != ERR_OK || pcb == NULL || listener == NULL) {
        return ERR_VAL;
    }
    struct uc_socket *s = lwip_socket_new(listener->family, UC_SOCKET_TCP);
    if (s == NULL) {
        tcp_abort(pcb);
        return ERR_ABRT;
    }
    s->tcp = pcb;
    s->connected = true;
    s->listener = listener;
    lwip_tcp_attach(s);
    tcp_err(pcb, failed_early);
    tcp_backlog_delayed(pcb);
    if (listener->accept_first == NULL) {
        listener->accept_first = s;
    } else {
        listener->accept_last->next = s;
    }
    listener->accept_last = s;
    lwip_socket_signal(listener, UC_SOCKET_READABLE);
    return ERR_OK;
}

int uc_socket_listen(struct uc_socket *s, unsigned backlog)
{
    u8_t most = TCP_DEFAULT_LISTEN_BACKLOG;
    err_t err = ERR_OK;

    if (s->type != UC_SOCKET_TCP) {
        return -UC_EINVAL;
    }
    if (backlog > 0 && backlog < most) {
        most = (u8_t)backlog;
    }
    lwip_core_lock();
    if (s->listening) {
        tcp_backlog_set(s->tcp, most);
    } else if (s->tcp == NULL || s->connected || s->connecting) {
        err = ERR_VAL;
    } else {
        struct tcp_pcb *pcb =
            tcp_listen_with_backlog_and_err(s->tcp, most, &err);
        if (pcb != NULL) {
            s->tcp = pcb;
            s->listening = true;
            s->accept_first = NULL;
            tcp_arg(pcb, s);
            tcp_accept(pcb, arrived);
        }
    }
    lwip_core_unlock();
    return lwip_error(err);
}

int uc_socket_accept(struct uc_socket *s, struct uc_socket **out,
                     struct uc_net_addr *peer)
{
    int err = 0;

    lwip_core_lock();
    if (!s->listening) {
        err = -UC_EINVAL;
    } else if (s->accept_first == NULL) {
        err = -UC_EAGAIN;
    } else {
        struct uc_socket *child = s->accept_first;
        s->accept_first = child->next;
        child->next = NULL;
        child->listener = NULL;
        tcp_backlog_accepted(child->tcp);
        lwip_tcp_attach(child);
        if (peer != NULL) {
            (void)uc_socket_peer(child, peer);
        }
        *out = child;
    }
    lwip_core_unlock();
    return err;
}
