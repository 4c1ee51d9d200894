/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/assert.h>
#include <uc/pages.h>

#include "heap.h"
#include "quick.h"

struct tlsf_heap tlsf_heap;

UC_STATIC_ASSERT(TLSF_CHUNK_PAGES_MAX * 4096 < 1 << TLSF_LIMIT_LOG2,
                 "the index has a class for the largest free block");

/* Takes (pages) and makes one block of them, in use. */
static struct tlsf_block *make_chunk(size_t pages, bool big)
{
    struct tlsf_chunk *chunk = uc_pages_alloc(pages);

    if (chunk == NULL) {
        return NULL;
    }
    const size_t bytes = pages << UC_PAGE_SHIFT;
    *chunk = (struct tlsf_chunk){.pages = pages, .big = big};
    struct tlsf_block *b = (struct tlsf_block *)(chunk + 1);
    b->word = (bytes - TLSF_CHUNK_OVERHEAD) | TLSF_FIRST;
    tlsf_after(b)->word = 0;
    tlsf_heap.heap_bytes += bytes;
    return b;
}

static void drop_chunk(struct tlsf_block *b)
{
    struct tlsf_chunk *chunk = tlsf_chunk_of(b);
    const size_t pages = chunk->pages;

    tlsf_heap.heap_bytes -= pages << UC_PAGE_SHIFT;
    uc_pages_free((char *)chunk - chunk->skipped_bytes, pages);
}

/* Cuts (b), in use, to (size) where the rest makes a block of its own. */
static void trim(struct tlsf_block *b, size_t size)
{
    const size_t rest_size = tlsf_size(b) - size;

    if (rest_size < TLSF_BLOCK_MIN) {
        return;
    }
    struct tlsf_block *rest = tlsf_at(b, size);
    struct tlsf_block *after = tlsf_after(b);
    b->word -= rest_size;
    rest->word = rest_size;
    if (tlsf_is(after, TLSF_FREE)) {
        tlsf_index_remove(after);
        rest->word += tlsf_size(after);
    }
    tlsf_mark_free(rest);
    tlsf_index_add(rest);
}

/*
 * A new chunk for a block of (size): an eighth of the heap, so that small
 * images take little and big ones seldom; less where there is no more.
 */
static struct tlsf_block *grow(size_t size)
{
    const size_t least =
        UC_ALIGN_UP(size + TLSF_CHUNK_OVERHEAD, UC_PAGE_SIZE) >> UC_PAGE_SHIFT;
    size_t pages = tlsf_heap.heap_bytes >> (UC_PAGE_SHIFT + 3);

    if (pages > TLSF_CHUNK_PAGES_MAX) {
        pages = TLSF_CHUNK_PAGES_MAX;
    }
    struct tlsf_block *b = NULL;
    if (pages > least) {
        b = make_chunk(pages, false);
    }
    return (b == NULL) ? make_chunk(least, false) : b;
}

/* A free block of (size), taken out of the index and marked as used. */
static struct tlsf_block *find(size_t size)
{
    struct tlsf_block *b = tlsf_index_find(size);

    if (b == NULL && tlsf_quick_flush()) {
        b = tlsf_index_find(size);
    }
    if (b == NULL) {
        b = grow(size);
        if (b != NULL) {
            return b;
        }
        b = tlsf_index_find_in_class(size);
        if (b == NULL) {
            return NULL;
        }
    }
    if (b == tlsf_heap.spare) {
        tlsf_heap.spare = NULL;
    }
    UC_ASSERT(tlsf_is(b, TLSF_FREE) && tlsf_size(b) >= size);
    tlsf_index_remove(b);
    tlsf_mark_used(b);
    return b;
}

/*
 * Cuts off what stands before the first aligned payload in (b), in use, and
 * frees it. There is room for it: the caller asked for more.
 */
static struct tlsf_block *align_up(struct tlsf_block *b, size_t align)
{
    uintptr_t payload = (uintptr_t)tlsf_payload(b);
    uintptr_t aligned = UC_ALIGN_UP(payload, align);

    if (aligned == payload) {
        return b;
    }
    while (aligned - payload < TLSF_BLOCK_MIN) {
        aligned += align;
    }
    const size_t gap = aligned - payload;
    struct tlsf_block *rest = tlsf_at(b, gap);
    rest->word = tlsf_size(b) - gap;
    b->word -= tlsf_size(rest);
    tlsf_mark_free(b);
    tlsf_index_add(b);
    return rest;
}

static struct tlsf_block *take_big(size_t size, size_t align)
{
    const size_t extra = (align > TLSF_ALIGN) ? align : 0;
    const size_t bytes = size + extra + TLSF_CHUNK_OVERHEAD;

    struct tlsf_block *b =
        make_chunk(UC_ALIGN_UP(bytes, UC_PAGE_SIZE) >> UC_PAGE_SHIFT, true);
    if (b == NULL) {
        return NULL;
    }
    uintptr_t payload = (uintptr_t)tlsf_payload(b);
    const size_t gap = UC_ALIGN_UP(payload, align) - payload;
    if (gap > 0) {
        /* The chunk's header moves up to the block; what is skipped is lost. */
        struct tlsf_block *moved = tlsf_at(b, gap);
        struct tlsf_chunk chunk = *tlsf_chunk_of(b);

        moved->word = (tlsf_size(b) - gap) | TLSF_FIRST;
        chunk.skipped_bytes = gap;
        *tlsf_chunk_of(moved) = chunk;
        b = moved;
    }
    tlsf_heap.used_bytes += tlsf_size(b);
    return b;
}

struct tlsf_block *tlsf_take(size_t size, size_t align)
{
    if (align > SIZE_MAX / 4 || size > SIZE_MAX / 4) {
        return NULL;
    }
    const size_t wanted =
        (align > TLSF_ALIGN) ? size + align + TLSF_BLOCK_MIN : size;
    if (wanted >= TLSF_BIG_BYTES) {
        return take_big(size, align);
    }
    struct tlsf_block *b = find(wanted);
    if (b == NULL) {
        return NULL;
    }
    if (align > TLSF_ALIGN) {
        b = align_up(b, align);
    }
    trim(b, size);
    tlsf_heap.used_bytes += tlsf_size(b);
    return b;
}

static bool is_big(struct tlsf_block *b)
{
    return tlsf_is(b, TLSF_FIRST) && tlsf_chunk_of(b)->big != 0;
}

/* Joins (b), used no more, with free neighbours; returns the whole. */
static struct tlsf_block *join(struct tlsf_block *b)
{
    struct tlsf_block *after = tlsf_after(b);

    /* Stays in memory if (b) vanishes in the one before: finds a second free.
     */
    b->word |= TLSF_FREE;
    if (tlsf_is(after, TLSF_FREE)) {
        tlsf_index_remove(after);
        b->word += tlsf_size(after);
    }
    if (tlsf_is(b, TLSF_BEFORE_FREE)) {
        struct tlsf_block *before = b->before;

        UC_ASSERT(tlsf_is(before, TLSF_FREE) && tlsf_after(before) == b);
        tlsf_index_remove(before);
        before->word += tlsf_size(b);
        b = before;
    }
    return b;
}

/*
 * A chunk that is wholly free goes back to pages, but for one: a program that
 * allocates and frees at a chunk's edge does not ask pages each time. The
 * smaller one is kept.
 */
static bool drop_if_free(struct tlsf_block *b)
{
    struct tlsf_block *spare = tlsf_heap.spare;

    if (!tlsf_is(b, TLSF_FIRST) || tlsf_size(tlsf_after(b)) != 0) {
        return false;
    }
    if (spare != NULL && tlsf_size(b) >= tlsf_size(spare)) {
        drop_chunk(b);
        return true;
    }
    if (spare != NULL) {
        tlsf_index_remove(spare);
        drop_chunk(spare);
    }
    tlsf_heap.spare = b;
    return false;
}

void tlsf_give(struct tlsf_block *b)
{
    tlsf_heap.used_bytes -= tlsf_size(b);
    if (is_big(b)) {
        drop_chunk(b);
        return;
    }
    b = join(b);
    if (!drop_if_free(b)) {
        tlsf_mark_free(b);
        tlsf_index_add(b);
    }
}

bool tlsf_resize(struct tlsf_block *b, size_t size)
{
    const size_t had = tlsf_size(b);

    if (is_big(b)) {
        /* Its pages go back whole only: worth a copy below a half. */
        return size <= had && size > had / 2;
    }
    if (size > had) {
        struct tlsf_block *after = tlsf_after(b);

        if (!tlsf_is(after, TLSF_FREE) || had + tlsf_size(after) < size) {
            return false;
        }
        tlsf_index_remove(after);
        b->word += tlsf_size(after);
        tlsf_mark_used(b);
    }
    trim(b, size);
    tlsf_heap.used_bytes += tlsf_size(b) - had;
    return true;
}
