/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef POSIX_MMAN_MAP_FILE_H
#define POSIX_MMAN_MAP_FILE_H

#include <uc/types.h>

/* What mmap asks for. */
struct posix_mman_request {
    size_t pages; /* more than 0 */
    int prot;
    int flags;
    int fd;
    long offset; /* bytes */
};

/* Returns where the contents of a file are from now on, or -UC_Exxx. */
long posix_mman_map_file(const struct posix_mman_request *request);

#endif /* POSIX_MMAN_MAP_FILE_H */
