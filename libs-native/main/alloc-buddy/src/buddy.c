/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Binary buddies. Spec: Knuth, The Art of Computer Programming, volume 1, 3rd
 * edition, 2.5, algorithms R and S.
 *
 * A block of order k is 2^k pages whose page number is a multiple of 2^k; its
 * buddy differs in bit k alone. Free blocks hold their list links themselves.
 * One byte for each page of a region says what starts there: nothing, or a free
 * block and its order. Regions need not be powers of two, nor be aligned.
 */
#include <stdbool.h>
#include <stdint.h>

#include <uc/assert.h>
#include <uc/pages.h>
#include <uc/plat/memory.h>
#include <uc/spinlock.h>

enum {
    ORDERS = 26,       /* blocks of up to 2^25 pages, 128 GiB */
    REGIONS_MAX = 16,  /* what a platform offers beyond is left alone */
    SMALL_PAGES = 768, /* 3 MiB whose map costs no page */
    MARK_FREE = 0x80,  /* in a map: a free block of the order beside it */
};

struct free_block {
    struct free_block *next;
    struct free_block *prev;
};

struct region {
    uintptr_t first; /* page number */
    size_t pages;
    uint8_t *map; /* by page number - first */
};

static struct {
    bool ready;
    struct uc_spinlock lock;
    unsigned regions;
    struct region region[REGIONS_MAX];
    struct free_block *head[ORDERS];
    uint32_t orders; /* bit k: head[k] is not empty */
    size_t total_pages;
    size_t free_pages;
    uint8_t small_map[SMALL_PAGES];
    size_t small_map_used;
} buddy;

UC_STATIC_ASSERT(ORDERS <= 32, "the mask of orders is 32 bits wide");

static uintptr_t page_number(const void *page)
{
    return (uintptr_t)page >> UC_PAGE_SHIFT;
}

static struct free_block *block_at(uintptr_t number)
{
    return (struct free_block *)(number << UC_PAGE_SHIFT);
}

static unsigned log2_floor(size_t n)
{
    return (unsigned)(sizeof(long) * 8 - 1) - (unsigned)__builtin_clzl(n);
}

static unsigned log2_ceil(size_t n)
{
    return (n == 1) ? 0 : log2_floor(n - 1) + 1;
}

static struct region *region_of(uintptr_t number)
{
    for (unsigned i = 0; i < buddy.regions; i++) {
        if (number - buddy.region[i].first < buddy.region[i].pages) {
            return &buddy.region[i];
        }
    }
    return NULL;
}

static void push(struct region *r, uintptr_t number, unsigned order)
{
    struct free_block *b = block_at(number);

    b->prev = NULL;
    b->next = buddy.head[order];
    if (b->next != NULL) {
        b->next->prev = b;
    }
    buddy.head[order] = b;
    buddy.orders |= UINT32_C(1) << order;
    r->map[number - r->first] = (uint8_t)(MARK_FREE | order);
}

static void take_out(struct region *r, uintptr_t number, unsigned order)
{
    struct free_block *b = block_at(number);

    if (b->prev != NULL) {
        UC_ASSERT(b->prev->next == b);
        b->prev->next = b->next;
    } else {
        UC_ASSERT(buddy.head[order] == b);
        buddy.head[order] = b->next;
    }
    if (b->next != NULL) {
        UC_ASSERT(b->next->prev == b);
        b->next->prev = b->prev;
    }
    if (buddy.head[order] == NULL) {
        buddy.orders &= ~(UINT32_C(1) << order);
    }
    r->map[number - r->first] = 0;
}

/* Frees one block and joins it with its buddies as far as that goes. */
static void free_block(struct region *r, uintptr_t number, unsigned order)
{
    while (order < ORDERS - 1) {
        uintptr_t other = number ^ ((uintptr_t)1 << order);

        if (other - r->first >= r->pages ||
            r->map[other - r->first] != (MARK_FREE | order)) {
            break;
        }
        take_out(r, other, order);
        number &= other;
        order++;
    }
    push(r, number, order);
}

/* Frees any run of pages: the fewest aligned blocks, at most two an order. */
static void free_run(struct region *r, uintptr_t number, size_t count)
{
    buddy.free_pages += count;
    while (count > 0) {
        unsigned order = log2_floor(count);
        unsigned aligned = (unsigned)__builtin_ctzl(number);

        if (order > aligned) {
            order = aligned;
        }
        if (order > ORDERS - 1) {
            order = ORDERS - 1;
        }
        free_block(r, number, order);
        number += (uintptr_t)1 << order;
        count -= (size_t)1 << order;
    }
}

/* Panics where a page of the run lies in a free block: freed twice. */
static void check_not_free(const struct region *r, uintptr_t number,
                           size_t count)
{
    for (size_t i = 0; i < count; i++) {
        UC_ASSERT(r->map[number + i - r->first] == 0);
    }
    for (unsigned order = 1; order < ORDERS; order++) {
        uintptr_t start = number & ~(((uintptr_t)1 << order) - 1);

        if (start - r->first >= r->pages) {
            break;
        }
        uint8_t mark = r->map[start - r->first];
        UC_ASSERT((mark & MARK_FREE) == 0 ||
                  start + ((uintptr_t)1 << (mark & ~MARK_FREE)) <= number);
    }
}

/* The map of a big region is made of its own first pages. */
static void add_region(const struct uc_plat_memory *memory)
{
    struct region *r = &buddy.region[buddy.regions];
    size_t map_pages = 0;
    size_t pages = memory->bytes >> UC_PAGE_SHIFT;

    UC_ASSERT((uintptr_t)memory->base % UC_PAGE_SIZE == 0);
    r->first = page_number(memory->base);
    r->pages = pages;
    if (pages == 0) {
        return;
    }
    if (pages <= SMALL_PAGES - buddy.small_map_used) {
        r->map = buddy.small_map + buddy.small_map_used;
        buddy.small_map_used += pages;
    } else {
        map_pages = UC_ALIGN_UP(pages, UC_PAGE_SIZE) >> UC_PAGE_SHIFT;
        r->map = memory->base;
        __builtin_memset(r->map, 0, pages);
    }
    buddy.regions++;
    buddy.total_pages += pages - map_pages;
    free_run(r, r->first + map_pages, pages - map_pages);
}

static void set_up(void)
{
    struct uc_plat_memory memory;

    buddy.ready = true;
    for (unsigned i = 0; buddy.regions < REGIONS_MAX; i++) {
        if (uc_plat_memory_region(i, &memory) < 0) {
            break;
        }
        add_region(&memory);
    }
}

void *uc_pages_alloc(size_t count)
{
    if (count == 0 || count > (size_t)1 << (ORDERS - 1)) {
        return NULL;
    }
    uc_spin_lock(&buddy.lock);
    if (!buddy.ready) {
        set_up();
    }
    const uint32_t fitting = buddy.orders & (UINT32_MAX << log2_ceil(count));
    struct free_block *b = NULL;
    if (fitting != 0) {
        unsigned order = (unsigned)__builtin_ctz(fitting);

        b = buddy.head[order];
        uintptr_t number = page_number(b);
        struct region *r = region_of(number);
        size_t pages = (size_t)1 << order;

        take_out(r, number, order);
        buddy.free_pages -= pages;
        /* What is not needed goes back, also where (count) is no power of 2. */
        free_run(r, number + count, pages - count);
    }
    uc_spin_unlock(&buddy.lock);
    return b;
}

void uc_pages_free(void *pages, size_t count)
{
    const uintptr_t number = page_number(pages);

    uc_spin_lock(&buddy.lock);
    struct region *r = region_of(number);
    UC_ASSERT((uintptr_t)pages % UC_PAGE_SIZE == 0);
    UC_ASSERT(r != NULL && count > 0);
    UC_ASSERT(count <= r->pages - (number - r->first));
    /* The commonest mistake costs one load to find; the rest is for debug. */
    UC_ASSERT((r->map[number - r->first] & MARK_FREE) == 0);
    if (UC_CONFIG_ALLOC_BUDDY_CHECK) {
        check_not_free(r, number, count);
    }
    free_run(r, number, count);
    uc_spin_unlock(&buddy.lock);
}

void uc_pages_stats(struct uc_pages_stats *out)
{
    uc_spin_lock(&buddy.lock);
    if (!buddy.ready) {
        set_up();
    }
    *out = (struct uc_pages_stats){
        .total_pages = buddy.total_pages,
        .free_pages = buddy.free_pages,
        .largest_free_pages =
            (buddy.orders == 0) ? 0 : (size_t)1 << log2_floor(buddy.orders),
    };
    uc_spin_unlock(&buddy.lock);
}
