/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_ARCH_X86_64_PAGE_FAULT_H
#define UC_ARCH_X86_64_PAGE_FAULT_H

/* What page faults have in common wherever a platform hears of them. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <uc/arch/x86_64/trap.h>
#include <uc/aspace.h>
#include <uc/compiler.h>
#include <uc/types.h>

/*
 * What a page fault at (address) is called in a report, (name) if nothing
 * better; NULL where the address space has mended it, and (frame) goes on.
 * (aspace), a constant, says whether the image has one. Context: the platform's
 * handler of traps.
 */
static UC_ALWAYS_INLINE const char *
uc_x86_page_fault(const char *name, struct uc_trap_frame *frame,
                  uintptr_t address, bool aspace)
{
    if (aspace) {
        /* A fault while one is reported is the end of it. */
        static bool reported;
        const bool writes = (frame->error & UC_X86_FAULT_WRITE) != 0;

        if (!reported) {
            name = uc_aspace_fault(address, writes, frame);
        }
        if (name == NULL) {
            return NULL;
        }
        reported = true;
    }
    /* Nothing else lies so near: a guard, or what is read-only; and no stack
     * is executed. */
    return address - (frame->rsp - UC_PAGE_SIZE) < 2 * UC_PAGE_SIZE &&
                   address != frame->rip
               ? "stack overflow"
               : name;
}

#endif /* UC_ARCH_X86_64_PAGE_FAULT_H */
