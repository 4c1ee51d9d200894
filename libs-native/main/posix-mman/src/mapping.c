/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/malloc.h>
#include <uc/pages.h>
#include <uc/plat/memory.h>

#include "internal.h"
#include "map_file.h"

static struct posix_mman_mapping *first;

long uc_sys_mmap(void *hint, size_t bytes, int prot, int flags, int fd,
                 long offset);
long uc_sys_munmap(char *base, size_t bytes);

static void zero(void *mem, size_t bytes)
{
    /* Pages are aligned for any type. */
    for (unsigned long *at = mem; bytes > 0; bytes -= sizeof *at) {
        *at++ = 0;
    }
}

struct posix_mman_mapping *posix_mman_find(const char *base, size_t pages)
{
    for (struct posix_mman_mapping *at = first; at != NULL; at = at->next) {
        if (base >= at->base &&
            base < at->base + (at->pages << UC_PAGE_SHIFT) &&
            pages <= at->pages - posix_mman_index(at, base)) {
            return at;
        }
    }
    return NULL;
}

bool posix_mman_guard(struct posix_mman_mapping *mapping, size_t index,
                      bool guarded)
{
    return uc_plat_memory_guard(mapping->base + (index << UC_PAGE_SHIFT),
                                guarded) == 0;
}

void *posix_mman_map(size_t pages, int prot)
{
    struct posix_mman_mapping *new = uc_malloc(sizeof *new + pages);

    if (new == NULL) {
        return NULL;
    }
    new->base = uc_pages_alloc(pages);
    if (new->base == NULL) {
        uc_free(new);
        return NULL;
    }
    new->kind = POSIX_MMAN_ANONYMOUS;
    new->pages = pages;
    new->left = pages;
    for (size_t i = 0; i < pages; i++) {
        new->state[i] = prot == 0 ? POSIX_MMAN_RESERVED : POSIX_MMAN_PRESENT;
    }
    zero(new->base, pages << UC_PAGE_SHIFT);
    new->next = first;
    first = new;
    return new->base;
}

/* Where it lies is not the caller's. */
long uc_sys_mmap(void *hint, size_t bytes, int prot, int flags, int fd,
                 long offset)
{
    size_t pages = posix_mman_pages(bytes);

    (void)hint;
    if (pages == 0) {
        return bytes == 0 ? -UC_EINVAL : -UC_ENOMEM;
    }
    if ((flags & (POSIX_MMAN_MAP_FIXED | POSIX_MMAN_MAP_FIXED_NOREPLACE)) !=
        0) {
        return -UC_ENOMEM;
    }
    if ((prot & POSIX_MMAN_PROT_EXEC) != 0) {
        return -UC_EACCES; /* W^X: no memory becomes code */
    }
    if ((flags & POSIX_MMAN_MAP_ANONYMOUS) == 0) {
        return posix_mman_map_file(
            &(struct posix_mman_request){pages, prot, flags, fd, offset});
    }
    void *base = posix_mman_map(pages, prot);
    return base == NULL ? -UC_ENOMEM : (long)base;
}

static void unlink_mapping(const struct posix_mman_mapping *mapping)
{
    struct posix_mman_mapping **at = &first;

    while (*at != mapping) {
        at = &(*at)->next;
    }
    *at = mapping->next;
}

static void drop(struct posix_mman_mapping *mapping, size_t index)
{
    uint8_t *state = &mapping->state[index];

    if (*state == POSIX_MMAN_GUARDED) {
        (void)posix_mman_guard(mapping, index, false);
    }
    mapping->left -= *state != POSIX_MMAN_GONE;
    *state = POSIX_MMAN_GONE;
}

/* Pages that nothing maps are no error, as on Linux; a range over several
 * mappings is taken mapping by mapping. */
long uc_sys_munmap(char *base, size_t bytes)
{
    size_t pages = posix_mman_pages(bytes);

    if (pages == 0 || (uintptr_t)base % UC_PAGE_SIZE != 0) {
        return -UC_EINVAL;
    }
    while (pages > 0) {
        struct posix_mman_mapping *mapping = posix_mman_find(base, 1);
        size_t n = 1;

        if (mapping != NULL) {
            size_t start = posix_mman_index(mapping, base);
            n = mapping->pages - start < pages ? mapping->pages - start : pages;
            for (size_t i = start; i < start + n; i++) {
                drop(mapping, i);
            }
            if (mapping->left == 0) {
                unlink_mapping(mapping);
                uc_pages_free(mapping->base, mapping->pages);
                uc_free(mapping);
            }
        }
        base += n << UC_PAGE_SHIFT;
        pages -= n;
    }
    return 0;
}
