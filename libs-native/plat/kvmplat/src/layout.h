/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef KVMPLAT_LAYOUT_H
#define KVMPLAT_LAYOUT_H

#include <uc/pc/layout.h>

/* The image is linked at 0 and lies here: it runs at UC_PC_BASE + 1 MiB. */
#define KVMPLAT_LOAD 0x100000 /* also in link/x86_64.ld */

#endif /* KVMPLAT_LAYOUT_H */
