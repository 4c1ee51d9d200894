/* SPDX-License-Identifier: BSD-3-Clause */
/* Calls of drivers that keep data in files; see <uc/linux/files.h>. */
#include <uc/errors.h>
#include <uc/linux/files.h>

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
                           const struct uc_linux_piece *pieces, unsigned count,
                           uint64_t offset)
{
    const long args[6] = {fd, (long)pieces, (long)count, (long)offset,
                          (long)(offset >> 32)};

    return file_call(call, args);
}

uc_ssize_t uc_linux_preadv(int fd, const struct uc_linux_piece *pieces,
                           unsigned count, uint64_t offset)
{
    return transfer(LINUXUPLAT_PREADV, fd, pieces, count, offset);
}

uc_ssize_t uc_linux_pwritev(int fd, const struct uc_linux_piece *pieces,
                            unsigned count, uint64_t offset)
{
    return transfer(LINUXUPLAT_PWRITEV, fd, pieces, count, offset);
}

int uc_linux_fdatasync(int fd)
{
    const long args[6] = {fd};

    return (int)file_call(LINUXUPLAT_FDATASYNC, args);
}

int uc_linux_punch_hole(int fd, uint64_t offset, uint64_t bytes)
{
    /* Spec: Linux, include/uapi/linux/falloc.h: PUNCH_HOLE and KEEP_SIZE. */
    const long args[6] = {fd, 3, (long)offset, (long)bytes};

    /* Elsewhere each of the two numbers is two arguments. */
    return sizeof(long) == sizeof offset
               ? (int)file_call(LINUXUPLAT_FALLOCATE, args)
               : -UC_EOPNOTSUPP;
}

/* struct flock of the kernel, with 64-bit positions. */
struct byte_lock {
    int16_t type;
    int16_t whence;
    int64_t start;
    int64_t bytes;
    int32_t process;
};

/* Spec: fcntl_locking(2), open file description locks. */
enum {
    LOCK_READ = 0,
    LOCK_WRITE = 1,
    LOCK_NONE = 2,
    OFD_GETLK = 36,
    OFD_SETLK = 37,
};

/*
 * Spec: QEMU, block/file-posix.c: who uses an image holds read locks on bytes
 * that say what it does, and on others that say what it does not bear.
 */
enum {
    DOES_READ = 100,
    DOES_WRITE = 101,
    BEARS_NO_READERS = 200,
    BEARS_NO_WRITERS = 201,
};

static int byte_lock(int fd, int command, int64_t byte, struct byte_lock *lock)
{
    lock->start = byte;
    lock->bytes = 1;
    const long args[6] = {fd, command, (long)lock};

    return (int)uc_linux_call(UC_LINUX_FCNTL, args);
}

static int hold(int fd, int64_t byte)
{
    struct byte_lock lock = {.type = LOCK_READ};

    return byte_lock(fd, OFD_SETLK, byte, &lock);
}

static bool held_by_others(int fd, int64_t byte)
{
    struct byte_lock lock = {.type = LOCK_WRITE};

    return byte_lock(fd, OFD_GETLK, byte, &lock) == 0 && lock.type != LOCK_NONE;
}

int uc_linux_lock_file(int fd, bool writes)
{
    int err = hold(fd, DOES_READ);

    if (err == 0) {
        err = hold(fd, BEARS_NO_WRITERS);
    }
    if (err == 0 && writes) {
        err = hold(fd, DOES_WRITE);
    }
    if (err < 0) {
        return err;
    }
    bool taken = held_by_others(fd, BEARS_NO_READERS) ||
                 held_by_others(fd, DOES_WRITE) ||
                 (writes && held_by_others(fd, BEARS_NO_WRITERS));
    return taken ? -UC_EAGAIN : 0;
}

int uc_linux_file_bytes(int fd, uint64_t *bytes)
{
    const long args[6] = {fd, 0, SEEK_END};
    long end = uc_linux_call(UC_LINUX_LSEEK, args);

    if (end < 0) {
        return (int)end;
    }
    *bytes = (uint64_t)end;
    return 0;
}
