/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An interrupt line is an event channel. Its events are looked for while the
 * image idles or polls; nothing ever interrupts, so masking has nothing to do:
 * a PV guest would get its interrupts on the stack that it runs on, into the
 * red zone of foreign code.
 */
#include <uc/assert.h>
#include <uc/errors.h>
#include <uc/plat/clock.h>
#include <uc/plat/irq.h>

#include "clock.h"
#include "events.h"
#include "internal.h"

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

int uc_plat_irq_claim(uc_irq_t irq, void (*handler)(void *arg), void *arg)
{
    if (find(irq) >= 0) {
        return -UC_EBUSY;
    }
    if (claimed.count == UC_CONFIG_XENPLAT_PORTS) {
        return -UC_ENOMEM;
    }
    claimed.ports[claimed.count] = irq;
    claimed.lines[claimed.count] = (struct line){handler, arg};
    claimed.count++;
    int err = xenplat_event_enable(irq);
    if (err < 0) {
        claimed.count--;
    }
    return err;
}

void uc_plat_irq_release(uc_irq_t irq)
{
    int at = find(irq);

    UC_ASSERT(at >= 0);
    xenplat_event_disable(irq);
    claimed.count--;
    claimed.ports[at] = claimed.ports[claimed.count];
    claimed.lines[at] = claimed.lines[claimed.count];
}

void xenplat_irq_resume(void)
{
    claimed.count = 0;
    xenplat_events_resume();
}

unsigned long uc_plat_irq_save(void)
{
    return 0;
}

void uc_plat_irq_restore(unsigned long state)
{
    (void)state;
}

static void handle(uint32_t port)
{
    int at = find(port);

    if (at >= 0) {
        claimed.lines[at].handler(claimed.lines[at].arg);
    }
}

/* Spec: Xen, xen/include/public/xen.h, struct vcpu_info. */
void uc_plat_poll(void)
{
    volatile struct xen_vcpu_info *info = &xenplat_shared_info.vcpu[0];

    while (info->upcall_pending != 0) {
        info->upcall_pending = 0;
        xenplat_events_take(handle);
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
