/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>

#include "internal.h"

/* Spec: Linux, include/uapi/linux/prctl.h. */
enum {
    PR_SET_NAME = 15,
    PR_GET_NAME = 16,
};

long uc_sys_prctl(int option, uintptr_t arg2, uintptr_t arg3, uintptr_t arg4,
                  uintptr_t arg5);

/* A long name is cut, as on Linux; what lists threads shows it. */
static void rename_to(struct posix_thread *thread, const char *name)
{
    size_t n = 0;

    while (n < POSIX_THREAD_NAME - 1 && name[n] != '\0') {
        n++;
    }
    __builtin_memcpy(thread->name, name, n);
    __builtin_memset(thread->name + n, 0, POSIX_THREAD_NAME - n);
}

long uc_sys_prctl(int option, uintptr_t arg2, uintptr_t arg3, uintptr_t arg4,
                  uintptr_t arg5)
{
    struct posix_thread *self = posix_thread_self();

    (void)arg3;
    (void)arg4;
    (void)arg5;
    switch (option) {
    case PR_SET_NAME:
        rename_to(self, (const char *)arg2);
        return 0;
    case PR_GET_NAME:
        __builtin_memcpy((char *)arg2, self->name, POSIX_THREAD_NAME);
        return 0;
    default:
        return -UC_EINVAL;
    }
}
