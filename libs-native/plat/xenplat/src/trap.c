/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch/x86_64/cpu.h>
#include <uc/arch/x86_64/descriptor.h>
#include <uc/arch/x86_64/trap.h>
#include <uc/aspace.h>
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
            /* A fault while one is reported is the end of it. */
            static bool reported;

            frame->cs = returned_cs(frame->cs);
            const char *text =
                reported
                    ? name
                    : uc_aspace_fault(address,
                                      (frame->error & UC_X86_FAULT_WRITE) != 0,
                                      frame);
            if (text == NULL) {
                return;
            }
            reported = true;
            name = text;
        }
        /* Nothing else lies so near: a guard, or what is read-only. */
        if (address - (frame->rsp - UC_PAGE_SIZE) < 2 * UC_PAGE_SIZE &&
            address != frame->rip) { /* a stack is not executed */
            name = "stack overflow";
        }
    }
    uc_panic_trap(name, address, frame);
}
