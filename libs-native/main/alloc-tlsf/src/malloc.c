/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/assert.h>
#include <uc/malloc.h>

#include "quick.h"

static void *take(size_t align, size_t bytes)
{
    const size_t size = tlsf_size_for(bytes);

    if (size == 0) {
        return NULL;
    }
    uc_spin_lock(&tlsf_heap.lock);
    struct tlsf_block *b = tlsf_take(size, align);
    if (TLSF_HAS_QUICK) {
        tlsf_quick_watch();
    }
    uc_spin_unlock(&tlsf_heap.lock);
    return (b == NULL) ? NULL : tlsf_payload(b);
}

void *uc_malloc(size_t size)
{
    uc_spin_lock(&tlsf_heap.lock);
    struct tlsf_block *b = tlsf_quick_take(tlsf_size_for(size));
    uc_spin_unlock(&tlsf_heap.lock);
    return (b == NULL) ? take(TLSF_ALIGN, size) : tlsf_payload(b);
}

void *uc_calloc(size_t count, size_t size)
{
    size_t bytes;

    if (__builtin_mul_overflow(count, size, &bytes)) {
        return NULL;
    }
    void *ptr = uc_malloc(bytes);
    return (ptr == NULL) ? NULL : __builtin_memset(ptr, 0, bytes);
}

void *uc_memalign(size_t align, size_t size)
{
    UC_ASSERT(align > 0 && (align & (align - 1)) == 0);
    return take((align < TLSF_ALIGN) ? (size_t)TLSF_ALIGN : align, size);
}

void uc_free(void *ptr)
{
    if (ptr == NULL) {
        return;
    }
    uc_spin_lock(&tlsf_heap.lock);
    struct tlsf_block *b = tlsf_checked(ptr);
    if (!tlsf_quick_give(b)) {
        tlsf_give(b);
        if (TLSF_HAS_QUICK) {
            tlsf_quick_watch();
        }
    }
    uc_spin_unlock(&tlsf_heap.lock);
}

void *uc_realloc(void *ptr, size_t bytes)
{
    const size_t size = tlsf_size_for(bytes);

    if (ptr == NULL) {
        return uc_malloc(bytes);
    }
    if (size == 0) {
        return NULL;
    }
    uc_spin_lock(&tlsf_heap.lock);
    struct tlsf_block *b = tlsf_checked(ptr);
    const size_t had = tlsf_usable(b);
    const bool in_place = tlsf_resize(b, size);
    uc_spin_unlock(&tlsf_heap.lock);
    if (in_place) {
        return ptr;
    }
    void *copy = uc_malloc(bytes);
    if (copy == NULL) {
        /* Shrinking never fails: then nothing moves. */
        return (bytes <= had) ? ptr : NULL;
    }
    __builtin_memcpy(copy, ptr, (bytes < had) ? bytes : had);
    uc_free(ptr);
    return copy;
}

size_t uc_malloc_usable(const void *ptr)
{
    return (ptr == NULL) ? 0 : tlsf_usable(tlsf_checked(ptr));
}

void uc_malloc_stats(struct uc_malloc_stats *out)
{
    uc_spin_lock(&tlsf_heap.lock);
    *out = (struct uc_malloc_stats){
        .heap_bytes = tlsf_heap.heap_bytes,
        .used_bytes = tlsf_heap.used_bytes,
    };
    uc_spin_unlock(&tlsf_heap.lock);
}
