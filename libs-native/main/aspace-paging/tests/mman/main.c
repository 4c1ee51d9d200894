/* SPDX-License-Identifier: BSD-3-Clause */
/* The system calls on this provider, with arguments of any kind. */
#include <string.h>

#include <uc/aspace.h>
#include <uc/errors.h>
#include <uc/hosted.h>
#include <uc/pages.h>
#include <uc/test.h>

/* Nobody signals here. */
long uc_sys_kill(int pid, int signal);

long uc_sys_kill(int pid, int signal)
{
    (void)pid;
    (void)signal;
    return 0;
}

long uc_sys_mmap(void *hint, size_t bytes, int prot, int flags, int fd,
                 long offset);
long uc_sys_munmap(void *base, size_t bytes);
long uc_sys_mprotect(void *base, size_t bytes, int prot);
long uc_sys_mremap(void *old, size_t old_bytes, size_t new_bytes, int flags,
                   void *to);
long uc_sys_madvise(void *base, size_t bytes, int advice);
long uc_sys_msync(void *base, size_t bytes, int flags);

enum {
    READ = 1,
    READ_WRITE = 3,
    ANONYMOUS = 0x22,
    FIXED = 0x10,
    NORESERVE = 0x4000,
    DONTNEED = 4,
    AREA = 48, /* pages */
    ROUNDS = 4000,
};

static uint32_t random_state = 11;

static uint32_t random_below(uint32_t n)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    random_state ^= random_state << 5;
    return random_state % n;
}

static bool failed(long map)
{
    return map < 0 && map > -4096;
}

static size_t free_pages(void)
{
    struct uc_pages_stats stats;

    uc_pages_stats(&stats);
    return stats.free_pages;
}

/* What the test knows of each page of an area. */
struct page {
    bool mapped;
    uint8_t prot;
    char holds;
};

static struct page pages[AREA];
static char *area;

static void do_map(unsigned start, unsigned n)
{
    const int prot = (int)random_below(3) == 0 ? READ : READ_WRITE;

    UC_EXPECT_EQ(uc_sys_mmap(area + start * UC_PAGE_SIZE, n * UC_PAGE_SIZE,
                             prot, ANONYMOUS | FIXED, -1, 0),
                 (long)(area + start * UC_PAGE_SIZE));
    for (unsigned i = start; i < start + n; i++) {
        pages[i] = (struct page){true, (uint8_t)prot, 0};
    }
}

static bool all_mapped(unsigned start, unsigned n)
{
    for (unsigned i = start; i < start + n; i++) {
        if (!pages[i].mapped) {
            return false;
        }
    }
    return true;
}

static void do_protect(unsigned start, unsigned n)
{
    static const uint8_t prots[] = {0, READ, READ_WRITE};
    const uint8_t prot = prots[random_below(3)];
    const bool mapped = all_mapped(start, n);

    UC_EXPECT_EQ(
        uc_sys_mprotect(area + start * UC_PAGE_SIZE, n * UC_PAGE_SIZE, prot),
        mapped ? 0 : -UC_ENOMEM);
    for (unsigned i = start; mapped && i < start + n; i++) {
        pages[i].prot = prot;
    }
}

static void do_discard(unsigned start, unsigned n)
{
    UC_EXPECT_EQ(
        uc_sys_madvise(area + start * UC_PAGE_SIZE, n * UC_PAGE_SIZE, DONTNEED),
        all_mapped(start, n) ? 0 : -UC_ENOMEM);
    for (unsigned i = start; i < start + n; i++) {
        pages[i].holds = 0;
    }
}

static void do_unmap(unsigned start, unsigned n)
{
    UC_EXPECT_EQ(uc_sys_munmap(area + start * UC_PAGE_SIZE, n * UC_PAGE_SIZE),
                 0);
    for (unsigned i = start; i < start + n; i++) {
        pages[i] = (struct page){false, 0, 0};
    }
}

/* To another place and back, which keeps what is in it. */
static void do_move(unsigned start, unsigned n)
{
    char *at = area + start * UC_PAGE_SIZE;
    char *away =
        (char *)uc_sys_mmap(NULL, (n + 1) * UC_PAGE_SIZE, 0, ANONYMOUS, -1, 0);
    UC_REQUIRE(!failed((long)away));
    long moved =
        uc_sys_mremap(at, n * UC_PAGE_SIZE, (n + 1) * UC_PAGE_SIZE, 3, away);

    if (!failed(moved)) {
        UC_EXPECT(moved == (long)away && all_mapped(start, n));
        UC_EXPECT_EQ(
            uc_sys_mremap(away, n * UC_PAGE_SIZE, n * UC_PAGE_SIZE, 3, at),
            (long)at);
    }
    UC_EXPECT_EQ(uc_sys_munmap(away, (n + 1) * UC_PAGE_SIZE), 0);
}

static void touch(unsigned start, unsigned n)
{
    for (unsigned i = start; i < start + n; i++) {
        volatile char *at = area + i * UC_PAGE_SIZE + random_below(4096);
        if (pages[i].prot == READ_WRITE && random_below(2) == 0) {
            pages[i].holds = (char)random_below(100);
            memset(area + i * UC_PAGE_SIZE, pages[i].holds, UC_PAGE_SIZE);
        }
        if (pages[i].prot != 0) {
            UC_EXPECT_EQ(*at, pages[i].holds);
        }
    }
}

UC_TEST(mman_keeps_each_page_apart_and_gives_all_back)
{
    static void (*const doings[])(unsigned start, unsigned n) = {
        do_map, do_protect, do_discard, do_unmap, do_move, touch, touch};

    area = (char *)uc_sys_mmap(NULL, AREA * UC_PAGE_SIZE, 0, ANONYMOUS, -1, 0);
    UC_REQUIRE(!failed((long)area));
    do_unmap(0, AREA);
    const size_t before = free_pages();
    for (unsigned round = 0; round < ROUNDS; round++) {
        const unsigned start = random_below(AREA);
        doings[random_below(UC_ARRAY_SIZE(doings))](
            start, 1 + random_below(AREA - start));
    }
    do_unmap(0, AREA);
    UC_EXPECT_LE(before - free_pages(), 8);
    /* Nothing stays promised: all that is free can be had. */
    const size_t most = (free_pages() - 100) * UC_PAGE_SIZE;
    long all = uc_sys_mmap(NULL, most, READ_WRITE, ANONYMOUS, -1, 0);
    UC_EXPECT(!failed(all));
    UC_EXPECT_EQ(uc_sys_munmap((void *)all, most), 0);
}

UC_TEST(mman_refuses_arguments_that_are_wrong)
{
    char *page = (char *)uc_sys_mmap(NULL, 1, READ_WRITE, ANONYMOUS, -1, 0);

    UC_REQUIRE(!failed((long)page));
    UC_EXPECT_EQ(uc_sys_mmap(NULL, 1, READ_WRITE, 0x20, -1, 0), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_mmap(NULL, 1, READ_WRITE, 2, 3, 0), -UC_EBADF);
    UC_EXPECT_EQ(uc_sys_mmap(NULL, 1, READ_WRITE, ANONYMOUS, -1, 1),
                 -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_mmap(NULL, 1, 7, ANONYMOUS, -1, 0), -UC_EACCES);
    UC_EXPECT_EQ(uc_sys_mmap(NULL, 0, READ_WRITE, ANONYMOUS, -1, 0),
                 -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_mmap(NULL, SIZE_MAX, READ_WRITE, ANONYMOUS, -1, 0),
                 -UC_ENOMEM);
    UC_EXPECT_EQ(uc_sys_mmap(page + 1, 1, READ_WRITE, ANONYMOUS | FIXED, -1, 0),
                 -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_mmap((void *)UC_PAGE_SIZE, 1, READ_WRITE,
                             ANONYMOUS | FIXED, -1, 0),
                 -UC_ENOMEM);
    UC_EXPECT_EQ(uc_sys_mmap(page, 1, READ_WRITE, ANONYMOUS | 0x100000, -1, 0),
                 -UC_EEXIST);
    UC_EXPECT_EQ(uc_sys_mprotect(page, UC_PAGE_SIZE, 5), -UC_EACCES);
    UC_EXPECT_EQ(uc_sys_mprotect(page + 1, 1, 3), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_mprotect(page, 0, 3), 0);
    UC_EXPECT_EQ(uc_sys_mprotect(page, SIZE_MAX, 3), -UC_ENOMEM);
    UC_EXPECT_EQ(uc_sys_mremap(page, 0, 1, 1, NULL), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_mremap(page, 1, 0, 1, NULL), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_mremap(page, 1, 1, 2, page), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_mremap(page, 1, 1, 3, page), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_mremap(page, 1, 1, 3, page + 1), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_mremap(page, 2 * UC_PAGE_SIZE, 1, 1, NULL), -UC_EFAULT);
    UC_EXPECT_EQ(uc_sys_mremap(page, 1, SIZE_MAX / 2, 1, NULL), -UC_ENOMEM);
    UC_EXPECT_EQ(uc_sys_madvise(page, 2 * UC_PAGE_SIZE, 4), -UC_ENOMEM);
    UC_EXPECT_EQ(uc_sys_madvise(page + 1, 1, 4), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_msync(page, 1, 5), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_msync(page, 1, 4), 0);
    UC_EXPECT_EQ(uc_sys_msync(page, 2 * UC_PAGE_SIZE, 4), -UC_ENOMEM);
    UC_EXPECT_EQ(uc_sys_munmap(page, 0), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_munmap(page + 1, 1), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_munmap(page, UC_PAGE_SIZE), 0);
    UC_EXPECT_EQ(uc_sys_mprotect(page, UC_PAGE_SIZE, 3), -UC_ENOMEM);
    UC_EXPECT_EQ(uc_sys_msync(page, 1, 4), -UC_ENOMEM);
}

/* As on a platform that takes no faults for pages of programs. */
UC_TEST(mman_brings_pages_at_once_where_faults_cannot)
{
    uc_hosted_paging_eager(true);
    const size_t before = free_pages();
    char *at =
        (char *)uc_sys_mmap(NULL, 64 * UC_PAGE_SIZE, 0, ANONYMOUS, -1, 0);
    UC_REQUIRE(!failed((long)at));
    UC_EXPECT_LE(before - free_pages(), 4);
    UC_EXPECT_EQ(uc_sys_mprotect(at, 8 * UC_PAGE_SIZE, READ_WRITE), 0);
    for (unsigned i = 0; i < 8; i++) {
        UC_EXPECT(uc_aspace_page(at + i * UC_PAGE_SIZE) != NULL);
    }
    UC_EXPECT_EQ(uc_sys_madvise(at, 8 * UC_PAGE_SIZE, DONTNEED), 0);
    UC_EXPECT(uc_aspace_page(at) != NULL);
    UC_EXPECT_EQ(
        uc_sys_mremap(at, 8 * UC_PAGE_SIZE, 70 * UC_PAGE_SIZE, 1, NULL) < 0,
        false);
    UC_EXPECT_EQ(uc_sys_mmap(NULL, (free_pages() + 1) * UC_PAGE_SIZE,
                             READ_WRITE, ANONYMOUS | NORESERVE, -1, 0),
                 -UC_ENOMEM);
    uc_hosted_paging_eager(false);
}
