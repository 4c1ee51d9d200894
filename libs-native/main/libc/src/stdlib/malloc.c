/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdlib.h>

#include <uc/malloc.h>

static void *or_enomem(void *ptr)
{
    if (ptr == NULL) {
        errno = ENOMEM;
    }
    return ptr;
}

void *malloc(size_t size)
{
    return or_enomem(uc_malloc(size));
}

void *calloc(size_t count, size_t size)
{
    return or_enomem(uc_calloc(count, size));
}

void *realloc(void *ptr, size_t size)
{
    return or_enomem(uc_realloc(ptr, size));
}

void *reallocarray(void *ptr, size_t count, size_t size)
{
    size_t bytes;

    if (__builtin_mul_overflow(count, size, &bytes)) {
        return or_enomem(NULL);
    }
    return realloc(ptr, bytes);
}

void *aligned_alloc(size_t align, size_t size)
{
    if (align == 0 || (align & (align - 1)) != 0) {
        errno = EINVAL;
        return NULL;
    }
    return or_enomem(uc_memalign(align, size));
}

int posix_memalign(void **out, size_t align, size_t size)
{
    if (align < sizeof(void *) || (align & (align - 1)) != 0) {
        return EINVAL;
    }
    void *ptr = uc_memalign(align, size);
    if (ptr == NULL) {
        return ENOMEM;
    }
    *out = ptr;
    return 0;
}

void free(void *ptr)
{
    uc_free(ptr);
}
