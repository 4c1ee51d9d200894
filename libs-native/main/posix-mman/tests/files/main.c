/* SPDX-License-Identifier: BSD-3-Clause */
/* What is in a file, in memory. */
#include <string.h>

#include <uc/errors.h>
#include <uc/hosted.h>
#include <uc/pages.h>
#include <uc/test.h>
#include <uc/vfs.h>

UC_HOSTED_BOOT("");

long uc_sys_mmap(void *hint, size_t bytes, int prot, int flags, int fd,
                 long offset);
long uc_sys_munmap(char *base, size_t bytes);
long uc_sys_mprotect(char *base, size_t bytes, int prot);
long uc_sys_mremap(char *old, size_t old_bytes, size_t new_bytes, int flags);
long uc_sys_madvise(char *base, size_t bytes, int advice);
long uc_sys_open(const char *path, int flags, unsigned mode);
long uc_sys_close(int number);
long uc_sys_pread64(int number, void *buf, size_t bytes, long offset);
long uc_sys_pwrite64(int number, const void *buf, size_t bytes, long offset);

enum {
    READ = 1,
    READ_WRITE = 3,
    SHARED = 1,
    PRIVATE = 2,
    BYTES = 10000, /* two pages and a part */
};

static char contents[BYTES];

static int opened(int flags)
{
    int number = (int)uc_sys_open("/mapped", flags | UC_O_CREAT, 0644);

    UC_EXPECT_GE(number, 3);
    return number;
}

static int prepared(void)
{
    int number = opened(UC_O_RDWR | UC_O_TRUNC);

    for (unsigned i = 0; i < BYTES; i++) {
        contents[i] = (char)(i * 7 + i / 256);
    }
    UC_EXPECT_EQ(uc_sys_pwrite64(number, contents, BYTES, 0), BYTES);
    return number;
}

static char *map(int number, size_t bytes, int prot, int flags, long offset)
{
    return (char *)uc_sys_mmap(NULL, bytes, prot, flags, number, offset);
}

static bool failed(const char *map)
{
    return (uintptr_t)map > (uintptr_t)-4096;
}

UC_TEST(shows_a_file_and_keeps_what_is_written_to_itself)
{
    int number = prepared();
    char *all = map(number, BYTES, READ_WRITE, PRIVATE, 0);
    char *rest = map(number, 3 * UC_PAGE_SIZE, READ, SHARED, UC_PAGE_SIZE);
    char byte;

    UC_REQUIRE(!failed(all) && !failed(rest));
    UC_EXPECT_EQ(uc_sys_close(number), 0);
    UC_EXPECT_EQ(memcmp(all, contents, BYTES), 0);
    UC_EXPECT_EQ(all[BYTES], 0);
    UC_EXPECT_EQ(all[3 * UC_PAGE_SIZE - 1], 0);
    UC_EXPECT_EQ(memcmp(rest, contents + UC_PAGE_SIZE, BYTES - UC_PAGE_SIZE),
                 0);
    UC_EXPECT_EQ(rest[3 * UC_PAGE_SIZE - 1], 0);
    all[0] = (char)~contents[0];
    number = opened(UC_O_RDONLY);
    UC_EXPECT_EQ(uc_sys_pread64(number, &byte, 1, 0), 1);
    UC_EXPECT_EQ(byte, contents[0]);
    UC_EXPECT_EQ(uc_sys_close(number), 0);
    /* What a copy cannot do. */
    UC_EXPECT_EQ(uc_sys_mprotect(rest, 1, READ_WRITE), -UC_EACCES);
    UC_EXPECT_EQ(uc_sys_mprotect(all, 1, READ_WRITE), 0);
    UC_EXPECT_EQ(uc_sys_madvise(rest, 1, 4), 0);
    UC_EXPECT_EQ(rest[0], contents[UC_PAGE_SIZE]);
    UC_EXPECT_EQ(uc_sys_madvise(all, 1, 4), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_mremap(all, BYTES, 2 * BYTES, 1), -UC_ENOMEM);
    UC_EXPECT_EQ(uc_sys_mremap(all, BYTES, 1, 0), (long)all);
    UC_EXPECT_EQ(uc_sys_munmap(all, 1), 0);
    UC_EXPECT_EQ(uc_sys_munmap(rest, 3 * UC_PAGE_SIZE), 0);
}

UC_TEST(refuses_files_that_are_not_open_for_it)
{
    int number = prepared();
    int in = opened(UC_O_RDONLY);
    int out = opened(UC_O_WRONLY);
    int place = (int)uc_sys_open("/mapped", UC_O_PATH, 0);
    int dir = (int)uc_sys_open("/", UC_O_RDONLY, 0);
    struct uc_pages_stats before, after;

    uc_pages_stats(&before);
    UC_EXPECT_EQ(map(number, 1, READ_WRITE, SHARED, 0), (char *)-UC_ENODEV);
    UC_EXPECT_EQ(map(in, 1, READ_WRITE, SHARED, 0), (char *)-UC_EACCES);
    UC_EXPECT_EQ(map(out, 1, READ, PRIVATE, 0), (char *)-UC_EACCES);
    UC_EXPECT_EQ(map(place, 1, READ, PRIVATE, 0), (char *)-UC_EBADF);
    UC_EXPECT_EQ(map(dir, 1, READ, PRIVATE, 0), (char *)-UC_ENODEV);
    UC_EXPECT_EQ(map(1, 1, READ, PRIVATE, 0), (char *)-UC_ENODEV);
    UC_EXPECT_EQ(map(99, 1, READ, PRIVATE, 0), (char *)-UC_EBADF);
    UC_EXPECT_EQ(map(in, 1, READ, PRIVATE, 1), (char *)-UC_EINVAL);
    UC_EXPECT_EQ(map(in, 1, READ, 0, 0), (char *)-UC_EINVAL);
    UC_EXPECT_EQ(map(in, 1, READ, 4, 0), (char *)-UC_EINVAL);
    UC_EXPECT_EQ(map(in, 0, READ, PRIVATE, 0), (char *)-UC_EINVAL);
    UC_EXPECT_EQ(map(in, 1, 4 | READ, PRIVATE, 0), (char *)-UC_EACCES);
    UC_EXPECT_EQ(map(in, 1, READ, PRIVATE | 0x10, 0), (char *)-UC_ENOMEM);
    UC_EXPECT_EQ(map(in, 1, READ, PRIVATE, -(long)UC_PAGE_SIZE),
                 (char *)-UC_EOVERFLOW);
    UC_EXPECT_EQ(
        map(in, 1, READ, PRIVATE, (long)(INTPTR_MAX & ~(UC_PAGE_SIZE - 1))),
        (char *)-UC_EOVERFLOW);
    UC_EXPECT_EQ(map(in, SIZE_MAX / 4, READ, PRIVATE, 0), (char *)-UC_ENOMEM);
    uc_pages_stats(&after);
    UC_EXPECT_EQ(after.free_pages, before.free_pages);
    UC_EXPECT_EQ(uc_sys_close(number) | uc_sys_close(in) | uc_sys_close(out) |
                     uc_sys_close(place) | uc_sys_close(dir),
                 0);
}
