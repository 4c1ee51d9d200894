/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>

#include "port.h"

/*
 * The one's complement sum of (len) bytes, as lwIP's own but by words of 8
 * bytes: their order does not matter to it. Spec: RFC 1071, sections 1 and 2.
 */
uint16_t lwip_port_checksum(const void *data, int len)
{
    const char *at = data;
    uint64_t sum = 0;

    for (; len >= 8; len -= 8, at += 8) {
        uint64_t word;
        memcpy(&word, at, sizeof word);
        sum += word;
        sum += sum < word; /* the carry comes in again */
    }
    uint64_t tail = 0; /* at most 2^32 + 2^17: no carry is lost below */
    if (len & 4) {
        uint32_t word;
        memcpy(&word, at, sizeof word);
        tail += word;
        at += 4;
    }
    if (len & 2) {
        uint16_t half;
        memcpy(&half, at, sizeof half);
        tail += half;
        at += 2;
    }
    if (len & 1) {
        uint16_t half = 0; /* an odd byte is the first of a pair */
        memcpy(&half, at, 1);
        tail += half;
    }
    sum += tail;
    sum += sum < tail;
    sum = (sum & UINT32_MAX) + (sum >> 32);
    sum = (sum & UINT16_MAX) + ((sum >> 16) & UINT16_MAX) + (sum >> 32);
    sum = (sum & UINT16_MAX) + (sum >> 16);
    return (uint16_t)((sum & UINT16_MAX) + (sum >> 16));
}
