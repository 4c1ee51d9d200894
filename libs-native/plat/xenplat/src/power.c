/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/plat/clock.h>
#include <uc/plat/power.h>
#include <uc/xen/console.h>

#include "clock.h"
#include "internal.h"

enum {
    /*
     * The reason of a shutdown is a byte, of which Xen uses the lowest few
     * values; the toolstack treats others as it treats a power-off and logs
     * them: exit status (n) is reason 128 + (n).
     */
    STATUS_REASON = 128,
    STATUS_MAX = 127,
};

/* The toolstack may be at the end of its start of this very guest. */
#define DRAIN_PATIENCE (2 * UC_NSEC_PER_S)
#define DRAIN_INTERVAL (2 * UC_NSEC_PER_MS)

/* What the toolstack has not read when the domain ends is lost. */
static void drain_console(void)
{
    volatile struct uc_xen_console_ring *ring = xenplat_boot.console.page;
    uc_nsec_t end = uc_plat_clock_monotonic() + DRAIN_PATIENCE;

    while (ring != NULL && ring->out_cons != ring->out_prod) {
        uc_nsec_t now = uc_plat_clock_monotonic();
        if (now >= end) {
            return;
        }
        const struct xen_sched_poll poll = {
            .timeout = xenplat_clock_system(now + DRAIN_INTERVAL)};
        (void)xenplat_call(XEN_SCHED_OP, XEN_SCHED_POLL, &poll);
    }
}

static UC_NORETURN void shut_down(uint32_t reason)
{
    drain_console();
    for (;;) {
        (void)xenplat_call(XEN_SCHED_OP, XEN_SCHED_SHUTDOWN, &reason);
    }
}

static uint32_t exit_reason = UC_XEN_POWEROFF;

void uc_xen_exit_by(enum uc_xen_shutdown reason)
{
    exit_reason = reason;
}

void uc_plat_exit(int status)
{
    uint32_t code = (uint32_t)status & 0xff;

    code = code < STATUS_MAX ? code : STATUS_MAX;
    shut_down(code == 0 ? exit_reason : STATUS_REASON + code);
}

void uc_plat_crash(void)
{
    shut_down(UC_XEN_CRASH);
}

void uc_xen_shutdown(enum uc_xen_shutdown reason)
{
    shut_down(reason);
}
