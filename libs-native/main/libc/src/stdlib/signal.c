/* SPDX-License-Identifier: BSD-3-Clause */
#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>

#include <uc/assert.h>

#include "../stdio/file.h"

enum {
    SIGNALS = 32,
};

static sighandler_t handlers[SIGNALS];

sighandler_t signal(int number, sighandler_t handler)
{
    if (number <= 0 || number >= SIGNALS || number == SIGKILL) {
        errno = EINVAL;
        return SIG_ERR;
    }
    sighandler_t before = handlers[number];
    handlers[number] = handler;
    return before;
}

/* The handler stays, as on BSD and Linux. */
int raise(int number)
{
    if (number <= 0 || number >= SIGNALS) {
        errno = EINVAL;
        return -1;
    }
    sighandler_t handler = handlers[number];
    if (handler == SIG_IGN || (handler == SIG_DFL && number == SIGCHLD)) {
        return 0;
    }
    if (handler == SIG_DFL) {
        libc_file_flush_all();
        uc_panic("signal %d was raised", number);
    }
    handler(number);
    return 0;
}

void abort(void)
{
    if (handlers[SIGABRT] != SIG_DFL && handlers[SIGABRT] != SIG_IGN) {
        handlers[SIGABRT](SIGABRT);
    }
    libc_file_flush_all();
    uc_panic("abort() was called");
}

void __assert_fail(const char *text, const char *file, unsigned line,
                   const char *function)
{
    libc_file_flush_all();
    uc_panic("%s:%u: %s: assertion \"%s\" failed", file, line, function, text);
}
