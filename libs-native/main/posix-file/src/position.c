/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading and writing at an offset, which leave the position alone. */
#include "internal.h"

long uc_sys_pread64(int number, void *buf, size_t bytes, long offset);
long uc_sys_pwrite64(int number, void *buf, size_t bytes, long offset);
long uc_sys_preadv(int number, const struct uc_fs_piece *pieces, int n,
                   long offset);
long uc_sys_pwritev(int number, const struct uc_fs_piece *pieces, int n,
                    long offset);

typedef uc_ssize_t transfer_fn(struct uc_file *file,
                               const struct uc_fs_piece *pieces, unsigned n,
                               int64_t offset);

static long transfer(int number, const struct uc_fs_piece *pieces, int n,
                     long offset, transfer_fn *run)
{
    struct uc_fd *held;
    struct uc_file *file;

    if (offset < 0 || n < 0 || n > POSIX_FILE_PIECES_MAX) {
        return -UC_EINVAL;
    }
    long result = posix_file_hold(number, UC_ESPIPE, &held, &file);
    if (result == 0) {
        posix_file_bring(pieces, (unsigned)n, run == uc_file_preadv);
        result = run(file, pieces, (unsigned)n, offset);
        uc_fd_release(held);
    }
    return result;
}

static struct uc_fs_piece piece(void *buf, size_t bytes)
{
    const size_t max = POSIX_FILE_BYTES_MAX;

    return (struct uc_fs_piece){buf, bytes < max ? bytes : max};
}

long uc_sys_preadv(int number, const struct uc_fs_piece *pieces, int n,
                   long offset)
{
    return transfer(number, pieces, n, offset, uc_file_preadv);
}

long uc_sys_pwritev(int number, const struct uc_fs_piece *pieces, int n,
                    long offset)
{
    return transfer(number, pieces, n, offset, uc_file_pwritev);
}

long uc_sys_pread64(int number, void *buf, size_t bytes, long offset)
{
    const struct uc_fs_piece one = piece(buf, bytes);

    return uc_sys_preadv(number, &one, 1, offset);
}

long uc_sys_pwrite64(int number, void *buf, size_t bytes, long offset)
{
    const struct uc_fs_piece one = piece(buf, bytes);

    return uc_sys_pwritev(number, &one, 1, offset);
}
