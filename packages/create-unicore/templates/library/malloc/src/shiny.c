/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Each block takes pages of its own: wasteful, small and right. Put something
 * better in its place; the suite in tests/contract says whether it holds.
 */
#include <stdint.h>

#include <uc/malloc.h>
#include <uc/pages.h>

/* In front of each block; its size keeps blocks aligned to 16 bytes. */
struct head {
    _Alignas(16) void *pages;
    size_t count;
    size_t size_bytes;
};

static size_t taken_pages;

static struct head *head_of(const void *ptr)
{
    return (struct head *)((uintptr_t)ptr - sizeof(struct head));
}

void *uc_memalign(size_t align, size_t size)
{
    if (size > SIZE_MAX / 4 || align > SIZE_MAX / 4) {
        return NULL;
    }
    const size_t bytes = sizeof(struct head) + align + size;
    const size_t count = (bytes + UC_PAGE_SIZE - 1) / UC_PAGE_SIZE;
    void *pages = uc_pages_alloc(count);

    if (pages == NULL) {
        return NULL;
    }
    const uintptr_t first = (uintptr_t)pages + sizeof(struct head);
    void *block = (void *)UC_ALIGN_UP(first, align);

    *head_of(block) = (struct head){pages, count, size};
    __atomic_fetch_add(&taken_pages, count, __ATOMIC_RELAXED);
    return block;
}

void *uc_malloc(size_t size)
{
    return uc_memalign(1, size);
}

void uc_free(void *ptr)
{
    if (ptr == NULL) {
        return;
    }
    const struct head *head = head_of(ptr);

    __atomic_fetch_sub(&taken_pages, head->count, __ATOMIC_RELAXED);
    uc_pages_free(head->pages, head->count);
}

void *uc_calloc(size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size) {
        return NULL;
    }
    void *ptr = uc_malloc(count * size);

    if (ptr != NULL) {
        __builtin_memset(ptr, 0, count * size);
    }
    return ptr;
}

void *uc_realloc(void *ptr, size_t size)
{
    void *fresh = uc_malloc(size);

    if (ptr != NULL && fresh != NULL) {
        const size_t old = head_of(ptr)->size_bytes;

        __builtin_memcpy(fresh, ptr, old < size ? old : size);
        uc_free(ptr);
    }
    return fresh;
}

size_t uc_malloc_usable(const void *ptr)
{
    return head_of(ptr)->size_bytes;
}

void uc_malloc_stats(struct uc_malloc_stats *out)
{
    const size_t pages = __atomic_load_n(&taken_pages, __ATOMIC_RELAXED);

    out->heap_bytes = pages * UC_PAGE_SIZE;
    out->used_bytes = out->heap_bytes;
}
