/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef XENCONSOLE_TESTS_MISBEHAVE_H
#define XENCONSOLE_TESTS_MISBEHAVE_H

/*
 * An other end that does whatever the bytes of an input say, also while the
 * image waits for it.
 */
#include <uc/hosted_input.h>

#include "ring.h"

static struct uc_hosted_input input;

static inline void act(void)
{
    uint32_t what = uc_hosted_input_byte(&input);

    seen.sent++;
    switch (what & 7) {
    case 0:
        uc_hosted_clock_advance(10 * UC_NSEC_PER_S);
        break;
    case 1:
        ring->out_cons += uc_hosted_input_word(&input);
        break;
    case 2:
        ring->out_prod += uc_hosted_input_word(&input);
        break;
    case 3:
        ring->in_prod += what & 8 ? UINT32_MAX : uc_hosted_input_word(&input);
        break;
    case 4:
        ring->in_cons = ring->in_prod - (what >> 3);
        break;
    default:
        drain(what);
        break;
    }
}

/* Runs one input from start to end. */
static inline void misbehave(const uint8_t *bytes, size_t size)
{
    input = (struct uc_hosted_input){bytes, size};
    plug(act, uc_hosted_input_word(&input) * 0x10001);
    while (input.left > 0) {
        uint32_t what = uc_hosted_input_byte(&input);
        size_t n = 1 + (what >> 2) * (what & 2 ? 60u : 1u);
        /* As long as it says, for what is read or written past it. */
        char *buf = malloc(n);
        memset(buf, 'x', n);
        if (what & 1) {
            console()->write(buf, n);
        } else if (console()->read(buf, n) > n) {
            abort();
        }
        free(buf);
        act();
    }
}

#endif /* XENCONSOLE_TESTS_MISBEHAVE_H */
