/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_HOSTED_MALLOC_H
#define UC_HOSTED_MALLOC_H

#include <stddef.h>

/*
 * From now on an allocation fails that would take used_bytes of uc_malloc_stats
 * above (bytes). SIZE_MAX, as at the start, is no limit. Context: thread.
 */
void uc_hosted_malloc_limit(size_t bytes);

#endif /* UC_HOSTED_MALLOC_H */
