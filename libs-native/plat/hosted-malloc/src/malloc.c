/* SPDX-License-Identifier: BSD-3-Clause */
#include <malloc.h>
#include <stdlib.h>

#include <uc/malloc.h>

void *uc_malloc(size_t size)
{
    return malloc(size);
}

void *uc_calloc(size_t count, size_t size)
{
    return calloc(count, size);
}

void *uc_realloc(void *ptr, size_t size)
{
    /* Where size is 0, the host may free (ptr) and return NULL. */
    return realloc(ptr, size > 0 ? size : 1);
}

void *uc_memalign(size_t align, size_t size)
{
    void *ptr;

    if (align < sizeof ptr) {
        align = sizeof ptr;
    }
    return posix_memalign(&ptr, align, size) == 0 ? ptr : NULL;
}

void uc_free(void *ptr)
{
    free(ptr);
}

size_t uc_malloc_usable(const void *ptr)
{
    return malloc_usable_size((void *)(uintptr_t)ptr);
}

void uc_malloc_stats(struct uc_malloc_stats *out)
{
    *out = (struct uc_malloc_stats){0};
}
