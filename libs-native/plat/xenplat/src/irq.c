/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An interrupt line is an event channel. Its events are looked for while the
 * image idles or polls; nothing ever interrupts, so masking has nothing to do:
 * a PV guest would get its interrupts on the stack that it runs on, into the
 * red zone of foreign code.
 */
#include <uc/assert.h>
#include <uc/barrier.h>
#include <uc/errors.h>
#include <uc/plat/clock.h>
#include <uc/plat/irq.h>

#include "clock.h"
#include "internal.h"

enum {
    WORD_BITS = 64,
    PORTS = 64 * WORD_BITS, /* of 2-level channels */
};

struct line {
    void (*handler)(void *arg);
    void *arg;
};

/* The first (count) entries of both are in use, side by side. */
static struct {
    uint32_t ports[UC_CONFIG_XENPLAT_PORTS];
    struct line lines[UC_CONFIG_XENPLAT_PORTS];
    unsigned count;
} claimed;

static int find(uc_irq_t port)
{
    for (unsigned i = 0; i < claimed.count; i++) {
        if (claimed.ports[i] == port) {
            return (int)i;
        }
    }
    return -UC_ENOENT;
}

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

int uc_plat_irq_claim(uc_irq_t irq, void (*handler)(void *arg), void *arg)
{
    volatile struct xen_shared_info *info = &xenplat_shared_info;

    if (irq == 0 || irq >= PORTS) {
        return -UC_ENOENT;
    }
    if (find(irq) >= 0) {
        return -UC_EBUSY;
    }
    if (claimed.count == UC_CONFIG_XENPLAT_PORTS) {
        return -UC_ENOMEM;
    }
    claimed.ports[claimed.count] = irq;
    claimed.lines[claimed.count] = (struct line){handler, arg};
    claimed.count++;
    clear_bit(info->mask, irq);
    /* What came while it was masked has told nobody. */
    set_bit(&info->vcpu[0].pending_words, irq / WORD_BITS);
    info->vcpu[0].upcall_pending = 1;
    return 0;
}

void uc_plat_irq_release(uc_irq_t irq)
{
    int at = find(irq);

    UC_ASSERT(at >= 0);
    set_bit(xenplat_shared_info.mask, irq);
    claimed.count--;
    claimed.ports[at] = claimed.ports[claimed.count];
    claimed.lines[at] = claimed.lines[claimed.count];
}

void xenplat_irq_resume(void)
{
    claimed.count = 0;
}

unsigned long uc_plat_irq_save(void)
{
    return 0;
}

void uc_plat_irq_restore(unsigned long state)
{
    (void)state;
}

static void handle(unsigned word, uint64_t events)
{
    for (; events != 0; events &= events - 1) {
        unsigned port = word * WORD_BITS + (unsigned)__builtin_ctzll(events);
        clear_bit(xenplat_shared_info.pending, port);
        int at = find(port);
        if (at >= 0) {
            claimed.lines[at].handler(claimed.lines[at].arg);
        }
    }
}

/* Spec: Xen, xen/include/public/xen.h, struct vcpu_info. */
void uc_plat_poll(void)
{
    volatile struct xen_shared_info *info = &xenplat_shared_info;

    while (info->vcpu[0].upcall_pending != 0) {
        info->vcpu[0].upcall_pending = 0;
        uint64_t words = __atomic_exchange_n(&info->vcpu[0].pending_words, 0,
                                             __ATOMIC_SEQ_CST);
        for (; words != 0; words &= words - 1) {
            unsigned word = (unsigned)__builtin_ctzll(words);
            handle(word, info->pending[word] & ~info->mask[word]);
        }
    }
}

/* Xen returns at once where one of the channels has an event already. */
void uc_plat_idle(uc_nsec_t deadline)
{
    const struct xen_sched_poll poll = {
        .ports = claimed.ports,
        .ports_n = claimed.count,
        .timeout = deadline == UC_NEVER ? 0 : xenplat_clock_system(deadline),
    };

    (void)xenplat_call(XEN_SCHED_OP, XEN_SCHED_POLL, &poll);
    uc_plat_poll();
}
