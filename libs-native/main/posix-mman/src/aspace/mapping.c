/* SPDX-License-Identifier: BSD-3-Clause */
/* The calls on contract "aspace", where the image has it. */
#include <uc/aspace.h>
#include <uc/errors.h>

#include "aspace.h"

long uc_sys_mmap(void *hint, size_t bytes, int prot, int flags, int fd,
                 long offset);
long uc_sys_munmap(void *base, size_t bytes);
long uc_sys_mprotect(void *base, size_t bytes, int prot);
long uc_sys_mremap(void *old, size_t old_bytes, size_t new_bytes, int flags,
                   void *to);

enum {
    TYPE_MASK = 0xf,
    SHARED_VALIDATE = 3,
    MAP_NORESERVE = 0x4000,
    MAP_POPULATE = 0x8000,
    MAP_STACK = 0x20000,
    MREMAP_MAYMOVE = 1,
    MREMAP_FIXED = 2,
};

/* Who may write may read. */
static uint8_t prot_of(int prot)
{
    return (uint8_t)((prot & POSIX_MMAN_PROT_WRITE) != 0
                         ? UC_ASPACE_READ | UC_ASPACE_WRITE
                         : prot & POSIX_MMAN_PROT_READ);
}

static uint8_t flags_of(int flags)
{
    unsigned to = 0;

    if ((flags & POSIX_MMAN_MAP_FIXED_NOREPLACE) != 0) {
        to |= UC_ASPACE_KEEP;
    } else if ((flags & POSIX_MMAN_MAP_FIXED) != 0) {
        to |= UC_ASPACE_FIXED;
    }
    if ((flags & (MAP_NORESERVE | MAP_STACK)) != 0) {
        to |= UC_ASPACE_LAZY;
    }
    if ((flags & MAP_POPULATE) != 0) {
        to |= UC_ASPACE_POPULATE;
    }
    return (uint8_t)to;
}

long uc_sys_mmap(void *hint, size_t bytes, int prot, int flags, int fd,
                 long offset)
{
    const int type = flags & TYPE_MASK;
    struct uc_aspace_mapping mapping = {
        .prot = prot_of(prot),
        .prot_max = UC_ASPACE_READ | UC_ASPACE_WRITE,
        .flags = flags_of(flags),
    };

    if (bytes == 0 || type == 0 || type > SHARED_VALIDATE ||
        offset % (long)UC_PAGE_SIZE != 0) {
        return -UC_EINVAL;
    }
    if ((prot & POSIX_MMAN_PROT_EXEC) != 0) {
        return -UC_EACCES; /* W^X: no memory becomes code */
    }
    if ((flags & POSIX_MMAN_MAP_ANONYMOUS) == 0) {
        const struct posix_mman_request request = {posix_mman_pages(bytes),
                                                   prot, flags, fd, offset};
        if (request.pages == 0) {
            return -UC_ENOMEM;
        }
        return posix_mman_map_object(&request, hint, &mapping);
    }
    int err = uc_aspace_map(&hint, bytes, &mapping);
    posix_mman_reap();
    return err < 0 ? err : (long)hint;
}

long uc_sys_munmap(void *base, size_t bytes)
{
    int err = uc_aspace_unmap(base, bytes);

    posix_mman_reap();
    return err;
}

long uc_sys_mprotect(void *base, size_t bytes, int prot)
{
    if ((uintptr_t)base % UC_PAGE_SIZE != 0) {
        return -UC_EINVAL;
    }
    if (bytes == 0) {
        return 0;
    }
    if ((prot & POSIX_MMAN_PROT_EXEC) != 0) {
        return -UC_EACCES;
    }
    return uc_aspace_protect(base, bytes, prot_of(prot));
}

long uc_sys_mremap(void *old, size_t old_bytes, size_t new_bytes, int flags,
                   void *to)
{
    const bool fixed = (flags & MREMAP_FIXED) != 0;
    const bool move = (flags & MREMAP_MAYMOVE) != 0;

    if ((flags & ~(MREMAP_MAYMOVE | MREMAP_FIXED)) != 0 || (fixed && !move)) {
        return -UC_EINVAL;
    }
    int err =
        uc_aspace_resize(&old, old_bytes, new_bytes, move, fixed ? &to : NULL);
    posix_mman_reap();
    return err < 0 ? err : (long)old;
}
