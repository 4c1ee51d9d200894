/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef POSIX_MMAN_FILE_REQUEST_H
#define POSIX_MMAN_FILE_REQUEST_H

/* What mappings of files are asked for, with an address space and without. */
#include <uc/errors.h>
#include <uc/posix_file.h>

#include "internal.h"
#include "map_file.h"

static inline bool
posix_mman_is_shared(const struct posix_mman_request *request)
{
    return (request->flags & POSIX_MMAN_MAP_SHARED) != 0;
}

/* Whether (file) may be mapped so, and is something that can be. */
static inline int
posix_mman_check_file(const struct uc_file *file,
                      const struct posix_mman_request *request)
{
    const unsigned flags = uc_file_flags(file);
    const unsigned access = flags & UC_O_ACCMODE;
    const bool writes = posix_mman_is_shared(request) &&
                        (request->prot & POSIX_MMAN_PROT_WRITE) != 0;

    if ((flags & UC_O_PATH) != 0) {
        return -UC_EBADF;
    }
    if (access == UC_O_WRONLY || (writes && access != UC_O_RDWR)) {
        return -UC_EACCES;
    }
    return (uc_file_node(file)->mode & UC_FS_TYPE_MASK) != UC_FS_FILE
               ? -UC_ENODEV
               : 0;
}

#endif /* POSIX_MMAN_FILE_REQUEST_H */
