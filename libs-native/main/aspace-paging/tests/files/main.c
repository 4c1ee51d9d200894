/* SPDX-License-Identifier: BSD-3-Clause */
/* Files that are mapped and shared, private, or gone. */
#include <string.h>

#include <uc/aspace.h>
#include <uc/errors.h>
#include <uc/hosted.h>
#include <uc/pages.h>
#include <uc/test.h>
#include <uc/vfs.h>

/* Nobody signals here. */
long uc_sys_kill(int pid, int signal);

long uc_sys_kill(int pid, int signal)
{
    (void)pid;
    (void)signal;
    return 0;
}

UC_HOSTED_BOOT("");

long uc_sys_mmap(void *hint, size_t bytes, int prot, int flags, int fd,
                 long offset);
long uc_sys_munmap(void *base, size_t bytes);
long uc_sys_mprotect(void *base, size_t bytes, int prot);
long uc_sys_msync(void *base, size_t bytes, int flags);
long uc_sys_open(const char *path, int flags, unsigned mode);
long uc_sys_close(int number);
long uc_sys_pread64(int number, void *buf, size_t bytes, long offset);
long uc_sys_pwrite64(int number, const void *buf, size_t bytes, long offset);
long uc_sys_ftruncate(int number, long bytes);
long uc_sys_fsync(int number);

enum {
    READ = 1,
    READ_WRITE = 3,
    SHARED = 1,
    PRIVATE = 2,
    SYNC = 4,
    BYTES = 10000, /* two pages and a part */
    ROUNDS = 3000,
};

static char contents[4 * 4096];

static int prepared(void)
{
    int number =
        (int)uc_sys_open("/mapped", UC_O_RDWR | UC_O_CREAT | UC_O_TRUNC, 0644);

    UC_EXPECT_GE(number, 3);
    memset(contents, 0, sizeof contents);
    for (unsigned i = 0; i < BYTES; i++) {
        contents[i] = (char)(i * 7 + i / 256);
    }
    UC_EXPECT_EQ(uc_sys_pwrite64(number, contents, BYTES, 0), BYTES);
    return number;
}

static char *map(int number, size_t bytes, int prot, int flags, long offset)
{
    long at = uc_sys_mmap(NULL, bytes, prot, flags, number, offset);

    return at < 0 && at > -4096 ? NULL : (char *)at;
}

static char byte_of(int number, long offset)
{
    char byte = 0;

    UC_EXPECT_EQ(uc_sys_pread64(number, &byte, 1, offset), 1);
    return byte;
}

UC_TEST(files_shared_are_one_memory_and_one_with_the_file)
{
    int number = prepared();
    char *one = map(number, BYTES, READ_WRITE, SHARED, 0);
    char *two = map(number, 4096, READ_WRITE, SHARED, 4096);
    char *own = map(number, BYTES, READ_WRITE, PRIVATE, 0);

    UC_REQUIRE(one != NULL && two != NULL && own != NULL);
    UC_EXPECT_EQ(memcmp(one, contents, BYTES), 0);
    UC_EXPECT_EQ(one[BYTES], 0);
    one[4096 + 5] = 'x';
    UC_EXPECT_EQ(two[5], 'x');
    UC_EXPECT_EQ(own[4096 + 5], 'x'); /* not touched before */
    two[6] = 'y';
    UC_EXPECT_EQ(one[4096 + 6], 'y');
    UC_EXPECT_EQ(byte_of(number, 4096 + 5), 'x');
    UC_EXPECT_EQ(byte_of(number, 4096 + 6), 'y');
    one[4096 + 5] = 'z'; /* again, after it was written out */
    UC_EXPECT_EQ(byte_of(number, 4096 + 5), 'z');
    UC_EXPECT_EQ(uc_sys_pwrite64(number, "written", 7, 4090), 7);
    UC_EXPECT_EQ(memcmp(one + 4090, "written", 7), 0);
    UC_EXPECT_EQ(two[0], 'n');
    UC_EXPECT_EQ(own[4096 + 5], 'x');
    own[0] = (char)~contents[0];
    UC_EXPECT_EQ(byte_of(number, 0), contents[0]);
    UC_EXPECT_EQ(uc_sys_close(number), 0);
    one[0] = 'a'; /* the mapping stays without its descriptor */
    UC_EXPECT_EQ(uc_sys_msync(one, 1, SYNC), 0);
    one[1] = 'b';
    UC_EXPECT_EQ(uc_sys_munmap(one, BYTES), 0);
    UC_EXPECT_EQ(uc_sys_munmap(two, 4096), 0);
    UC_EXPECT_EQ(uc_sys_munmap(own, BYTES), 0);
    number = (int)uc_sys_open("/mapped", UC_O_RDONLY, 0);
    UC_EXPECT_EQ(byte_of(number, 0), 'a');
    UC_EXPECT_EQ(byte_of(number, 1), 'b');
    UC_EXPECT_EQ(uc_sys_close(number), 0);
}

UC_TEST(files_do_not_grow_by_what_is_stored_behind_their_end)
{
    int number = prepared();
    char *at = map(number, 3 * 4096, READ_WRITE, SHARED, 0);
    struct uc_fs_attr attr;

    UC_REQUIRE(at != NULL);
    at[BYTES] = 'x';
    at[BYTES - 1] = 'y';
    UC_EXPECT_EQ(uc_sys_fsync(number), 0);
    UC_EXPECT_EQ(uc_vfs_stat(NULL, "/mapped", 0, &attr), 0);
    UC_EXPECT_EQ(attr.bytes, BYTES);
    UC_EXPECT_EQ(byte_of(number, BYTES - 1), 'y');
    /* Shorter, and longer again: zeros. */
    UC_EXPECT_EQ(uc_sys_ftruncate(number, 5000), 0);
    UC_EXPECT_EQ(at[5000], 0);
    UC_EXPECT_EQ(at[4999], contents[4999]);
    at[6000] = 'z';
    UC_EXPECT_EQ(uc_sys_ftruncate(number, BYTES), 0);
    UC_EXPECT_EQ(byte_of(number, 6000), 0);
    UC_EXPECT_EQ(at[6000], 0);
    UC_EXPECT_EQ(uc_aspace_populate(at + 3 * 4096 - 1, 1, false), 0);
    UC_EXPECT_EQ(uc_sys_munmap(at, 3 * 4096), 0);
    at = map(number, 5 * 4096, READ, PRIVATE, 0);
    UC_EXPECT_EQ(uc_aspace_populate(at + 3 * 4096, 1, false), -UC_ENXIO);
    UC_EXPECT_EQ(uc_sys_munmap(at, 5 * 4096), 0);
    UC_EXPECT_EQ(uc_sys_close(number), 0);
}

UC_TEST(files_may_be_buffers_of_themselves)
{
    int number = prepared();
    char *at = map(number, BYTES, READ_WRITE, SHARED, 0);

    UC_REQUIRE(at != NULL);
    UC_EXPECT_EQ(uc_sys_pread64(number, at, 100, 8192), 100);
    UC_EXPECT_EQ(memcmp(at, contents + 8192, 100), 0);
    UC_EXPECT_EQ(byte_of(number, 99), contents[8192 + 99]);
    UC_EXPECT_EQ(uc_sys_pwrite64(number, at + 4096, 1000, 9000), 1000);
    UC_EXPECT_EQ(memcmp(at + 9000, contents + 4096, 1000), 0);
    UC_EXPECT_EQ(uc_sys_munmap(at, BYTES), 0);
    UC_EXPECT_EQ(uc_sys_close(number), 0);
}

static uint32_t random_state = 5;

static uint32_t random_below(uint32_t n)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    random_state ^= random_state << 5;
    return random_state % n;
}

/* Stores, writes, reads and new mappings in any order, against one copy. */
static void random_step(int number, char **at)
{
    const unsigned from = random_below(BYTES);
    const unsigned n = 1 + random_below(BYTES - from);
    static char got[sizeof contents];
    char *const view = at[random_below(2)];

    switch (random_below(6)) {
    case 0:
        memset(view + from, (int)(from % 100), n);
        memset(contents + from, (int)(from % 100), n);
        break;
    case 1:
        memset(contents + from, (int)(n % 100), n);
        UC_EXPECT_EQ(uc_sys_pwrite64(number, contents + from, n, from), n);
        break;
    case 2:
        UC_EXPECT_EQ(uc_sys_pread64(number, got, n, from), n);
        UC_EXPECT_EQ(memcmp(got, contents + from, n), 0);
        break;
    case 3:
        UC_EXPECT_EQ(uc_sys_munmap(at[0], BYTES), 0);
        at[0] = map(number, BYTES, READ_WRITE, SHARED, 0);
        break;
    case 4:
        UC_EXPECT_EQ(uc_sys_msync(view, BYTES, SYNC), 0);
        break;
    default:
        UC_EXPECT_EQ(memcmp(view + from, contents + from, n), 0);
    }
}

static void run_random(void)
{
    int number = prepared();
    char *at[2] = {map(number, BYTES, READ_WRITE, SHARED, 0),
                   map(number, BYTES, READ_WRITE, SHARED, 0)};

    UC_REQUIRE(at[0] != NULL && at[1] != NULL);
    for (unsigned i = 0; i < ROUNDS; i++) {
        random_step(number, at);
    }
    UC_EXPECT_EQ(uc_sys_munmap(at[0], BYTES), 0);
    UC_EXPECT_EQ(uc_sys_munmap(at[1], BYTES), 0);
    UC_EXPECT_EQ(uc_sys_close(number), 0);
}

UC_TEST(files_agree_whatever_comes_after_what)
{
    struct uc_pages_stats before, after;

    run_random();
    uc_pages_stats(&before);
    run_random();
    uc_pages_stats(&after);
    UC_EXPECT_LE(before.free_pages - after.free_pages, 4);
}

UC_TEST(files_agree_where_no_fault_tells_of_a_write)
{
    uc_hosted_paging_eager(true);
    int number = prepared();
    char *at = map(number, 9 * 4096, READ_WRITE, SHARED, 0);
    UC_REQUIRE(at != NULL); /* also behind the end */
    UC_EXPECT_EQ(memcmp(at, contents, BYTES), 0);
    UC_EXPECT_EQ(uc_sys_munmap(at, 9 * 4096), 0);
    UC_EXPECT_EQ(uc_sys_close(number), 0);
    run_random();
    uc_hosted_paging_eager(false);
}

UC_TEST(files_that_are_not_open_for_it_are_refused)
{
    int number = prepared();
    int in = (int)uc_sys_open("/mapped", UC_O_RDONLY, 0);
    int dir = (int)uc_sys_open("/", UC_O_RDONLY, 0);
    char *at = map(in, 1, READ, SHARED, 0);

    UC_EXPECT_EQ(uc_sys_mprotect(at, 1, READ_WRITE), -UC_EACCES);
    UC_EXPECT_EQ(uc_sys_munmap(at, 1), 0);
    UC_EXPECT_EQ(uc_sys_mmap(NULL, 1, READ_WRITE, SHARED, in, 0), -UC_EACCES);
    UC_EXPECT_EQ(uc_sys_mmap(NULL, 1, READ, SHARED, dir, 0), -UC_ENODEV);
    UC_EXPECT_EQ(uc_sys_mmap(NULL, 1, READ, SHARED, 99, 0), -UC_EBADF);
    UC_EXPECT_EQ(uc_sys_mmap(NULL, 1, READ, SHARED, in, -(long)UC_PAGE_SIZE),
                 -UC_EOVERFLOW);
    UC_EXPECT_EQ(uc_sys_close(number) | uc_sys_close(in) | uc_sys_close(dir),
                 0);
}
