/* SPDX-License-Identifier: BSD-3-Clause */
#include "hooks.h"

#include <uc/entropy.h>
#include <uc/plat/clock.h>

#include "internal.h"
#include "lwip/ip.h"

static uint64_t secret[2];
static bool have_secret;

static UC_ALWAYS_INLINE uint64_t rotl(uint64_t x, unsigned by)
{
    return x << by | x >> (64 - by);
}

static void sip_round(uint64_t v[4])
{
    v[0] += v[1];
    v[1] = rotl(v[1], 13) ^ v[0];
    v[0] = rotl(v[0], 32);
    v[2] += v[3];
    v[3] = rotl(v[3], 16) ^ v[2];
    v[0] += v[3];
    v[3] = rotl(v[3], 21) ^ v[0];
    v[2] += v[1];
    v[1] = rotl(v[1], 17) ^ v[2];
    v[2] = rotl(v[2], 32);
}

/* SipHash-1-3 of whole words. Spec: Aumasson and Bernstein, "SipHash". */
static uint64_t siphash(const uint64_t *words, unsigned n)
{
    uint64_t v[4] = {
        secret[0] ^ UINT64_C(0x736f6d6570736575),
        secret[1] ^ UINT64_C(0x646f72616e646f6d),
        secret[0] ^ UINT64_C(0x6c7967656e657261),
        secret[1] ^ UINT64_C(0x7465646279746573),
    };

    for (unsigned i = 0; i <= n; i++) {
        uint64_t word = i < n ? words[i] : (uint64_t)n << 59;
        v[3] ^= word;
        sip_round(v);
        v[0] ^= word;
    }
    v[2] ^= 0xff;
    sip_round(v);
    sip_round(v);
    sip_round(v);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

static void make_secret(void)
{
    have_secret = true;
    if (uc_entropy_get(secret, sizeof secret) < 0) {
        for (unsigned i = 0; i < 4; i++) {
            secret[i / 2] = secret[i / 2] << 32 | uc_entropy_u32();
        }
    }
}

static unsigned put_address(uint64_t *words, const ip_addr_t *addr)
{
#if LWIP_IPV6
    if (IP_IS_V6(addr)) {
        const u32_t *part = ip_2_ip6(addr)->addr;
        words[0] = (uint64_t)part[0] << 32 | part[1];
        words[1] = (uint64_t)part[2] << 32 | part[3];
        return 2;
    }
#endif
    words[0] = ip4_addr_get_u32(ip_2_ip4(addr));
    return 1;
}

/*
 * A clock of 4 us ticks plus a keyed hash of the connection: old segments of a
 * reused connection never fit, and nobody else can tell the number.
 * Spec: RFC 6528, section 3.
 */
u32_t lwip_port_tcp_isn(const ip_addr_t *local, u16_t local_port,
                        const ip_addr_t *remote, u16_t remote_port)
{
    uint64_t words[5];
    unsigned n = put_address(words, local);

    if (!have_secret) {
        make_secret();
    }
    n += put_address(words + n, remote);
    words[n++] = (uint64_t)local_port << 16 | remote_port;
    return (u32_t)(uc_plat_clock_monotonic() >> 12) + (u32_t)siphash(words, n);
}
