/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Portable version, for architectures whose vDSO is not read: the clock takes
 * a system call. src/arch/<arch>/vdso.c replaces it.
 */
#include "internal.h"

linuxuplat_gettime linuxuplat_vdso_gettime(const void *vdso)
{
    (void)vdso;
    return NULL;
}
