/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef FILE_BLK_TESTS_PLAYED_LINUX_H
#define FILE_BLK_TESTS_PLAYED_LINUX_H

/* System calls of contract "linux", by the C library of the host. */
#define _FILE_OFFSET_BITS 64
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <uc/errors.h>
#include <uc/hosted.h>
#include <uc/linux/files.h>
#include <uc/test.h>

/* What the next calls are to answer, and how much at most they transfer. */
static struct {
    int error; /* negative: the next transfer or flush */
    size_t most;
    bool no_holes;
    unsigned flushes;
} played = {.most = SIZE_MAX};

/* Numbers of errors differ between architectures. */
static inline long played_result(long result)
{
    static const struct {
        int host;
        int uc;
    } errors[] = {
        {ENOENT, UC_ENOENT}, {EACCES, UC_EACCES}, {EISDIR, UC_EISDIR},
        {EAGAIN, UC_EAGAIN}, {EINVAL, UC_EINVAL}, {EBADF, UC_EBADF},
        {ENOSPC, UC_ENOSPC}, {EROFS, UC_EROFS},   {EOPNOTSUPP, UC_EOPNOTSUPP},
    };

    if (result >= 0) {
        return result;
    }
    for (unsigned i = 0; i < UC_ARRAY_SIZE(errors); i++) {
        if (errors[i].host == errno) {
            return -errors[i].uc;
        }
    }
    return -UC_EPROTO;
}

static inline int played_planned(void)
{
    int error = played.error;

    played.error = 0;
    return error;
}

int uc_linux_open(const char *path, int flags)
{
    bool write = (flags & UC_LINUX_O_RDWR) != 0;

    return (int)played_result(
        open(path, (write ? O_RDWR : O_RDONLY) | O_CLOEXEC));
}

void uc_linux_close(int fd)
{
    (void)close(fd);
}

int uc_linux_lock_file(int fd, bool writes)
{
    return (int)played_result(
        flock(fd, (writes ? LOCK_EX : LOCK_SH) | LOCK_NB));
}

int uc_linux_file_bytes(int fd, uint64_t *bytes)
{
    off_t end = lseek(fd, 0, SEEK_END);

    if (end < 0) {
        return (int)played_result(-1);
    }
    *bytes = (uint64_t)end;
    return 0;
}

/* The first piece, or as much of it as is wanted, is as good as any. */
static inline size_t played_part(const struct uc_linux_piece *piece)
{
    return piece->bytes < played.most ? piece->bytes : played.most;
}

uc_ssize_t uc_linux_preadv(int fd, const struct uc_linux_piece *pieces,
                           unsigned count, uint64_t offset)
{
    int error = played_planned();

    if (error < 0) {
        return error;
    }
    if (played.most < SIZE_MAX) {
        return played_result(
            pread(fd, pieces->data, played_part(pieces), (off_t)offset));
    }
    return played_result(
        preadv(fd, (const struct iovec *)pieces, (int)count, (off_t)offset));
}

uc_ssize_t uc_linux_pwritev(int fd, const struct uc_linux_piece *pieces,
                            unsigned count, uint64_t offset)
{
    int error = played_planned();

    if (error < 0) {
        return error;
    }
    if (played.most < SIZE_MAX) {
        return played_result(
            pwrite(fd, pieces->data, played_part(pieces), (off_t)offset));
    }
    return played_result(
        pwritev(fd, (const struct iovec *)pieces, (int)count, (off_t)offset));
}

int uc_linux_fdatasync(int fd)
{
    int error = played_planned();

    played.flushes++;
    return error < 0 ? error : (int)played_result(fdatasync(fd));
}

/* By writing: not every file system that tests run on has holes. */
int uc_linux_punch_hole(int fd, uint64_t offset, uint64_t bytes)
{
    static const char zeroes[512];
    struct stat stat;

    if (played.no_holes) {
        return -UC_EOPNOTSUPP;
    }
    if (fstat(fd, &stat) != 0) {
        return (int)played_result(-1);
    }
    for (; bytes > 0 && offset < (uint64_t)stat.st_size; bytes -= 512) {
        if (pwrite(fd, zeroes, 512, (off_t)offset) != 512) {
            return (int)played_result(-1);
        }
        offset += 512;
    }
    return 0;
}

/* Makes a file of (bytes) that goes with the test; returns its path. */
static inline const char *played_make(char *path, size_t bytes)
{
    (void)snprintf(path, 64, "/tmp/file-blk-XXXXXX");
    int fd = mkstemp(path);

    if (fd < 0 || ftruncate(fd, (off_t)bytes) != 0) {
        abort();
    }
    (void)close(fd);
    return path;
}

#endif /* FILE_BLK_TESTS_PLAYED_LINUX_H */
