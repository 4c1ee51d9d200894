/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef EXT4_PORT_STDLIB_H
#define EXT4_PORT_STDLIB_H

/* The part of <stdlib.h> that libext2fs uses: contract "malloc". */
#include <uc/malloc.h>

#define malloc(size)       uc_malloc(size)
#define realloc(ptr, size) uc_realloc(ptr, size)
#define free(ptr)          uc_free(ptr)

/* No environment: the clock of the test suite upstream is never faked. */
#define getenv(name)             ((char *)NULL)
#define strtoul(text, end, base) ((void)(text), 0ul)

#endif /* EXT4_PORT_STDLIB_H */
