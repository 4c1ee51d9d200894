/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_ARCH_X86_64_TRAP_H
#define UC_ARCH_X86_64_TRAP_H

/* Behind uc/arch.h: the trap frame, and the save area of the FPU. */
#include <stddef.h>
#include <stdint.h>

#include <uc/compiler.h>

/* In memory order as the entry stubs push them. */
struct uc_trap_frame {
    uint64_t r15, r14, r13, r12, r11, r10, r9, r8;
    uint64_t rbp, rdi, rsi, rdx, rcx, rbx, rax;
    uint64_t vector, error;            /* error is 0 where the CPU gives none */
    uint64_t rip, cs, rflags, rsp, ss; /* pushed by the CPU */
};

UC_STATIC_ASSERT(offsetof(struct uc_trap_frame, rip) == 17 * 8,
                 "the frame is what src/trap_entry.S pushes");

/* x87 and SSE state. Spec: Intel SDM volume 1, 10.5.1. */
struct uc_x86_fpu {
    uint8_t bytes[512];
} UC_ALIGNED(16);

static UC_ALWAYS_INLINE void uc_x86_fpu_save(struct uc_x86_fpu *fpu)
{
    __asm__ volatile("fxsave64 %0" : "=m"(*fpu));
}

static UC_ALWAYS_INLINE void uc_x86_fpu_restore(const struct uc_x86_fpu *fpu)
{
    __asm__ volatile("fxrstor64 %0" ::"m"(*fpu));
}

/* "page fault", ...; "exception" for a vector without a name. */
const char *uc_x86_trap_name(uint64_t vector);

/* Error code of a page fault: bit 1. Spec: Intel SDM volume 3, 4.7. */
#define UC_X86_FAULT_WRITE 2u

enum uc_x86_vector {
    UC_X86_TRAP_DOUBLE_FAULT = 8,
    UC_X86_TRAP_PAGE_FAULT = 14,
    UC_X86_TRAPS = 32,
};

#endif /* UC_ARCH_X86_64_TRAP_H */
