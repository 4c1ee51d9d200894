/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch/x86_64/cpu.h>
#include <uc/arch/x86_64/descriptor.h>
#include <uc/arch/x86_64/trap.h>
#include <uc/boot.h>

#include "internal.h"

void uc_x86_trap(struct uc_trap_frame *frame)
{
    const char *name = uc_x86_trap_name(frame->vector);
    uintptr_t address = 0;

    if (frame->vector == UC_X86_TRAP_PAGE_FAULT) {
        address = xenplat_is_pv() ? xenplat_shared_info.vcpu[0].cr2
                                  : uc_x86_cr2_read();
        /* Nothing else lies so near: a guard, or what is read-only. */
        if (address - (frame->rsp - UC_PAGE_SIZE) < 2 * UC_PAGE_SIZE &&
            address != frame->rip) { /* a stack is not executed */
            name = "stack overflow";
        }
    }
    uc_panic_trap(name, address, frame);
}
