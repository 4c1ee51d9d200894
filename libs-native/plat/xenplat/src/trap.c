/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch/x86_64/cpu.h>
#include <uc/arch/x86_64/descriptor.h>
#include <uc/arch/x86_64/page_fault.h>
#include <uc/arch/x86_64/trap.h>
#include <uc/boot.h>

#include "internal.h"

/*
 * A PV guest runs in ring 3, and is told that it were ring 0.
 * Spec: Xen, xen/include/public/arch-x86/xen-x86_64.h, FLAT_RING3_CS64.
 */
static uint64_t returned_cs(uint64_t cs)
{
    return xenplat_is_pv() ? cs | 3 : cs;
}

void uc_x86_trap(struct uc_trap_frame *frame)
{
    const char *name = uc_x86_trap_name(frame->vector);
    uintptr_t address = 0;

    if (frame->vector == UC_X86_TRAP_PAGE_FAULT) {
        address = xenplat_is_pv() ? xenplat_shared_info.vcpu[0].cr2
                                  : uc_x86_cr2_read();
        if (UC_CONFIG_XENPLAT_ASPACE) {
            frame->cs = returned_cs(frame->cs);
        }
        name =
            uc_x86_page_fault(name, frame, address, UC_CONFIG_XENPLAT_ASPACE);
        if (name == NULL) {
            return;
        }
    }
    uc_panic_trap(name, address, frame);
}
