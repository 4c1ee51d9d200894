/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch.h>

#include "internal.h"

/* What uc_arch_context_switch pops, lowest address first. */
struct initial_stack {
    uint32_t mxcsr;
    uint32_t x87_control;
    uint64_t r15, r14, r13, r12, rbx, rbp;
    uint64_t return_address;
    uint64_t caller; /* 0: a backtrace ends here */
};

UC_STATIC_ASSERT(offsetof(struct initial_stack, caller) % 16 == 0,
                 "the stack is aligned where the context calls its entry");

void uc_arch_context_init(struct uc_arch_context *ctx, void *stack_top,
                          void (*entry)(void *arg), void *arg)
{
    /* The ABI wants 16 bytes of alignment where `call` is about to push. */
    uintptr_t base =
        ((uintptr_t)stack_top - sizeof(struct initial_stack)) & ~(uintptr_t)15;
    struct initial_stack *stack = (struct initial_stack *)base;

    /* Spec: System V ABI, AMD64 supplement, 3.4.1 (state at process entry). */
    *stack = (struct initial_stack){
        .mxcsr = 0x1f80,
        .x87_control = 0x037f,
        .r12 = (uint64_t)arg,
        .rbx = (uint64_t)entry,
        .return_address = (uint64_t)x86_64arch_context_start,
    };
    ctx->sp = stack;
}
