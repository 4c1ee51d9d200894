/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_SHINY_H
#define UC_SHINY_H

#include <uc/types.h>

/*
 * Writes a greeting of (name) to (buf), which has room for (size) bytes, and
 * ends it with a null byte.
 *
 * Returns its length in bytes, without that null byte.
 * Errors: UC_ENOSPC where it does not fit; (buf) is then left alone.
 * Context: any, including interrupt handlers.
 */
int uc_shiny_greet(char *buf, size_t size, const char *name);

#endif /* UC_SHINY_H */
