/* SPDX-License-Identifier: BSD-3-Clause */
/* Random maps and unmaps, against what the test itself knows of each page. */
#include <string.h>

#include <uc/errors.h>
#include <uc/hosted.h>
#include <uc/pages.h>
#include <uc/test.h>

long uc_sys_mmap(void *hint, size_t bytes, int prot, int flags, int fd,
                 long offset);
long uc_sys_munmap(char *base, size_t bytes);
long uc_sys_mprotect(char *base, size_t bytes, int prot);
long uc_sys_mremap(char *old, size_t old_bytes, size_t new_bytes, int flags);
long uc_sys_madvise(char *base, size_t bytes, int advice);
long uc_sys_mlock(const char *base, size_t bytes);
long uc_sys_mlock2(const char *base, size_t bytes, unsigned flags);
long uc_sys_mlockall(int flags);
long uc_sys_munlock(const char *base, size_t bytes);
long uc_sys_mincore(const char *base, size_t bytes, unsigned char *out);

enum {
    READ_WRITE = 3,
    ANONYMOUS = 0x22,
    SLOTS = 24,
    PAGES_MAX = 9,
    ROUNDS = 20000,
};

static uint32_t random_state = 11;

static uint32_t random_below(uint32_t n)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    random_state ^= random_state << 5;
    return random_state % n;
}

static char *map(size_t bytes)
{
    return (char *)uc_sys_mmap(NULL, bytes, READ_WRITE, ANONYMOUS, -1, 0);
}

static bool failed(const char *map)
{
    return (uintptr_t)map > (uintptr_t)-4096;
}

static size_t free_pages(void)
{
    struct uc_pages_stats stats;

    uc_pages_stats(&stats);
    return stats.free_pages;
}

struct slot {
    char *base;
    unsigned pages;
    unsigned char pattern;
    bool gone[PAGES_MAX];
    unsigned left;
};

/* Its own pages hold what was written there. */
static bool is_whole(const struct slot *slot)
{
    for (unsigned i = 0; i < slot->pages; i++) {
        const char *page = slot->base + i * UC_PAGE_SIZE;
        if (!slot->gone[i] && (page[0] != (char)slot->pattern ||
                               page[UC_PAGE_SIZE - 1] != (char)slot->pattern)) {
            return false;
        }
    }
    return true;
}

static void fill(struct slot *slot)
{
    *slot = (struct slot){.pages = 1 + random_below(PAGES_MAX),
                          .pattern = (unsigned char)random_below(256)};
    slot->base = map(slot->pages * UC_PAGE_SIZE - random_below(100));
    if (failed(slot->base)) {
        slot->base = NULL;
        return;
    }
    slot->left = slot->pages;
    for (size_t i = 0; i < slot->pages * UC_PAGE_SIZE; i += 512) {
        UC_EXPECT_EQ(slot->base[i], 0);
    }
    memset(slot->base, slot->pattern, slot->pages * UC_PAGE_SIZE);
}

static void unmap_some(struct slot *slot)
{
    unsigned start = random_below(slot->pages);
    unsigned n = 1 + random_below(slot->pages - start);

    UC_EXPECT(is_whole(slot));
    UC_EXPECT_EQ(
        uc_sys_munmap(slot->base + start * UC_PAGE_SIZE, n * UC_PAGE_SIZE), 0);
    for (unsigned i = start; i < start + n; i++) {
        slot->left -= !slot->gone[i];
        slot->gone[i] = true;
    }
    if (slot->left == 0) {
        slot->base = NULL;
    }
}

UC_TEST(keeps_each_page_apart_and_gives_all_back)
{
    static struct slot slots[SLOTS];

    UC_EXPECT_EQ(uc_sys_munmap(map(1), 1), 0); /* the heap has its pages now */
    size_t before = free_pages();
    for (unsigned round = 0; round < ROUNDS; round++) {
        struct slot *slot = &slots[random_below(SLOTS)];
        if (slot->base == NULL) {
            fill(slot);
        } else {
            unmap_some(slot);
        }
    }
    for (unsigned i = 0; i < SLOTS; i++) {
        if (slots[i].base != NULL) {
            UC_EXPECT(is_whole(&slots[i]));
            UC_EXPECT_EQ(
                uc_sys_munmap(slots[i].base, slots[i].pages * UC_PAGE_SIZE), 0);
        }
    }
    /* The heap may keep pages that it took for what describes mappings. */
    UC_EXPECT_LE(before - free_pages(), 4);
}

UC_TEST(refuses_what_it_cannot_do)
{
    char *page = map(1);

    UC_REQUIRE(!failed(page));
    UC_EXPECT_EQ(uc_sys_mmap(NULL, 1, READ_WRITE, 2, 3, 0), -UC_EBADF);
    UC_EXPECT_EQ(uc_sys_mmap(page, 1, READ_WRITE, ANONYMOUS | 0x10, -1, 0),
                 -UC_ENOMEM);
    UC_EXPECT_EQ(uc_sys_mmap(NULL, 1, 7, ANONYMOUS, -1, 0), -UC_EACCES);
    UC_EXPECT_EQ(uc_sys_mmap(NULL, 0, READ_WRITE, ANONYMOUS, -1, 0),
                 -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_mmap(NULL, SIZE_MAX, READ_WRITE, ANONYMOUS, -1, 0),
                 -UC_ENOMEM);
    UC_EXPECT_EQ(uc_sys_mprotect(page, UC_PAGE_SIZE, 5), -UC_EACCES);
    UC_EXPECT_EQ(uc_sys_mprotect(page, UC_PAGE_SIZE, 1), -UC_ENOSYS);
    UC_EXPECT_EQ(uc_sys_mprotect(page + 1, 1, 3), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_mprotect(page, SIZE_MAX, 3), -UC_ENOMEM);
    UC_EXPECT_EQ(uc_sys_mremap(page, 0, 1, 1), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_mremap(page, 2 * UC_PAGE_SIZE, 1, 1), -UC_EFAULT);
    UC_EXPECT_EQ(uc_sys_mremap(page, 1, SIZE_MAX / 2, 1), -UC_ENOMEM);
    UC_EXPECT_EQ(uc_sys_madvise(page, 2 * UC_PAGE_SIZE, 4), -UC_ENOMEM);
    UC_EXPECT_EQ(uc_sys_munmap(page, 0), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_munmap(page, UC_PAGE_SIZE), 0);
    UC_EXPECT_EQ(uc_sys_mprotect(page, UC_PAGE_SIZE, 3), -UC_ENOMEM);
}

UC_TEST(opens_reserved_memory_in_parts)
{
    char *area =
        (char *)uc_sys_mmap(NULL, 4 * UC_PAGE_SIZE, 0, ANONYMOUS, -1, 0);

    UC_REQUIRE(!failed(area));
    UC_EXPECT_EQ(
        uc_sys_mprotect(area + UC_PAGE_SIZE, 2 * UC_PAGE_SIZE, READ_WRITE), 0);
    memset(area + UC_PAGE_SIZE, 'x', 2 * UC_PAGE_SIZE);
    UC_EXPECT_EQ(uc_sys_mprotect(area, 4 * UC_PAGE_SIZE, READ_WRITE), 0);
    UC_EXPECT_EQ(area[UC_PAGE_SIZE], 'x');
    area[0] = area[4 * UC_PAGE_SIZE - 1] = 'y';
    UC_EXPECT_EQ(uc_sys_munmap(area, 4 * UC_PAGE_SIZE), 0);
}

UC_TEST(locks_what_is_there_and_tells_which_pages_are)
{
    char *area = map(2 * UC_PAGE_SIZE);
    unsigned char there[3] = {0, 0, 7};

    UC_REQUIRE(!failed(area));
    UC_EXPECT_EQ(uc_sys_mlock(area + 5, UC_PAGE_SIZE), 0);
    UC_EXPECT_EQ(uc_sys_mlock(area, SIZE_MAX), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_mlock2(area, 1, 2), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_munlock(area, SIZE_MAX), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_mlockall(3), 0);
    UC_EXPECT_EQ(uc_sys_mlockall(4), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_mlockall(0), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_mincore(area, 2 * UC_PAGE_SIZE, there), 0);
    UC_EXPECT_EQ(there[0] + there[1], 2);
    UC_EXPECT_EQ(there[2], 7);
    UC_EXPECT_EQ(uc_sys_mincore(area + 1, 1, there), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_mincore(area, SIZE_MAX, there), -UC_ENOMEM);
    UC_EXPECT_EQ(uc_sys_mincore(area, 1, NULL), -UC_EFAULT);
    UC_EXPECT_EQ(uc_sys_munmap(area, 2 * UC_PAGE_SIZE), 0);
    UC_EXPECT_EQ(uc_sys_mincore(area, 1, there), -UC_ENOMEM);
}
