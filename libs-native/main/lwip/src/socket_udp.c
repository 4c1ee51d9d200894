/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>

#include "lwip/mem.h"
#include "socket.h"

struct lwip_datagram {
    struct lwip_datagram *next;
    struct pbuf *data;
    ip_addr_t from;
    u16_t port;
};

enum {
    RX_BYTES = 64 * 1024, /* kept of what nobody has read */
    HEADERS = 8 + 20,
    PAYLOAD_MAX = UINT16_MAX - HEADERS,
};

/* What a waiting datagram costs beside its bytes, so that empty ones count. */
static size_t cost(const struct pbuf *p)
{
    return p->tot_len + sizeof(struct lwip_datagram);
}

static void received(void *arg, struct udp_pcb *pcb, struct pbuf *p,
                     const ip_addr_t *from, u16_t port)
{
    struct uc_socket *s = arg;
    struct lwip_datagram *datagram = NULL;

    (void)pcb;
    if (!s->rx_shut && s->rx_bytes + cost(p) <= s->rx_limit) {
        datagram = mem_malloc(sizeof *datagram);
    }
    if (datagram == NULL) {
        pbuf_free(p);
        return;
    }
    *datagram = (struct lwip_datagram){NULL, p, *from, port};
    if (s->datagram_first == NULL) {
        s->datagram_first = datagram;
    } else {
        s->datagram_last->next = datagram;
    }
    s->datagram_last = datagram;
    s->rx_bytes += cost(p);
    lwip_socket_signal(s, UC_SOCKET_READABLE);
}

int lwip_udp_open(struct uc_socket *s)
{
    s->udp = udp_new_ip_type(s->family == UC_NET_IPV6 ? IPADDR_TYPE_ANY
                                                      : IPADDR_TYPE_V4);
    if (s->udp == NULL) {
        return -UC_ENOMEM;
    }
    s->rx_limit = RX_BYTES;
    udp_recv(s->udp, received, s);
    return 0;
}

static void drop_first(struct uc_socket *s)
{
    struct lwip_datagram *datagram = s->datagram_first;

    s->datagram_first = datagram->next;
    s->rx_bytes -= cost(datagram->data);
    pbuf_free(datagram->data);
    mem_free(datagram);
}

size_t lwip_udp_next_bytes(const struct uc_socket *s)
{
    return s->datagram_first == NULL ? 0 : s->datagram_first->data->tot_len;
}

void lwip_udp_close(struct uc_socket *s)
{
    udp_remove(s->udp);
    while (s->datagram_first != NULL) {
        drop_first(s);
    }
}

int lwip_udp_connect(struct uc_socket *s, const ip_addr_t *addr, u16_t port)
{
    int err = lwip_error(udp_connect(s->udp, addr, port));

    s->connected = err == 0;
    return err;
}

uc_ssize_t lwip_udp_recv(struct uc_socket *s, char *buf, size_t len,
                         unsigned flags, struct uc_net_addr *from)
{
    const struct lwip_datagram *datagram = s->datagram_first;

    if (datagram == NULL) {
        return s->rx_shut ? 0 : -UC_EAGAIN;
    }
    if (from != NULL) {
        lwip_addr_out(&datagram->from, datagram->port, s->family == UC_NET_IPV6,
                      from);
    }
    const size_t bytes = datagram->data->tot_len;
    const size_t part = bytes < len ? bytes : len;
    (void)pbuf_copy_partial(datagram->data, buf, (u16_t)part, 0);
    if ((flags & UC_SOCKET_PEEK) == 0) {
        drop_first(s);
    }
    return (uc_ssize_t)((flags & UC_SOCKET_TRUNC) != 0 ? bytes : part);
}

static int send_pbuf(struct uc_socket *s, struct pbuf *p,
                     const struct uc_net_addr *to)
{
    ip_addr_t ip;

    if (to == NULL) {
        return lwip_error(udp_send(s->udp, p));
    }
    int err = lwip_addr_in(to, &ip);
    return err < 0 ? err : lwip_error(udp_sendto(s->udp, p, &ip, to->port));
}

uc_ssize_t lwip_udp_send(struct uc_socket *s, const void *buf, size_t len,
                         const struct uc_net_addr *to)
{
    if (s->tx_shut) {
        return -UC_EPIPE;
    }
    if (to == NULL && (s->udp->flags & UDP_FLAGS_CONNECTED) == 0) {
        return -UC_EDESTADDRREQ;
    }
    if (len > PAYLOAD_MAX) {
        return -UC_EMSGSIZE;
    }
    struct pbuf *p = pbuf_alloc(PBUF_TRANSPORT, (u16_t)len, PBUF_RAM);
    if (p == NULL) {
        return -UC_ENOMEM;
    }
    if (len > 0) {
        memcpy(p->payload, buf, len);
    }
    int err = send_pbuf(s, p, to);
    pbuf_free(p);
    return err < 0 ? err : (uc_ssize_t)len;
}
