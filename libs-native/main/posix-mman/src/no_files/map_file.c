/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>

#include "map_file.h"

long posix_mman_map_file(const struct posix_mman_request *request)
{
    (void)request;
    return -UC_ENODEV;
}
