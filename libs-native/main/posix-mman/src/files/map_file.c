/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A file's contents in memory: a copy, since nobody says when a page is looked
 * at or was written to. For the same reason there is none that others see.
 */
#include <uc/errors.h>
#include <uc/posix_file.h>

#include "file_request.h"
#include "internal.h"

enum {
    TYPE_MASK = 0xf,
    SHARED_VALIDATE = 3,
};

long uc_sys_munmap(char *base, size_t bytes);

/* Behind the end of the file all stays zero. */
static int fill(struct uc_file *file, char *to, size_t bytes, int64_t offset)
{
    while (bytes > 0) {
        const struct uc_fs_piece piece = {to, bytes};
        uc_ssize_t n = uc_file_preadv(file, &piece, 1, offset);
        if (n <= 0) {
            return (int)n;
        }
        to += n;
        bytes -= (size_t)n;
        offset += n;
    }
    return 0;
}

static long map(struct uc_file *file, const struct posix_mman_request *request)
{
    const size_t bytes = request->pages << UC_PAGE_SHIFT;
    int err = posix_mman_check_file(file, request);

    if (err < 0) {
        return err;
    }
    if (posix_mman_is_shared(request) &&
        (request->prot & POSIX_MMAN_PROT_WRITE) != 0) {
        return -UC_ENODEV;
    }
    char *base = posix_mman_map(request->pages, request->prot);
    if (base == NULL) {
        return -UC_ENOMEM;
    }
    posix_mman_find(base, 1)->kind = posix_mman_is_shared(request)
                                         ? POSIX_MMAN_SHARED_FILE
                                         : POSIX_MMAN_PRIVATE_FILE;
    err = fill(file, base, bytes, request->offset);
    if (err < 0) {
        (void)uc_sys_munmap(base, bytes);
        return err;
    }
    return (long)base;
}

long posix_mman_map_file(const struct posix_mman_request *request)
{
    const int type = request->flags & TYPE_MASK;
    const long bytes = (long)(request->pages << UC_PAGE_SHIFT);

    if (type == 0 || type > SHARED_VALIDATE ||
        request->offset % (long)UC_PAGE_SIZE != 0) {
        return -UC_EINVAL;
    }
    if (bytes < 0 || request->offset < 0 ||
        request->offset > INTPTR_MAX - bytes) {
        return -UC_EOVERFLOW;
    }
    struct uc_fd *fd = uc_fd_get(request->fd);
    if (fd == NULL) {
        return -UC_EBADF;
    }
    struct uc_file *file = uc_posix_file(fd);
    long result = file == NULL ? -UC_ENODEV : map(file, request);
    uc_fd_release(fd);
    return result;
}
