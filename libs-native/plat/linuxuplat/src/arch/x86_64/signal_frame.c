/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch.h>
#include <uc/arch/x86_64/trap.h>
#include <uc/aspace.h>
#include <uc/boot.h>

#include "../../internal.h"
#include "../../paging.h"
#include "../../tick.h"

/* memfd_create. Spec: Linux, arch/x86/entry/syscalls/syscall_64.tbl. */
const uint16_t linuxuplat_memfd_call = 319;
const unsigned linuxuplat_mmap_shift = 0;

/* Spec: Linux, arch/x86/include/uapi/asm/signal.h. */
struct kernel_sigaction {
    void (*handler)(int, void *, void *);
    unsigned long flags;
    void (*restorer)(void);
    uint64_t mask;
};

/* Spec: Linux, arch/x86/include/uapi/asm/{ucontext,sigcontext}.h. */
struct kernel_ucontext {
    uint64_t flags;
    uint64_t link;
    uint64_t stack[3];
    uint64_t r8, r9, r10, r11, r12, r13, r14, r15;
    uint64_t rdi, rsi, rbp, rbx, rdx, rax, rcx, rsp, rip, rflags;
    uint16_t cs, gs, fs, ss;
    uint64_t error, vector, old_mask, cr2;
};

enum {
    SA_SIGINFO = 0x4,
    SA_RESTORER = 0x04000000,
    SA_ONSTACK = 0x08000000,
    SA_RESTART = 0x10000000,
};

extern void linuxuplat_sigreturn(void) __attribute__((visibility("hidden")));

int linuxuplat_sigaction(int signal, void (*handler)(int, void *, void *))
{
    const struct kernel_sigaction action = {
        .handler = handler,
        .flags = SA_SIGINFO | SA_RESTORER | SA_ONSTACK,
        .restorer = linuxuplat_sigreturn,
    };
    const long args[6] = {signal, (long)&action, 0, sizeof action.mask};

    return (int)uc_linux_call(UC_LINUX_SIGACTION, args);
}

int linuxuplat_sigaction_restart(int signal,
                                 void (*handler)(int, void *, void *))
{
    const struct kernel_sigaction action = {
        .handler = handler,
        .flags = SA_SIGINFO | SA_RESTORER | SA_ONSTACK | SA_RESTART,
        .restorer = linuxuplat_sigreturn,
    };
    const long args[6] = {signal, (long)&action, 0, sizeof action.mask};

    return (int)uc_linux_call(UC_LINUX_SIGACTION, args);
}

struct uc_tick_at linuxuplat_context_at(const void *context)
{
    const struct kernel_ucontext *c = context;

    return (struct uc_tick_at){.pc = c->rip, .fp = c->rbp, .sp = c->rsp};
}

void linuxuplat_context_go_on(void *context, uintptr_t pc)
{
    ((struct kernel_ucontext *)context)->rip = pc;
}

/* An initializer: as a function it is half as large again. */
#define FRAME_OF(c)                                                            \
    {.r15 = (c)->r15,                                                          \
     .r14 = (c)->r14,                                                          \
     .r13 = (c)->r13,                                                          \
     .r12 = (c)->r12,                                                          \
     .r11 = (c)->r11,                                                          \
     .r10 = (c)->r10,                                                          \
     .r9 = (c)->r9,                                                            \
     .r8 = (c)->r8,                                                            \
     .rbp = (c)->rbp,                                                          \
     .rdi = (c)->rdi,                                                          \
     .rsi = (c)->rsi,                                                          \
     .rdx = (c)->rdx,                                                          \
     .rcx = (c)->rcx,                                                          \
     .rbx = (c)->rbx,                                                          \
     .rax = (c)->rax,                                                          \
     .vector = (c)->vector,                                                    \
     .error = (c)->error,                                                      \
     .rip = (c)->rip,                                                          \
     .cs = (c)->cs,                                                            \
     .rflags = (c)->rflags,                                                    \
     .rsp = (c)->rsp,                                                          \
     .ss = (c)->ss}

void linuxuplat_trap(const char *what, uintptr_t address, const void *context)
{
    const struct kernel_ucontext *c = context;
    const struct uc_trap_frame frame = FRAME_OF(c);

    uc_panic_trap(what, address, &frame);
}

/* A frame that was changed goes on elsewhere: nothing else of it changes. */
const char *linuxuplat_fault(uintptr_t address, void *context)
{
    struct kernel_ucontext *c = context;
    struct uc_trap_frame frame = FRAME_OF(c);
    const char *text =
        uc_aspace_fault(address, (c->error & UC_X86_FAULT_WRITE) != 0, &frame);

    c->rip = frame.rip;
    c->rsp = frame.rsp;
    c->rflags = frame.rflags;
    return text;
}
