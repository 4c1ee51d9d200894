/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The image's one heap, contract "malloc": what the program frees, the system
 * can have. Under musl's own names for it as well, which some sources use.
 */
#include <errno.h>
#include <malloc.h>
#include <stdlib.h>

#include "features.h"

#include <uc/malloc.h>

hidden void *__libc_malloc(size_t bytes);
hidden void *__libc_calloc(size_t count, size_t bytes);
hidden void *__libc_realloc(void *ptr, size_t bytes);
hidden void __libc_free(void *ptr);

static void *found(void *ptr)
{
    if (ptr == NULL) {
        errno = ENOMEM;
    }
    return ptr;
}

void *__libc_malloc(size_t bytes)
{
    return found(uc_malloc(bytes));
}

void *__libc_calloc(size_t count, size_t bytes)
{
    return found(uc_calloc(count, bytes));
}

void *__libc_realloc(void *ptr, size_t bytes)
{
    return found(uc_realloc(ptr, bytes));
}

void __libc_free(void *ptr)
{
    uc_free(ptr); /* does not touch errno */
}

void *aligned_alloc(size_t align, size_t bytes)
{
    if (align == 0 || (align & (align - 1)) != 0) {
        errno = EINVAL;
        return NULL;
    }
    return found(uc_memalign(align, bytes));
}

size_t malloc_usable_size(void *ptr)
{
    return ptr == NULL ? 0 : uc_malloc_usable(ptr);
}

weak_alias(__libc_malloc, malloc);
weak_alias(__libc_calloc, calloc);
weak_alias(__libc_realloc, realloc);
weak_alias(__libc_free, free);
