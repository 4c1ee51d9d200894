/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>

#include "internal.h"

enum {
    READ_WRITE = POSIX_MMAN_PROT_READ | POSIX_MMAN_PROT_WRITE,
};

long uc_sys_mprotect(char *base, size_t bytes, int prot);

/* One that borders on pages in use faults from now on, where that is possible.
 */
static void guard_beside(struct posix_mman_mapping *mapping, size_t index)
{
    uint8_t *state = &mapping->state[index];

    if (*state == POSIX_MMAN_RESERVED &&
        posix_mman_guard(mapping, index, true)) {
        *state = POSIX_MMAN_GUARDED;
    }
}

static long open(struct posix_mman_mapping *mapping, size_t start, size_t end)
{
    for (size_t i = start; i < end; i++) {
        uint8_t *state = &mapping->state[i];
        if (*state == POSIX_MMAN_GUARDED &&
            !posix_mman_guard(mapping, i, false)) {
            return -UC_ENOMEM;
        }
        *state = POSIX_MMAN_PRESENT;
    }
    if (start > 0) {
        guard_beside(mapping, start - 1);
    }
    if (end < mapping->pages) {
        guard_beside(mapping, end);
    }
    return 0;
}

static long close(struct posix_mman_mapping *mapping, size_t start, size_t end)
{
    for (size_t i = start; i < end; i++) {
        uint8_t *state = &mapping->state[i];
        if (*state == POSIX_MMAN_GUARDED) {
            continue;
        }
        if (!posix_mman_guard(mapping, i, true)) {
            return -UC_ENOSYS;
        }
        *state = POSIX_MMAN_GUARDED;
    }
    return 0;
}

/*
 * What a platform can: all access or none. Reading alone it cannot give, and
 * memory never becomes code.
 */
long uc_sys_mprotect(char *base, size_t bytes, int prot)
{
    size_t pages = posix_mman_pages(bytes);

    if ((uintptr_t)base % UC_PAGE_SIZE != 0) {
        return -UC_EINVAL;
    }
    if (bytes == 0) {
        return 0;
    }
    if ((prot & POSIX_MMAN_PROT_EXEC) != 0) {
        return -UC_EACCES;
    }
    struct posix_mman_mapping *mapping =
        pages == 0 ? NULL : posix_mman_find(base, pages);
    if (mapping == NULL) {
        return -UC_ENOMEM;
    }
    if (mapping->kind == POSIX_MMAN_SHARED_FILE &&
        (prot & POSIX_MMAN_PROT_WRITE) != 0) {
        return -UC_EACCES;
    }
    size_t start = posix_mman_index(mapping, base);
    for (size_t i = start; i < start + pages; i++) {
        if (mapping->state[i] == POSIX_MMAN_GONE) {
            return -UC_ENOMEM;
        }
    }
    if (prot == 0) {
        return close(mapping, start, start + pages);
    }
    return (prot & READ_WRITE) == READ_WRITE
               ? open(mapping, start, start + pages)
               : -UC_ENOSYS;
}
