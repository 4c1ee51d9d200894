/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>

#include "../aspace.h"

long posix_mman_map_object(const struct posix_mman_request *request, void *hint,
                           struct uc_aspace_mapping *mapping)
{
    (void)request;
    (void)hint;
    (void)mapping;
    return -UC_ENODEV;
}

void posix_mman_reap(void)
{
}

void posix_mman_mark(struct uc_aspace_object *object)
{
    (void)object;
}

int posix_mman_sync(void)
{
    return 0;
}
