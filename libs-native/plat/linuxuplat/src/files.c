/* SPDX-License-Identifier: BSD-3-Clause */
/* Calls of drivers that keep data in files; see <uc/linuxu/files.h>. */
#include <uc/errors.h>
#include <uc/linuxu/files.h>

#include "files.h"
#include "internal.h"

enum {
    SEEK_END = 2,
    ERRORS_MAX = 4095,
};

static long file_call(enum linuxuplat_file_call call, const long args[6])
{
    long result = linuxuplat_raw_call(linuxuplat_file_call_numbers[call], args);

    if (result < 0 && result >= -ERRORS_MAX) {
        return -linuxuplat_error(-result);
    }
    return result;
}

/* The kernel takes a position in two halves; on 64 bits the first is all. */
static uc_ssize_t transfer(enum linuxuplat_file_call call, int fd,
                           const struct uc_linuxu_piece *pieces, unsigned count,
                           uint64_t offset)
{
    const long args[6] = {fd, (long)pieces, (long)count, (long)offset,
                          (long)(offset >> 32)};

    return file_call(call, args);
}

uc_ssize_t uc_linuxu_preadv(int fd, const struct uc_linuxu_piece *pieces,
                            unsigned count, uint64_t offset)
{
    return transfer(LINUXUPLAT_PREADV, fd, pieces, count, offset);
}

uc_ssize_t uc_linuxu_pwritev(int fd, const struct uc_linuxu_piece *pieces,
                             unsigned count, uint64_t offset)
{
    return transfer(LINUXUPLAT_PWRITEV, fd, pieces, count, offset);
}

int uc_linuxu_fdatasync(int fd)
{
    const long args[6] = {fd};

    return (int)file_call(LINUXUPLAT_FDATASYNC, args);
}

int uc_linuxu_punch_hole(int fd, uint64_t offset, uint64_t bytes)
{
    /* Spec: Linux, include/uapi/linux/falloc.h: PUNCH_HOLE and KEEP_SIZE. */
    const long args[6] = {fd, 3, (long)offset, (long)bytes};

    /* Elsewhere each of the two numbers is two arguments. */
    return sizeof(long) == sizeof offset
               ? (int)file_call(LINUXUPLAT_FALLOCATE, args)
               : -UC_EOPNOTSUPP;
}

int uc_linuxu_lock_file(int fd, bool alone)
{
    /* Spec: flock(2): LOCK_EX or LOCK_SH, and LOCK_NB. */
    const long args[6] = {fd, (alone ? 2 : 1) | 4};

    return (int)file_call(LINUXUPLAT_FLOCK, args);
}

int uc_linuxu_file_bytes(int fd, uint64_t *bytes)
{
    const long args[6] = {fd, 0, SEEK_END};
    long end = uc_linuxu_call(UC_LINUXU_LSEEK, args);

    if (end < 0) {
        return (int)end;
    }
    *bytes = (uint64_t)end;
    return 0;
}
