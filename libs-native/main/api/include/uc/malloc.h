/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_MALLOC_H
#define UC_MALLOC_H

/*
 * Contract "malloc" 1.0, one provider: memory of any size, aligned to 16 bytes
 * (8 on 32-bit architectures). Grows by pages of contract "pages", at first use
 * and later; out of memory is NULL, never a hang or a panic.
 */
#include <uc/types.h>

/* Context of all: thread. A size of 0 gives a pointer that only free takes. */
void *uc_malloc(size_t size);
void *uc_calloc(size_t count,
                size_t size);             /* NULL where the product overflows */
void *uc_realloc(void *ptr, size_t size); /* on NULL (ptr) stays as it was */
void *uc_memalign(size_t align, size_t size); /* (align) is a power of two */
void uc_free(void *ptr);                      /* NULL is fine */

/* Bytes that the caller may use behind (ptr), at least what it asked for. */
size_t uc_malloc_usable(const void *ptr);

struct uc_malloc_stats {
    size_t heap_bytes; /* taken from pages */
    size_t used_bytes; /* handed out, overhead included */
};

void uc_malloc_stats(struct uc_malloc_stats *out);

#endif /* UC_MALLOC_H */
