/* SPDX-License-Identifier: BSD-3-Clause */
/* A bit for each of 4096 ports, and one for each word of bits. */
#include <uc/errors.h>

#include "events.h"
#include "internal.h"

enum {
    WORD_BITS = 64,
    PORTS = 64 * WORD_BITS,
};

static void set_bit(volatile uint64_t *words, unsigned bit)
{
    __atomic_fetch_or(&words[bit / WORD_BITS], UINT64_C(1) << bit % WORD_BITS,
                      __ATOMIC_SEQ_CST);
}

static void clear_bit(volatile uint64_t *words, unsigned bit)
{
    __atomic_fetch_and(&words[bit / WORD_BITS],
                       ~(UINT64_C(1) << bit % WORD_BITS), __ATOMIC_SEQ_CST);
}

int xenplat_event_enable(uint32_t port)
{
    volatile struct xen_shared_info *info = &xenplat_shared_info;

    if (port == 0 || port >= PORTS) {
        return -UC_ENOENT;
    }
    clear_bit(info->mask, port);
    /* What came while it was masked has told nobody. */
    set_bit(&info->vcpu[0].pending_words, port / WORD_BITS);
    info->vcpu[0].upcall_pending = 1;
    return 0;
}

void xenplat_event_disable(uint32_t port)
{
    set_bit(xenplat_shared_info.mask, port);
}

void xenplat_events_take(void (*handle)(uint32_t port))
{
    volatile struct xen_shared_info *info = &xenplat_shared_info;
    uint64_t words =
        __atomic_exchange_n(&info->vcpu[0].pending_words, 0, __ATOMIC_SEQ_CST);

    for (; words != 0; words &= words - 1) {
        unsigned word = (unsigned)__builtin_ctzll(words);
        uint64_t events = info->pending[word] & ~info->mask[word];
        for (; events != 0; events &= events - 1) {
            unsigned port =
                word * WORD_BITS + (unsigned)__builtin_ctzll(events);
            clear_bit(info->pending, port);
            handle(port);
        }
    }
}

/* The new shared info page has no bit of any port. */
void xenplat_events_resume(void)
{
}
