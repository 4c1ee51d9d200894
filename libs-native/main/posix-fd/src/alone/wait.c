/* SPDX-License-Identifier: BSD-3-Clause */
/* Without a scheduler nobody else can make it ready: the image idles. */
#include <uc/errors.h>
#include <uc/fd.h>
#include <uc/posix_time.h>

int uc_fd_wait(struct uc_fd *fd, unsigned events, uc_nsec_t deadline)
{
    events |= UC_FD_ERROR | UC_FD_HANGUP;
    if (fd->ops->events == NULL || (fd->ops->events(fd) & events) != 0) {
        return 0;
    }
    (void)uc_posix_sleep_until(deadline);
    return -UC_ETIMEDOUT;
}
