/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which flow a frame belongs to: by addresses, and by ports where all frames of
 * the flow tell them. What is neither IPv4 nor IPv6 is one flow.
 */
#include "netfront.h"

enum {
    IP_AT = 14, /* behind the Ethernet header */
    PROTOCOL_TCP = 6,
    PROTOCOL_UDP = 17,
    HEADERS_BYTES = IP_AT + 60 + 4, /* the longest IPv4 header, and ports */
};

struct headers {
    uint8_t bytes[HEADERS_BYTES];
    unsigned n;
};

static void read_headers(const struct uc_net_tx *frame, struct headers *out)
{
    out->n = 0;
    for (unsigned i = 0; i < frame->pieces_n && out->n < HEADERS_BYTES; i++) {
        const uint8_t *data = frame->pieces[i].data;
        for (uint32_t at = 0;
             at < frame->pieces[i].bytes && out->n < HEADERS_BYTES; at++) {
            out->bytes[out->n++] = data[at];
        }
    }
}

/* Four bytes, in an order that does not matter; 0 behind the end. */
static uint32_t word(const struct headers *headers, unsigned at)
{
    uint32_t value = 0;

    if (at + sizeof value <= headers->n) {
        __builtin_memcpy(&value, headers->bytes + at, sizeof value);
    }
    return value;
}

static bool has_ports(unsigned protocol)
{
    return protocol == PROTOCOL_TCP || protocol == PROTOCOL_UDP;
}

/* Spec: RFC 791, section 3.1. Only the first of several fragments has ports. */
static uint32_t mix_ipv4(const struct headers *headers)
{
    const uint8_t *ip = headers->bytes + IP_AT;
    uint32_t mixed = word(headers, IP_AT + 12) ^ word(headers, IP_AT + 16);
    bool fragment = (ip[6] & 0x3f) != 0 || ip[7] != 0;

    if (has_ports(ip[9]) && !fragment) {
        mixed ^= word(headers, IP_AT + (ip[0] & 0xfu) * 4);
    }
    return mixed;
}

/* Spec: RFC 8200, section 3. Behind extension headers ports are not sought. */
static uint32_t mix_ipv6(const struct headers *headers)
{
    uint32_t mixed = 0;

    for (unsigned at = 8; at < 40; at += 4) {
        mixed ^= word(headers, IP_AT + at);
    }
    if (has_ports(headers->bytes[IP_AT + 6])) {
        mixed ^= word(headers, IP_AT + 40);
    }
    return mixed;
}

uint32_t netfront_flow(const struct uc_net_tx *frame)
{
    struct headers headers;
    uint32_t mixed = 0;

    read_headers(frame, &headers);
    if (headers.n < IP_AT + 20) {
        return 0;
    }
    if (headers.bytes[12] == 0x08 && headers.bytes[13] == 0x00) {
        mixed = mix_ipv4(&headers);
    } else if (headers.bytes[12] == 0x86 && headers.bytes[13] == 0xdd) {
        mixed = mix_ipv6(&headers);
    }
    /* Neighbours differ in few bits: a product carries them upwards. */
    return mixed * 0x9e3779b1u;
}
