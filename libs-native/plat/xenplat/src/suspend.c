/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Saving and migrating the guest, `xl save` and `xl migrate`.
 * Spec: Xen, xen/include/public/{sched.h,xen.h}; what a saved PV guest must
 * look like: tools/libs/guest/xg_sr_save_x86_pv.c.
 */
#include <uc/errors.h>
#include <uc/plat/clock.h>

#include "clock.h"
#include "internal.h"

static long call_suspend(uint64_t start_info_frame)
{
    const uint32_t reason = UC_XEN_SUSPEND;

    return xenplat_hypercall(XEN_SCHED_SHUTDOWN, (uintptr_t)&reason,
                             start_info_frame, 0, XEN_SCHED_OP);
}

static uint64_t pfn_of_page(const void *page)
{
    return xenplat_physical(page) >> UC_PAGE_SHIFT;
}

/*
 * A saved guest may map no page but its own, and names the two that it shares
 * with the toolstack by their place in its memory.
 */
static long suspend_pv(void)
{
    struct xen_start_info *info = xenplat_boot.start_info;
    uint64_t store = info->store_mfn, console = info->console_mfn;

    (void)xenplat_pv_map_page(&xenplat_shared_info,
                              xenplat_frame(&xenplat_shared_info),
                              UC_X86_MAP_RW);
    info->store_mfn = pfn_of_page(xenplat_boot.store.page);
    info->console_mfn = pfn_of_page(xenplat_boot.console.page);
    long err = call_suspend(xenplat_frame(info));
    if (err != 0) { /* cancelled or refused: nobody has translated them */
        info->store_mfn = store;
        info->console_mfn = console;
    }
    xenplat_pv_resume();
    xenplat_pv_tell_p2m();
    return err;
}

static long suspend_pvh(void)
{
    long err = call_suspend(0);

    xenplat_pvh_resume();
    return err;
}

int uc_xen_suspend(void)
{
    uc_nsec_t now = uc_plat_clock_monotonic();
    uc_nsec_t wall = uc_plat_clock_wall();

    xenplat_grant_suspend();
    long err = xenplat_is_pv() ? suspend_pv() : suspend_pvh();
    if (err != 0) {
        xenplat_grant_resume(true);
        return err > 0 ? 1 : -UC_EIO;
    }
    xenplat_grant_resume(false);
    xenplat_irq_resume();
    xenplat_clock_resume(now, wall);
    return 0;
}
