/* SPDX-License-Identifier: BSD-3-Clause */
#include "socket.h"

#include "lwip/ip.h"

enum {
    MS_PER_S = 1000,
    SECONDS_MAX = INT_MAX / MS_PER_S,
};

/* Both kinds of pcb begin with the fields of struct ip_pcb. */
static struct ip_pcb *common(struct uc_socket *s)
{
    return s->type == UC_SOCKET_TCP ? (struct ip_pcb *)s->tcp
                                    : (struct ip_pcb *)s->udp;
}

static int set_flag(struct uc_socket *s, u8_t flag, int value)
{
    struct ip_pcb *pcb = common(s);

    if (value) {
        ip_set_option(pcb, flag);
    } else {
        ip_reset_option(pcb, flag);
    }
    return 0;
}

static int set_v6only(struct uc_socket *s, int value)
{
#if LWIP_IPV6
    if (s->family == UC_NET_IPV6) {
        struct ip_pcb *pcb = common(s);
        u8_t type = value ? IPADDR_TYPE_V6 : IPADDR_TYPE_ANY;
        IP_SET_TYPE_VAL(pcb->local_ip, type);
        IP_SET_TYPE_VAL(pcb->remote_ip, type);
        return 0;
    }
#endif
    (void)s;
    (void)value;
    return -UC_ENOPROTOOPT;
}

static int set_tcp(struct uc_socket *s, enum uc_sockopt option, int value)
{
    struct tcp_pcb *pcb = s->tcp;

    if (s->listening) {
        /* A listener hands only the options of all sockets down. */
        return option == UC_SOCKOPT_NODELAY ? 0 : -UC_ENOPROTOOPT;
    }
    if (option == UC_SOCKOPT_NODELAY) {
        if (value) {
            tcp_nagle_disable(pcb);
            (void)tcp_output(pcb);
        } else {
            tcp_nagle_enable(pcb);
        }
        return 0;
    }
    if (value < 1 || value > SECONDS_MAX) {
        return -UC_EINVAL;
    }
    if (option == UC_SOCKOPT_KEEPIDLE_S) {
        pcb->keep_idle = (u32_t)value * MS_PER_S;
    } else if (option == UC_SOCKOPT_KEEPINTVL_S) {
        pcb->keep_intvl = (u32_t)value * MS_PER_S;
    } else {
        pcb->keep_cnt = (u32_t)value;
    }
    return 0;
}

static int set(struct uc_socket *s, enum uc_sockopt option, int value)
{
    switch (option) {
    case UC_SOCKOPT_NODELAY:
    case UC_SOCKOPT_KEEPIDLE_S:
    case UC_SOCKOPT_KEEPINTVL_S:
    case UC_SOCKOPT_KEEPCNT:
        return s->type == UC_SOCKET_TCP ? set_tcp(s, option, value)
                                        : -UC_ENOPROTOOPT;
    case UC_SOCKOPT_KEEPALIVE:
        return set_flag(s, SOF_KEEPALIVE, value);
    case UC_SOCKOPT_REUSEADDR:
        return set_flag(s, SOF_REUSEADDR, value);
    case UC_SOCKOPT_BROADCAST:
        return set_flag(s, SOF_BROADCAST, value);
    case UC_SOCKOPT_V6ONLY:
        return set_v6only(s, value);
    case UC_SOCKOPT_RCVBUF_BYTES:
        if (value < 0) {
            return -UC_EINVAL;
        }
        if (s->type == UC_SOCKET_UDP) {
            s->rx_limit = (size_t)value;
        }
        return 0; /* TCP's are lwip.tcpWnd and lwip.tcpSndBuf */
    case UC_SOCKOPT_SNDBUF_BYTES:
        return value < 0 ? -UC_EINVAL : 0;
    case UC_SOCKOPT_TTL:
        if (value < 1 || value > 255) {
            return -UC_EINVAL;
        }
        common(s)->ttl = (u8_t)value;
        return 0;
    case UC_SOCKOPT_LINGER_S:
        s->linger_s = value;
        return 0;
    case UC_SOCKOPT_ERROR:
    case UC_SOCKOPT_READABLE_BYTES:
        break;
    }
    return -UC_ENOPROTOOPT;
}

int uc_socket_option_set(struct uc_socket *s, enum uc_sockopt option, int value)
{
    lwip_core_lock();
    int err = s->tcp == NULL ? -UC_EINVAL : set(s, option, value);
    lwip_core_unlock();
    return err;
}

static int take_error(struct uc_socket *s)
{
    int error = s->error;

    s->error = 0;
    return error;
}

static int readable_bytes(const struct uc_socket *s)
{
    size_t bytes = s->rx_bytes;

    if (s->type == UC_SOCKET_UDP) {
        bytes = lwip_udp_next_bytes(s);
    }
    return bytes < INT_MAX ? (int)bytes : INT_MAX;
}

static int get_tcp(struct uc_socket *s, enum uc_sockopt option, int *value)
{
    if (s->type != UC_SOCKET_TCP || s->listening) {
        return -UC_ENOPROTOOPT;
    }
    switch (option) {
    case UC_SOCKOPT_NODELAY:
        *value = tcp_nagle_disabled(s->tcp) != 0;
        return 0;
    case UC_SOCKOPT_KEEPIDLE_S:
        *value = (int)(s->tcp->keep_idle / MS_PER_S);
        return 0;
    case UC_SOCKOPT_KEEPINTVL_S:
        *value = (int)(s->tcp->keep_intvl / MS_PER_S);
        return 0;
    default:
        *value = (int)s->tcp->keep_cnt;
        return 0;
    }
}

static int get(struct uc_socket *s, enum uc_sockopt option, int *value)
{
    switch (option) {
    case UC_SOCKOPT_KEEPALIVE:
        *value = ip_get_option(common(s), SOF_KEEPALIVE) != 0;
        return 0;
    case UC_SOCKOPT_REUSEADDR:
        *value = ip_get_option(common(s), SOF_REUSEADDR) != 0;
        return 0;
    case UC_SOCKOPT_BROADCAST:
        *value = ip_get_option(common(s), SOF_BROADCAST) != 0;
        return 0;
    case UC_SOCKOPT_V6ONLY:
        if (s->family != UC_NET_IPV6) {
            return -UC_ENOPROTOOPT;
        }
        *value = !IP_IS_ANY_TYPE_VAL(common(s)->local_ip);
        return 0;
    case UC_SOCKOPT_RCVBUF_BYTES:
        *value = s->type == UC_SOCKET_TCP ? TCP_WND : (int)s->rx_limit;
        return 0;
    case UC_SOCKOPT_SNDBUF_BYTES:
        *value = TCP_SND_BUF;
        return 0;
    case UC_SOCKOPT_TTL:
        *value = common(s)->ttl;
        return 0;
    default:
        return get_tcp(s, option, value);
    }
}

int uc_socket_option_get(struct uc_socket *s, enum uc_sockopt option,
                         int *value)
{
    int err = 0;

    lwip_core_lock();
    if (option == UC_SOCKOPT_ERROR) {
        *value = take_error(s);
    } else if (option == UC_SOCKOPT_READABLE_BYTES && !s->listening) {
        *value = readable_bytes(s);
    } else if (option == UC_SOCKOPT_LINGER_S) {
        *value = s->linger_s;
    } else if (s->tcp == NULL) {
        err = -UC_EINVAL;
    } else {
        err = get(s, option, value);
    }
    lwip_core_unlock();
    return err;
}
