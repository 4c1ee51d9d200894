/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch.h>
#include <uc/arch/x86_64/cpu.h>
#include <uc/arch/x86_64/trap.h>

#include "trap_call.h"

#define HIDDEN __attribute__((visibility("hidden")))

enum {
    RED_ZONE = 128, /* System V ABI, AMD64 supplement 1.0, 3.2.2 */
    STACK_ALIGN = 16,
};

UC_STATIC_ASSERT(sizeof(struct uc_trap_frame) == X86_64ARCH_FRAME_BYTES,
                 "trap_call.S copies all of it");
UC_STATIC_ASSERT(offsetof(struct uc_trap_frame, rflags) ==
                     X86_64ARCH_FRAME_FLAGS,
                 "trap_call.S restores the flags of the interrupted code");

/* From the trap until x86_64arch_call has them on the stack. */
extern struct uc_trap_frame x86_64arch_call_frame HIDDEN;
extern void (*x86_64arch_call_fn)(void) HIDDEN;
extern void x86_64arch_call(void) HIDDEN;

struct uc_trap_frame x86_64arch_call_frame;
void (*x86_64arch_call_fn)(void);

bool uc_trap_call(struct uc_trap_frame *frame, uintptr_t stack_top,
                  void (*fn)(void))
{
    if (x86_64arch_call_fn != NULL) {
        return false;
    }
    x86_64arch_call_frame = *frame;
    x86_64arch_call_fn = fn;
    frame->rsp = (stack_top != 0 ? stack_top : frame->rsp - RED_ZONE) &
                 ~(uint64_t)(STACK_ALIGN - 1);
    frame->rip = (uintptr_t)x86_64arch_call;
    frame->rflags &= ~(uint64_t)UC_X86_FLAGS_IF;
    return true;
}
