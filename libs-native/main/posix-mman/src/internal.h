/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef POSIX_MMAN_INTERNAL_H
#define POSIX_MMAN_INTERNAL_H

#include <uc/types.h>

/* Spec: Linux, include/uapi/asm-generic/mman-common.h, mman.h. */
enum {
    POSIX_MMAN_PROT_READ = 1,
    POSIX_MMAN_PROT_WRITE = 2,
    POSIX_MMAN_PROT_EXEC = 4,
    POSIX_MMAN_MAP_SHARED = 0x01,
    POSIX_MMAN_MAP_PRIVATE = 0x02,
    POSIX_MMAN_MAP_FIXED = 0x10,
    POSIX_MMAN_MAP_ANONYMOUS = 0x20,
    POSIX_MMAN_MAP_FIXED_NOREPLACE = 0x100000,
};

enum posix_mman_page {
    POSIX_MMAN_PRESENT,
    /*
     * Nobody may use it, but nothing faults: a page is guarded only where one
     * beside it is used, since that costs the platform a page table, or a
     * system call.
     */
    POSIX_MMAN_RESERVED,
    POSIX_MMAN_GUARDED, /* faults */
    POSIX_MMAN_GONE,    /* unmapped, while others of its mapping are there */
};

enum posix_mman_kind {
    POSIX_MMAN_ANONYMOUS,
    POSIX_MMAN_PRIVATE_FILE, /* began as a copy of a file's contents */
    POSIX_MMAN_SHARED_FILE,  /* the same, and nobody may write to it */
};

/* One allocation of pages; freed when all of it is unmapped. */
struct posix_mman_mapping {
    struct posix_mman_mapping *next;
    char *base;
    size_t pages;
    size_t left;     /* not gone */
    uint8_t kind;    /* enum posix_mman_kind */
    uint8_t state[]; /* enum posix_mman_page, of each */
};

/* Returns the mapping that holds all of [(base), (base) + (pages)), or NULL. */
struct posix_mman_mapping *posix_mman_find(const char *base, size_t pages);

/* Index of the page at (address). */
static inline size_t posix_mman_index(const struct posix_mman_mapping *mapping,
                                      const char *address)
{
    return (size_t)(address - mapping->base) >> UC_PAGE_SHIFT;
}

/* Lets the page fault, or not. Returns whether the platform could. */
bool posix_mman_guard(struct posix_mman_mapping *mapping, size_t index,
                      bool guarded);

/* Whole pages, or 0 where that is more than there can be. */
static inline size_t posix_mman_pages(size_t bytes)
{
    return bytes > SIZE_MAX - UC_PAGE_SIZE
               ? 0
               : (bytes + UC_PAGE_SIZE - 1) >> UC_PAGE_SHIFT;
}

/* Zeroed, anonymous. Returns NULL where there is no memory. */
void *posix_mman_map(size_t pages, int prot);

/* Has the pages of what is mapped come now. Returns 0; -UC_ENOMEM. */
int posix_mman_bring(const char *base, size_t bytes);

#endif /* POSIX_MMAN_INTERNAL_H */
