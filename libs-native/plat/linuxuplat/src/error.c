/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

/*
 * Portable version, for architectures with Linux' generic error numbers, which
 * are those of enum uc_error: src/arch/<arch>/error.c replaces it elsewhere.
 */
int linuxuplat_error(long number)
{
    return (int)number;
}
