/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>

#include "internal.h"

enum {
    SIG_SETMASK = 2,
};

long uc_sys_rt_sigpending(uint64_t *out, size_t bytes);
long uc_sys_rt_sigprocmask(int how, const uint64_t *set, uint64_t *old,
                           size_t bytes);

int posix_poll_mask_enter(struct posix_poll_mask *mask, const uint64_t *set,
                          size_t bytes)
{
    uint64_t pending = 0;

    *mask = (struct posix_poll_mask){0, false, false};
    if (set == NULL) {
        return 0;
    }
    if (bytes != sizeof *set) {
        return -UC_EINVAL;
    }
    (void)uc_sys_rt_sigpending(&pending, sizeof pending);
    (void)uc_sys_rt_sigprocmask(SIG_SETMASK, set, &mask->before, sizeof *set);
    mask->set = true;
    mask->interrupted = (pending & ~*set) != 0;
    return 0;
}

long posix_poll_mask_leave(const struct posix_poll_mask *mask, long result)
{
    if (mask->set) {
        (void)uc_sys_rt_sigprocmask(SIG_SETMASK, &mask->before, NULL,
                                    sizeof mask->before);
    }
    return mask->interrupted && result == 0 ? -UC_EINTR : result;
}
