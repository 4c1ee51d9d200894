/* SPDX-License-Identifier: BSD-3-Clause */
/* What a descriptor and its calls do with a file in memory. */
#include <string.h>

#include <uc/fd.h>
#include <uc/hosted.h>
#include <uc/vfs.h>

#include "calls.h"

UC_HOSTED_BOOT("vfs.mount=ramfs::/small:size=64K vfs.mount=ramfs::/fixed:ro");

static char buf[8192];

UC_TEST(opens_makes_cuts_and_refuses)
{
    UC_EXPECT_EQ(uc_sys_open("/none", UC_O_RDONLY, 0), -UC_ENOENT);
    UC_EXPECT_EQ(uc_sys_open(NULL, UC_O_RDONLY, 0), -UC_EFAULT);
    make_file("/one", "hello");
    UC_EXPECT(file_is("/one", "hello"));
    UC_EXPECT_EQ(uc_sys_open("/one", UC_O_CREAT | UC_O_EXCL, 0644), -UC_EEXIST);
    UC_EXPECT_EQ(uc_sys_open("/one", UC_O_DIRECTORY, 0), -UC_ENOTDIR);
    UC_EXPECT_EQ(uc_sys_open("/one/two", UC_O_RDONLY, 0), -UC_ENOTDIR);
    UC_EXPECT_EQ(uc_sys_open("/", UC_O_RDWR, 0), -UC_EISDIR);
    UC_EXPECT_EQ(uc_sys_open("/fixed/x", UC_O_CREAT | UC_O_RDWR, 0644),
                 -UC_EROFS);
    UC_EXPECT_EQ(uc_sys_symlink("/loop", "/loop"), 0);
    UC_EXPECT_EQ(uc_sys_open("/loop", UC_O_RDONLY, 0), -UC_ELOOP);
    UC_EXPECT_EQ(uc_sys_symlink("/one", "/link"), 0);
    UC_EXPECT_EQ(uc_sys_open("/link", UC_O_NOFOLLOW, 0), -UC_ELOOP);
    UC_EXPECT(file_is("/link", "hello"));
    UC_EXPECT_EQ(uc_sys_close(opened("/one", UC_O_TRUNC | UC_O_RDWR)), 0);
    UC_EXPECT(file_is("/one", ""));
}

UC_TEST(reads_and_writes_by_how_it_was_opened)
{
    make_file("/mode", "0123456789");
    int in = opened("/mode", UC_O_RDONLY);
    int out = opened("/mode", UC_O_WRONLY);
    int place = opened("/mode", UC_O_PATH);

    UC_EXPECT_EQ(uc_sys_write(in, "x", 1), -UC_EBADF);
    UC_EXPECT_EQ(uc_sys_read(out, buf, 1), -UC_EBADF);
    UC_EXPECT_EQ(uc_sys_pread64(out, buf, 1, 0), -UC_EBADF);
    UC_EXPECT_EQ(uc_sys_pwrite64(in, "x", 1, 0), -UC_EBADF);
    UC_EXPECT_EQ(uc_sys_ftruncate(in, 0), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_fallocate(in, 0, 0, 1), -UC_EBADF);
    UC_EXPECT_EQ(uc_sys_read(place, buf, 1), -UC_EBADF);
    UC_EXPECT_EQ(uc_sys_lseek(place, 0, UC_SEEK_SET), -UC_EBADF);
    UC_EXPECT_EQ(uc_sys_fchmod(place, 0600), -UC_EBADF);
    UC_EXPECT_EQ(uc_sys_fchown(place, 0, 0), -UC_EBADF);
    UC_EXPECT_EQ(uc_sys_pread64(in, buf, 4, 8), 2);
    UC_EXPECT_EQ(uc_sys_pread64(in, buf, 4, -1), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_pread64(1, buf, 4, 0), -UC_ESPIPE);
    UC_EXPECT_EQ(uc_sys_pwrite64(out, "ab", 2, 3), 2);
    UC_EXPECT_EQ(uc_sys_read(in, buf, 100), 10);
    UC_EXPECT_EQ(memcmp(buf, "012ab56789", 10), 0);
    const struct uc_fs_piece pieces[2] = {{buf, 3}, {buf + 16, 100}};
    UC_EXPECT_EQ(uc_sys_preadv(in, pieces, 2, 2), 8);
    UC_EXPECT_EQ(memcmp(buf, "2ab", 3) | memcmp(buf + 16, "56789", 5), 0);
    UC_EXPECT_EQ(uc_sys_preadv(in, pieces, 1025, 0), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_preadv(in, pieces, -1, 0), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_close(in) | uc_sys_close(out) | uc_sys_close(place), 0);
    UC_EXPECT_EQ(uc_sys_fsync(in), -UC_EBADF);
}

UC_TEST(shares_the_position_among_copies_of_a_number)
{
    make_file("/shared", "0123456789");
    int first = opened("/shared", UC_O_RDWR | UC_O_CLOEXEC);
    int copy = (int)uc_sys_dup(first);
    int other = opened("/shared", UC_O_RDONLY);

    UC_EXPECT_EQ(uc_sys_fcntl(first, 1, 0), 1);
    UC_EXPECT_EQ(uc_sys_fcntl(copy, 1, 0), 0);
    UC_EXPECT_EQ(uc_sys_fcntl(first, 3, 0), UC_O_RDWR);
    UC_EXPECT_EQ(uc_sys_read(first, buf, 4), 4);
    UC_EXPECT_EQ(uc_sys_lseek(copy, 0, UC_SEEK_CUR), 4);
    UC_EXPECT_EQ(uc_sys_lseek(other, 0, UC_SEEK_CUR), 0);
    UC_EXPECT_EQ(uc_sys_lseek(copy, -2, UC_SEEK_END), 8);
    UC_EXPECT_EQ(uc_sys_read(first, buf, 4), 2);
    UC_EXPECT_EQ(uc_sys_lseek(first, -1, UC_SEEK_SET), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_lseek(first, 0, 9), -UC_EINVAL);
    /* Status flags are of what is open, not of the number. */
    UC_EXPECT_EQ(uc_sys_fcntl(copy, 4, UC_O_APPEND), 0);
    UC_EXPECT_EQ(uc_sys_lseek(first, 0, UC_SEEK_SET), 0);
    UC_EXPECT_EQ(uc_sys_write(first, "end", 3), 3);
    UC_EXPECT_EQ(uc_sys_fcntl(first, 4, 0), 0);
    UC_EXPECT_EQ(uc_sys_pwrite64(copy, "x", 1, 0), 1);
    UC_EXPECT_EQ(uc_sys_close(first) | uc_sys_close(copy), 0);
    UC_EXPECT(file_is("/shared", "x123456789end"));
    UC_EXPECT_EQ(uc_sys_close(other), 0);
}

UC_TEST(makes_and_cuts_nothing_where_no_number_is_left)
{
    struct kernel_stat st;
    int last = 1;
    long n;

    make_file("/kept", "kept");
    while ((n = uc_sys_dup(1)) >= 0) {
        last = (int)n;
    }
    UC_EXPECT_EQ(n, -UC_EMFILE);
    UC_EXPECT_EQ(uc_sys_open("/new", UC_O_CREAT, 0644), -UC_EMFILE);
    UC_EXPECT_EQ(uc_sys_open("/kept", UC_O_TRUNC | UC_O_RDWR, 0), -UC_EMFILE);
    while (last >= 3) {
        UC_EXPECT_EQ(uc_sys_close(last--), 0);
    }
    UC_EXPECT_EQ(uc_sys_stat("/new", &st), -UC_ENOENT);
    UC_EXPECT(file_is("/kept", "kept"));
}

UC_TEST(ends_at_the_size_of_its_file_system)
{
    int number = opened("/small/full", UC_O_CREAT | UC_O_RDWR);
    long n, bytes = 0;

    while ((n = uc_sys_write(number, buf, sizeof buf)) > 0) {
        bytes += n;
    }
    UC_EXPECT_EQ(n, -UC_ENOSPC);
    UC_EXPECT_GT(bytes, 0);
    UC_EXPECT_LE(bytes, 65536);
    UC_EXPECT_EQ(uc_sys_close(number), 0);
    UC_EXPECT_EQ(uc_sys_unlink("/small/full"), 0);
}

UC_TEST(tells_of_files_what_linux_tells)
{
    const int64_t times[4] = {1000, 5, 2000, 6};
    const int64_t bad[4] = {0, 1000000000, 0, 0};
    struct kernel_stat st;

    make_file("/told", "12345");
    UC_EXPECT_EQ(uc_sys_chmod("/told", 0640), 0);
    UC_EXPECT_EQ(uc_sys_utimensat(AT_CWD, "/told", times, 0), 0);
    UC_EXPECT_EQ(uc_sys_utimensat(AT_CWD, "/told", bad, 0), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_utimensat(AT_CWD, NULL, times, 0), -UC_EFAULT);
    UC_EXPECT_EQ(uc_sys_stat("/told", &st), 0);
    UC_EXPECT_EQ(st.mode, 0100640);
    UC_EXPECT_EQ(st.bytes, 5);
    UC_EXPECT_EQ(st.links, 1);
    UC_EXPECT_EQ(st.accessed[0] * 10 + st.accessed[1], 10005);
    UC_EXPECT_EQ(st.modified[0] * 10 + st.modified[1], 20006);
    UC_EXPECT_EQ(uc_sys_symlink("/told", "/told2"), 0);
    UC_EXPECT_EQ(uc_sys_lstat("/told2", &st), 0);
    UC_EXPECT_EQ(st.mode & UC_FS_TYPE_MASK, UC_FS_LINK);
    UC_EXPECT_EQ(uc_sys_newfstatat(AT_CWD, "/told2", &st, 0x10), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_newfstatat(AT_CWD, "/told2", &st, 0), 0);
    UC_EXPECT_EQ(st.bytes, 5);
    UC_EXPECT_EQ(uc_sys_fstat(1, &st), 0);
    UC_EXPECT_EQ(st.mode & UC_FS_TYPE_MASK, UC_FS_CHARACTER_DEVICE);
    UC_EXPECT_EQ(uc_sys_newfstatat(1, "", &st, UC_AT_EMPTY_PATH), 0);
    UC_EXPECT_EQ(uc_sys_newfstatat(1, "told", &st, 0), -UC_ENOTDIR);
    UC_EXPECT_EQ(uc_sys_newfstatat(99, "told", &st, 0), -UC_EBADF);
    UC_EXPECT_EQ(uc_sys_newfstatat(99, "/told", &st, 0), 0);
    UC_EXPECT_EQ(uc_sys_fstat(99, &st), -UC_EBADF);
}

/* Spec: Linux, include/uapi/linux/stat.h: where the words of struct statx lie.
 */
UC_TEST(tells_by_statx_what_stat_tells)
{
    enum {
        MASK = 0,
        LINKS = 4,
        MODE = 7, /* 16 bits */
        INODE = 8,
        SIZE = 10,
        MODIFIED = 28,
    };
    const int64_t times[4] = {1000, 5, 2000, 6};
    struct kernel_stat st;
    uint32_t words[64];
    uint64_t size, inode, seconds;
    uint16_t mode;

    make_file("/extended", "12345");
    UC_EXPECT_EQ(uc_sys_utimensat(AT_CWD, "/extended", times, 0), 0);
    UC_EXPECT_EQ(uc_sys_stat("/extended", &st), 0);
    UC_EXPECT_EQ(uc_sys_statx(AT_CWD, "/extended", 0, 0x7ff, words), 0);
    memcpy(&size, &words[SIZE], sizeof size);
    memcpy(&inode, &words[INODE], sizeof inode);
    memcpy(&seconds, &words[MODIFIED], sizeof seconds);
    memcpy(&mode, &words[MODE], sizeof mode);
    UC_EXPECT_EQ(words[MASK] & 0x7ff, 0x7ff);
    UC_EXPECT_EQ(words[LINKS], 1);
    UC_EXPECT_EQ(size, 5);
    UC_EXPECT_EQ(inode, st.inode);
    UC_EXPECT_EQ(mode, st.mode);
    UC_EXPECT_EQ(seconds, 2000);
    UC_EXPECT_EQ(words[MODIFIED + 2], 6);
    UC_EXPECT_EQ(uc_sys_symlink("/extended", "/extended2"), 0);
    UC_EXPECT_EQ(uc_sys_statx(AT_CWD, "/extended2", 0x100, 0, words), 0);
    memcpy(&mode, &words[MODE], sizeof mode);
    UC_EXPECT_EQ(mode & UC_FS_TYPE_MASK, UC_FS_LINK);
    UC_EXPECT_EQ(uc_sys_statx(1, "", UC_AT_EMPTY_PATH | 0x2000, 0, words), 0);
    memcpy(&mode, &words[MODE], sizeof mode);
    UC_EXPECT_EQ(mode & UC_FS_TYPE_MASK, UC_FS_CHARACTER_DEVICE);
    UC_EXPECT_EQ(uc_sys_statx(99, "", UC_AT_EMPTY_PATH, 0, words), -UC_EBADF);
    UC_EXPECT_EQ(uc_sys_statx(AT_CWD, "/none", 0, 0, words), -UC_ENOENT);
    UC_EXPECT_EQ(uc_sys_statx(AT_CWD, NULL, 0, 0, words), -UC_EFAULT);
    UC_EXPECT_EQ(uc_sys_statx(AT_CWD, "/", 0x10, 0, words), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_statx(AT_CWD, "/", 0x6000, 0, words), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_statx(AT_CWD, "/", 0, 0x80000000, words), -UC_EINVAL);
}

UC_TEST(tells_of_what_is_no_file_its_type)
{
    static const struct uc_fd_ops none = {.events = NULL};
    struct uc_fd pipe = {&none, UC_FD_WRONLY | UC_FD_TYPE(UC_FS_FIFO), 1, NULL};
    struct kernel_stat st;
    int number = uc_fd_install(&pipe, 0, 0);

    UC_EXPECT_EQ(uc_sys_fstat(number, &st), 0);
    UC_EXPECT_EQ(st.mode & UC_FS_TYPE_MASK, UC_FS_FIFO);
    UC_EXPECT_EQ(uc_sys_fcntl(number, 3, 0), UC_FD_WRONLY);
    UC_EXPECT_EQ(uc_sys_fsync(number), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_flock(number, UC_LOCK_SH), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_fallocate(number, 0, 0, 1), -UC_ENODEV);
    UC_EXPECT_EQ(uc_sys_fadvise64(number, 0, 0, 0), -UC_ESPIPE);
    UC_EXPECT_EQ(uc_sys_sync_file_range(number, 0, 0, 7), -UC_ESPIPE);
    UC_EXPECT_EQ(uc_sys_fcntl(number, 6, 0), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_getdents64(number, buf, 100), -UC_ENOTDIR);
    UC_EXPECT_EQ(uc_sys_fchdir(number), -UC_ENOTDIR);
    UC_EXPECT_EQ(uc_sys_close(number), 0);
}

UC_TEST(changes_sizes_and_room)
{
    make_file("/sized", "12345");
    int number = opened("/sized", UC_O_RDWR);

    UC_EXPECT_EQ(uc_sys_truncate("/sized", 3), 0);
    UC_EXPECT_EQ(uc_sys_ftruncate(number, 4), 0);
    UC_EXPECT_EQ(uc_sys_read(number, buf, 10), 4);
    UC_EXPECT_EQ(memcmp(buf, "123\0", 4), 0);
    UC_EXPECT_EQ(uc_sys_truncate("/sized", -1), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_truncate("/", 0), -UC_EISDIR);
    UC_EXPECT_EQ(uc_sys_truncate("/none", 0), -UC_ENOENT);
    UC_EXPECT_EQ(uc_sys_fallocate(number, 0, 0, 100), 0);
    UC_EXPECT_EQ(uc_sys_lseek(number, 0, UC_SEEK_END), 100);
    UC_EXPECT_EQ(uc_sys_fallocate(number, 0, -1, 100), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_fallocate(number, 0x40, 0, 1), -UC_EOPNOTSUPP);
    UC_EXPECT_EQ(uc_sys_fsync(number), 0);
    UC_EXPECT_EQ(uc_sys_sync_file_range(number, 1, 2, 7), 0);
    UC_EXPECT_EQ(uc_sys_sync_file_range(number, 1, 2, 8), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_sync_file_range(number, -1, 2, 2), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_fadvise64(number, 0, 0, 4), 0);
    UC_EXPECT_EQ(uc_sys_fadvise64(number, 0, 0, 6), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_close(number), 0);
}

/* struct flock. */
struct lock {
    int16_t type;
    int16_t whence;
    int64_t start;
    int64_t bytes;
    int32_t pid;
};

static long lock(int number, int command, struct lock *lock)
{
    return uc_sys_fcntl(number, command, (long)lock);
}

UC_TEST(locks_records_as_the_only_process)
{
    make_file("/locked", "0123456789");
    int both = opened("/locked", UC_O_RDWR);
    int in = opened("/locked", UC_O_RDONLY);
    struct lock write = {1, UC_SEEK_END, -5, 5, 7};
    struct lock read = {.type = 0};

    UC_EXPECT_EQ(lock(both, 6, &write), 0);
    UC_EXPECT_EQ(lock(in, 5, &write), 0);
    UC_EXPECT_EQ(write.type, 2);
    UC_EXPECT_EQ(write.pid, 7);
    UC_EXPECT_EQ(lock(in, 6, &read), 0);
    write = (struct lock){.type = 1};
    UC_EXPECT_EQ(lock(in, 7, &write), -UC_EBADF);
    write.start = -1;
    UC_EXPECT_EQ(lock(both, 6, &write), -UC_EINVAL);
    write = (struct lock){1, UC_SEEK_SET, INT64_MAX, 2, 0};
    UC_EXPECT_EQ(lock(both, 6, &write), -UC_EOVERFLOW);
    write = (struct lock){1, UC_SEEK_CUR, 3, -4, 0};
    UC_EXPECT_EQ(lock(both, 6, &write), -UC_EINVAL);
    write = (struct lock){1, 5, 0, 0, 0};
    UC_EXPECT_EQ(lock(both, 6, &write), -UC_EINVAL);
    write = (struct lock){3, 0, 0, 0, 0};
    UC_EXPECT_EQ(lock(both, 6, &write), -UC_EINVAL);
    UC_EXPECT_EQ(lock(both, 6, NULL), -UC_EFAULT);
    UC_EXPECT_EQ(lock(99, 6, &read), -UC_EBADF);
    UC_EXPECT_EQ(lock(1, 6, &read), -UC_EINVAL);
    /* flock's are of what is open. */
    UC_EXPECT_EQ(uc_sys_flock(both, UC_LOCK_EX), 0);
    UC_EXPECT_EQ(uc_sys_flock(in, UC_LOCK_SH | UC_LOCK_NB), -UC_EAGAIN);
    UC_EXPECT_EQ(uc_sys_flock(both, UC_LOCK_UN), 0);
    UC_EXPECT_EQ(uc_sys_flock(in, UC_LOCK_SH | UC_LOCK_NB), 0);
    UC_EXPECT_EQ(uc_sys_flock(in, 64), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_close(both) | uc_sys_close(in), 0);
}
