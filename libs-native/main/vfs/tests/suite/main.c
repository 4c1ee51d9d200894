/* SPDX-License-Identifier: BSD-3-Clause */
/* The suite of contract "fs" on files in memory. */
#include <uc/hosted.h>
#include <uc/hosted_malloc.h>
#include <uc/malloc.h>

/* From now on, (bytes) more can be had. */
static void limit_memory(size_t bytes)
{
    struct uc_malloc_stats stats;

    uc_malloc_stats(&stats);
    uc_hosted_malloc_limit(bytes == SIZE_MAX ? SIZE_MAX
                                             : stats.used_bytes + bytes);
}

#define UC_SUITE_FS_MEMORY_LIMIT(bytes) limit_memory(bytes)
#include <uc/suites/fs.h>

UC_HOSTED_BOOT("");
