/* SPDX-License-Identifier: BSD-3-Clause */
/* Faults of the CPU on memory, as SIGSEGV and SIGBUS. */
#include <uc/arch.h>
#include <uc/aspace.h>
#include <uc/errors.h>

#include "../internal.h"

/* Spec: Linux, include/uapi/asm-generic/siginfo.h. */
enum {
    SEGV_MAPERR = 1,
    SEGV_ACCERR = 2,
    BUS_ADRERR = 2,
};

/* stack_t of the kernel, and its flags. Spec: include/uapi/linux/signal.h. */
struct stack {
    char *base;
    int flags;
    size_t bytes;
};

enum {
    SS_ONSTACK = 1,
    SS_DISABLE = 2,
    MINSIGSTKSZ = 2048,
};

long uc_sys_sigaltstack(const struct stack *set, struct stack *old);

/* One for all threads, as masks are. */
static struct stack alternate = {.flags = SS_DISABLE};

/* From the trap until the handler has it. */
static struct posix_signal_info told;

static bool is_on(const struct stack *stack, uintptr_t sp)
{
    return stack->flags != SS_DISABLE &&
           sp - (uintptr_t)stack->base <= stack->bytes;
}

long uc_sys_sigaltstack(const struct stack *set, struct stack *old)
{
    const struct stack before = alternate;
    const bool on = is_on(&before, uc_arch_stack_pointer());

    if (set != NULL) {
        if (on) {
            return -UC_EPERM;
        }
        if ((set->flags & ~(SS_DISABLE | SS_ONSTACK)) != 0) {
            return -UC_EINVAL;
        }
        if ((set->flags & SS_DISABLE) != 0) {
            alternate = (struct stack){.flags = SS_DISABLE};
        } else if (set->bytes < MINSIGSTKSZ) {
            return -UC_ENOMEM;
        } else {
            alternate = *set;
            alternate.flags = 0;
        }
    }
    if (old != NULL) {
        *old = before;
        old->flags = on ? SS_ONSTACK : before.flags;
    }
    return 0;
}

static void deliver(void)
{
    const struct posix_signal_info info = told;

    posix_signal_call(&info);
}

/* What nobody handles, or has blocked or ignored, ends the image: the same
 * access would only fault again. */
bool uc_hook_aspace_fault(const struct uc_aspace_fault *fault,
                          struct uc_trap_frame *frame)
{
    static const struct {
        int signal;
        int code;
    } of[] = {
        [UC_ASPACE_UNMAPPED] = {POSIX_SIGNAL_SEGV, SEGV_MAPERR},
        [UC_ASPACE_DENIED] = {POSIX_SIGNAL_SEGV, SEGV_ACCERR},
        [UC_ASPACE_NO_MEMORY] = {POSIX_SIGNAL_BUS, BUS_ADRERR},
        [UC_ASPACE_NO_DATA] = {POSIX_SIGNAL_BUS, BUS_ADRERR},
    };
    const int signal = of[fault->reason].signal;
    const struct posix_signal_action *action =
        &posix_signals.actions[signal - 1];
    uintptr_t stack = 0;

    if (action->handler <= 1 ||
        (*posix_signal_blocked() & posix_signal_bit(signal)) != 0) {
        return false;
    }
    if ((action->flags & POSIX_SIGNAL_SA_ONSTACK) != 0 &&
        alternate.flags != SS_DISABLE &&
        !is_on(&alternate, uc_trap_sp(frame))) {
        stack = (uintptr_t)alternate.base + alternate.bytes;
    }
    if (!uc_trap_call(frame, stack, deliver)) {
        return false;
    }
    told = (struct posix_signal_info){
        .signal = signal,
        .code = of[fault->reason].code,
        .address = (void *)fault->address,
    };
    return true;
}
