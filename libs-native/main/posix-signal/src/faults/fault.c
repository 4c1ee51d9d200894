/* SPDX-License-Identifier: BSD-3-Clause */
/* Faults of the CPU on memory, as SIGSEGV and SIGBUS. */
#include <uc/arch.h>
#include <uc/aspace.h>

#include "../internal.h"

/* Spec: Linux, include/uapi/asm-generic/siginfo.h. */
enum {
    SEGV_MAPERR = 1,
    SEGV_ACCERR = 2,
    BUS_ADRERR = 2,
};

/* From the trap until the handler has it. */
static struct posix_signal_info told;

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
    const struct uc_posix_thread_signals *own = posix_signal_of(0);
    uintptr_t stack = 0;

    if (action->handler <= 1 ||
        (own->blocked & posix_signal_bit(signal)) != 0) {
        return false;
    }
    if ((action->flags & POSIX_SIGNAL_SA_ONSTACK) != 0 && own->stack != NULL &&
        !posix_signal_is_on_stack(own, uc_trap_sp(frame))) {
        stack = (uintptr_t)own->stack + own->stack_bytes;
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
