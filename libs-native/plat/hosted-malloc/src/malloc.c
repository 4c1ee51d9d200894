/* SPDX-License-Identifier: BSD-3-Clause */
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>

#include <uc/hosted_malloc.h>
#include <uc/malloc.h>

static size_t used;
static size_t most = SIZE_MAX;

void uc_hosted_malloc_limit(size_t bytes)
{
    most = bytes;
}

static int fits(size_t bytes)
{
    return used <= most && bytes <= most - used;
}

static void *count(void *ptr)
{
    if (ptr != NULL) {
        used += malloc_usable_size(ptr);
    }
    return ptr;
}

void *uc_malloc(size_t size)
{
    return fits(size) ? count(malloc(size)) : NULL;
}

void *uc_calloc(size_t number, size_t size)
{
    size_t bytes;

    if (__builtin_mul_overflow(number, size, &bytes) || !fits(bytes)) {
        return NULL;
    }
    return count(calloc(number, size));
}

void *uc_realloc(void *ptr, size_t size)
{
    size_t before = ptr != NULL ? malloc_usable_size(ptr) : 0;

    if (size > before && !fits(size - before)) {
        return NULL;
    }
    /* Where size is 0, the host may free (ptr) and return NULL. */
    void *moved = realloc(ptr, size > 0 ? size : 1);
    if (moved != NULL) {
        used -= before;
    }
    return count(moved);
}

void *uc_memalign(size_t align, size_t size)
{
    void *ptr;

    if (align < sizeof ptr) {
        align = sizeof ptr;
    }
    if (!fits(size) || posix_memalign(&ptr, align, size) != 0) {
        return NULL;
    }
    return count(ptr);
}

void uc_free(void *ptr)
{
    if (ptr != NULL) {
        used -= malloc_usable_size(ptr);
    }
    free(ptr);
}

size_t uc_malloc_usable(const void *ptr)
{
    return malloc_usable_size((void *)(uintptr_t)ptr);
}

void uc_malloc_stats(struct uc_malloc_stats *out)
{
    *out = (struct uc_malloc_stats){.heap_bytes = used, .used_bytes = used};
}
