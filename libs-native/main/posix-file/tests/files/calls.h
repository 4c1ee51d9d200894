/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef CALLS_H
#define CALLS_H

/* The calls under test, as a C library sees them. */
#include <kernel_stat.h>
#include <uc/errors.h>
#include <uc/fs.h>
#include <uc/test.h>
#include <uc/vfs.h>

enum {
    AT_CWD = -100,
};

long uc_sys_open(const char *path, int flags, unsigned mode);
long uc_sys_openat(int at, const char *path, int flags, unsigned mode);
long uc_sys_creat(const char *path, unsigned mode);
long uc_sys_close(int number);
long uc_sys_dup(int number);
long uc_sys_fcntl(int number, int command, long arg);
long uc_sys_read(int number, void *buf, size_t bytes);
long uc_sys_write(int number, const void *buf, size_t bytes);
long uc_sys_lseek(int number, long offset, int whence);
long uc_sys_pread64(int number, void *buf, size_t bytes, long offset);
long uc_sys_pwrite64(int number, const void *buf, size_t bytes, long offset);
long uc_sys_preadv(int number, const struct uc_fs_piece *pieces, int n,
                   long offset);
long uc_sys_stat(const char *path, struct kernel_stat *out);
long uc_sys_lstat(const char *path, struct kernel_stat *out);
long uc_sys_fstat(int number, struct kernel_stat *out);
long uc_sys_newfstatat(int number, const char *path, struct kernel_stat *out,
                       unsigned flags);
/* struct statx of the kernel: its 32-bit words. */
long uc_sys_statx(int number, const char *path, unsigned flags, uint32_t mask,
                  void *out);
long uc_sys_getdents64(int number, void *buf, unsigned bytes);
long uc_sys_mkdir(const char *path, uint32_t mode);
long uc_sys_mkdirat(int number, const char *path, uint32_t mode);
long uc_sys_rmdir(const char *path);
long uc_sys_unlink(const char *path);
long uc_sys_unlinkat(int number, const char *path, unsigned flags);
long uc_sys_symlink(const char *target, const char *path);
long uc_sys_readlink(const char *path, char *buf, int bytes);
long uc_sys_link(const char *from, const char *to);
long uc_sys_linkat(int from_at, const char *from, int to_at, const char *to,
                   unsigned flags);
long uc_sys_rename(const char *from, const char *to);
long uc_sys_renameat2(int from_at, const char *from, int to_at, const char *to,
                      unsigned flags);
long uc_sys_chdir(const char *path);
long uc_sys_fchdir(int number);
long uc_sys_getcwd(char *buf, size_t bytes);
long uc_sys_truncate(const char *path, long bytes);
long uc_sys_ftruncate(int number, long bytes);
long uc_sys_fallocate(int number, int flags, long offset, long bytes);
long uc_sys_fsync(int number);
long uc_sys_sync_file_range(int number, long offset, long bytes,
                            unsigned flags);
long uc_sys_fadvise64(int number, long offset, long bytes, int advice);
long uc_sys_flock(int number, int operation);
long uc_sys_access(const char *path, unsigned mode);
long uc_sys_faccessat2(int number, const char *path, unsigned mode,
                       unsigned flags);
long uc_sys_chmod(const char *path, uint32_t mode);
long uc_sys_fchmod(int number, uint32_t mode);
long uc_sys_fchown(int number, uint32_t uid, uint32_t gid);
long uc_sys_utimensat(int number, const char *path, const int64_t *times,
                      unsigned flags);
long uc_sys_umask(uint32_t mask);
long uc_sys_statfs(const char *path, void *out);
long uc_sys_fstatfs(int number, void *out);
long uc_sys_sendfile(int to, int from, long *offset, size_t bytes);
long uc_sys_copy_file_range(int from, int64_t *from_offset, int to,
                            int64_t *to_offset, size_t bytes, unsigned flags);

/* Opens (path), which works. */
static inline int opened(const char *path, int flags)
{
    int number = (int)uc_sys_open(path, flags, 0644);

    UC_EXPECT_GE(number, 3);
    return number;
}

/* A file (path) that holds (text). */
static inline void make_file(const char *path, const char *text)
{
    int number = opened(path, UC_O_CREAT | UC_O_TRUNC | UC_O_WRONLY);
    size_t bytes = __builtin_strlen(text);

    UC_EXPECT_EQ(uc_sys_write(number, text, bytes), bytes);
    UC_EXPECT_EQ(uc_sys_close(number), 0);
}

/* Whether the file (path) holds (text) and nothing else. */
static inline bool file_is(const char *path, const char *text)
{
    static char buf[4096];
    int number = opened(path, UC_O_RDONLY);
    long n = uc_sys_read(number, buf, sizeof buf);

    UC_EXPECT_EQ(uc_sys_close(number), 0);
    return n == (long)__builtin_strlen(text) &&
           __builtin_memcmp(buf, text, (size_t)n) == 0;
}

#endif /* CALLS_H */
