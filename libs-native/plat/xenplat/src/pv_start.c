/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

static void *page_of_frame(uint64_t mfn)
{
    const uint64_t *pfns = (const uint64_t *)XENPLAT_M2P;
    return xenplat_virtual(pfns[mfn] << UC_PAGE_SHIFT);
}

/*
 * Takes over what (info) says of the pages that are shared: at the start, and
 * when the guest has been resumed, elsewhere perhaps.
 */
void xenplat_pv_resume(void)
{
    const struct xen_start_info *info = xenplat_boot.start_info;

    xenplat_boot.store = (struct uc_xen_channel){page_of_frame(info->store_mfn),
                                                 info->store_port};
    xenplat_boot.console = (struct uc_xen_channel){
        page_of_frame(info->console_mfn), info->console_port};
    (void)xenplat_pv_map_page(&xenplat_shared_info,
                              info->shared_info >> UC_PAGE_SHIFT,
                              UC_X86_MAP_RW);
}

/*
 * Behind the image the builder has put, in this order: the module, the P2M, the
 * page of (info), those of store and console, page tables, a stack of one page.
 * Spec: Xen, xen/include/public/xen.h, "Start-of-day memory layout".
 */
void xenplat_pv_start(struct xen_start_info *info)
{
    struct xenplat_boot *boot = &xenplat_boot;

    xenplat_relocate();
    boot->start_info = info;
    boot->command_line = info->command_line;
    boot->initrd = (const void *)info->module;
    boot->initrd_bytes = info->module_bytes;
    boot->p2m = (uint64_t *)info->p2m;
    boot->root = (uint64_t *)info->page_tables;
    boot->taken_end =
        xenplat_physical(boot->root) + (info->page_tables_n + 1) * UC_PAGE_SIZE;
    boot->ram[0] = (struct xenplat_range){0, info->pages * UC_PAGE_SIZE};
    boot->ram_n = 1;
    xenplat_pv_resume();
    xenplat_pv_protect();
    xenplat_pv_tell_p2m();
    xenplat_pv_set_traps();
    xenplat_start();
}
