/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef POSIX_MMAN_ASPACE_H
#define POSIX_MMAN_ASPACE_H

#include <uc/aspace.h>

#include "../internal.h"
#include "../map_file.h"

/* Maps a file at (hint), as (mapping) begins to say: the address, or -UC_Exxx.
 */
long posix_mman_map_object(const struct posix_mman_request *request, void *hint,
                           struct uc_aspace_mapping *mapping);

/* After mappings went: what nobody maps any more is written out and freed. */
void posix_mman_reap(void);

/* Has what (object) shares with a file written out at posix_mman_sync. */
void posix_mman_mark(struct uc_aspace_object *object);
/* 0, or what a file system says. */
int posix_mman_sync(void);

/* 0, or -UC_ENOMEM where nothing is mapped at a part of it. */
int posix_mman_check_mapped(const void *base, size_t bytes);

#endif /* POSIX_MMAN_ASPACE_H */
