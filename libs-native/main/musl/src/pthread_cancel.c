/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Cancellation without a signal handler: the thread is told by tkill, which
 * ends the call that it waits in with EINTR, and looks itself, before and after
 * each call that is a cancellation point. Asynchronous cancellation comes at
 * the next such point as well: nothing here interrupts a computation.
 */
#include <errno.h>
#include <stdbool.h>

#include "pthread_impl.h"

#include "call.h"
#include "cancel.h"

static bool is_cancelled(pthread_t self)
{
    return self->cancel && self->canceldisable != PTHREAD_CANCEL_DISABLE;
}

static long cancel(pthread_t self)
{
    if (self->canceldisable == PTHREAD_CANCEL_ENABLE || self->cancelasync) {
        pthread_exit(PTHREAD_CANCELED);
    }
    /* PTHREAD_CANCEL_MASKED, musl's own: the call fails, once. */
    self->canceldisable = PTHREAD_CANCEL_DISABLE;
    return -ECANCELED;
}

long __syscall_cp_c(syscall_arg_t function, syscall_arg_t a, syscall_arg_t b,
                    syscall_arg_t c, syscall_arg_t d, syscall_arg_t e,
                    syscall_arg_t f)
{
    pthread_t self = __pthread_self();
    /* POSIX: close() may not be cancelled once the descriptor is gone. */
    bool is_close = function == (syscall_arg_t)MUSL_CALL(SYS_close);

    if (is_cancelled(self) &&
        !(is_close && self->canceldisable != PTHREAD_CANCEL_ENABLE)) {
        return cancel(self);
    }
    long result = musl_call(function, a, b, c, d, e, f);
    if (result == -EINTR && !is_close && is_cancelled(self)) {
        return cancel(self);
    }
    return result;
}

void __testcancel(void)
{
    pthread_t self = __pthread_self();

    if (self->cancel && self->canceldisable == PTHREAD_CANCEL_ENABLE) {
        (void)cancel(self);
    }
}

int pthread_cancel(pthread_t thread)
{
    a_store(&thread->cancel, 1);
    if (thread == pthread_self()) {
        if (thread->canceldisable == PTHREAD_CANCEL_ENABLE &&
            thread->cancelasync) {
            pthread_exit(PTHREAD_CANCELED);
        }
        return 0;
    }
    return pthread_kill(thread, SIGCANCEL);
}
