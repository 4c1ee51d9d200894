/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A new connection from an address and port whose last one waits out its time.
 * lwIP 2.1.3 answers its SYN with an ACK of the old one, and ignores the reset
 * that follows: a client that reuses ports, as they all do in the end, is kept
 * out for two minutes. A SYN above the old numbers may take over instead.
 *
 * Spec: RFC 1122, section 4.2.2.13; RFC 9293, section 3.10.7.4.
 */
#include "internal.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/prot/ethernet.h"
#include "lwip/prot/ip4.h"
#include "lwip/prot/ip6.h"
#include "lwip/prot/tcp.h"

enum {
    /* Ethernet, IPv6 or IPv4 with options, TCP with options: all other frames
     * are passed by without a further look. */
    SYN_BYTES_MAX = 14 + 60 + 60,
};

struct syn {
    ip_addr_t from;
    ip_addr_t to;
    const struct tcp_hdr *tcp;
};

static bool read_ip4(const char *at, size_t len, struct syn *syn)
{
    const struct ip_hdr *ip = (const void *)at;
    size_t header = IPH_HL_BYTES(ip);

    if (IPH_PROTO(ip) != IP_PROTO_TCP || len < header + TCP_HLEN) {
        return false;
    }
    syn->tcp = (const void *)(at + header);
    ip_addr_copy_from_ip4(syn->from, ip->src);
    ip_addr_copy_from_ip4(syn->to, ip->dest);
    return true;
}

#if LWIP_IPV6
static bool read_ip6(const char *at, size_t len, struct syn *syn)
{
    const struct ip6_hdr *ip = (const void *)at;

    if (IP6H_NEXTH(ip) != IP6_NEXTH_TCP || len < IP6_HLEN + TCP_HLEN) {
        return false;
    }
    syn->tcp = (const void *)(at + IP6_HLEN);
    ip_addr_copy_from_ip6_packed(syn->from, ip->src);
    ip_addr_copy_from_ip6_packed(syn->to, ip->dest);
    return true;
}
#endif

static bool read_segment(const struct pbuf *frame, struct syn *syn)
{
    const struct eth_hdr *ethernet = frame->payload;
    const char *ip = (const char *)frame->payload + SIZEOF_ETH_HDR;
    size_t len = frame->len - (size_t)SIZEOF_ETH_HDR;

    if (ethernet->type == PP_HTONS(ETHTYPE_IP)) {
        return read_ip4(ip, len, syn);
    }
#if LWIP_IPV6
    if (ethernet->type == PP_HTONS(ETHTYPE_IPV6)) {
        return read_ip6(ip, len, syn);
    }
#endif
    return false;
}

static bool same_address(const ip_addr_t *a, const ip_addr_t *b)
{
#if LWIP_IPV6
    if (IP_IS_V6(a) && IP_IS_V6(b)) {
        return ip6_addr_cmp_zoneless(ip_2_ip6(a), ip_2_ip6(b));
    }
#endif
    return ip_addr_cmp(a, b);
}

static void take_over(const struct syn *syn)
{
    u16_t from = lwip_ntohs(syn->tcp->src);
    u16_t to = lwip_ntohs(syn->tcp->dest);
    u32_t seq = lwip_ntohl(syn->tcp->seqno);

    for (struct tcp_pcb *pcb = tcp_tw_pcbs; pcb != NULL; pcb = pcb->next) {
        if (pcb->remote_port == from && pcb->local_port == to &&
            same_address(&pcb->remote_ip, &syn->from) &&
            same_address(&pcb->local_ip, &syn->to)) {
            if (TCP_SEQ_GT(seq, pcb->rcv_nxt)) {
                tcp_abandon(pcb, 0);
            }
            return;
        }
    }
}

void lwip_time_wait_check(const struct pbuf *frame)
{
    struct syn syn;

    if (tcp_tw_pcbs != NULL && frame->len <= SYN_BYTES_MAX &&
        read_segment(frame, &syn) &&
        (TCPH_FLAGS(syn.tcp) & (TCP_SYN | TCP_ACK | TCP_RST)) == TCP_SYN) {
        take_over(&syn);
    }
}
