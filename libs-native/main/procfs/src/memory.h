/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef PROCFS_MEMORY_H
#define PROCFS_MEMORY_H

#include "internal.h"

/* Pages that are in use, beside the image itself. */
size_t procfs_used_pages(void);
/* The name, as short as Linux keeps it. */
void procfs_short_name(struct procfs_text *text);

#endif /* PROCFS_MEMORY_H */
