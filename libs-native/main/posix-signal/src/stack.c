/* SPDX-License-Identifier: BSD-3-Clause */
/* The alternate stack of each thread. Spec: sigaltstack(2). */
#include <uc/arch.h>
#include <uc/errors.h>

#include "internal.h"

/* stack_t of the kernel, and its flags. Spec: include/uapi/linux/signal.h. */
struct stack {
    void *base;
    int flags;
    size_t bytes;
};

enum {
    SS_ONSTACK = 1,
    SS_DISABLE = 2,
    MINSIGSTKSZ = 2048,
};

long uc_sys_sigaltstack(const struct stack *set, struct stack *old);

long uc_sys_sigaltstack(const struct stack *set, struct stack *old)
{
    struct uc_posix_thread_signals *own = posix_signal_of(0);
    const struct uc_posix_thread_signals before = *own;
    const bool on = posix_signal_is_on_stack(own, uc_arch_stack_pointer());

    if (set != NULL) {
        if (on) {
            return -UC_EPERM;
        }
        if ((set->flags & ~(SS_DISABLE | SS_ONSTACK)) != 0) {
            return -UC_EINVAL;
        }
        if ((set->flags & SS_DISABLE) != 0) {
            own->stack = NULL;
            own->stack_bytes = 0;
        } else if (set->bytes < MINSIGSTKSZ) {
            return -UC_ENOMEM;
        } else {
            own->stack = set->base;
            own->stack_bytes = set->bytes;
        }
    }
    if (old != NULL) {
        *old = (struct stack){before.stack, on ? SS_ONSTACK : 0,
                              before.stack_bytes};
        if (before.stack == NULL) {
            old->flags = SS_DISABLE;
        }
    }
    return 0;
}
