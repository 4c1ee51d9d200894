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

#endif /* POSIX_MMAN_ASPACE_H */
