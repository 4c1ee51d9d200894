/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

static struct posix_fd_entry first[POSIX_FD_STATIC] = {
    {&posix_fd_console, false},
    {&posix_fd_console, false},
    {&posix_fd_console, false},
};

struct posix_fd_table posix_fd_table = {first, POSIX_FD_STATIC, 3};

struct posix_fd_entry *posix_fd_entry(int number)
{
    /* Negative numbers become large ones. */
    if ((unsigned)number >= posix_fd_table.n) {
        return NULL;
    }
    struct posix_fd_entry *entry = &posix_fd_table.entries[number];
    return entry->fd == NULL ? NULL : entry;
}

struct uc_fd *uc_fd_get(int number)
{
    const struct posix_fd_entry *entry = posix_fd_entry(number);

    if (entry == NULL) {
        return NULL;
    }
    uc_fd_hold(entry->fd);
    return entry->fd;
}

void uc_fd_hold(struct uc_fd *fd)
{
    fd->holders++;
}

void uc_fd_release(struct uc_fd *fd)
{
    if (--fd->holders == 0 && fd->ops->close != NULL) {
        fd->ops->close(fd);
    }
}
