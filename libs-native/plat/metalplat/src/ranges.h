/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef METALPLAT_RANGES_H
#define METALPLAT_RANGES_H

#include <uc/types.h>

/*
 * Firmware lists memory in any order, in pieces, and at times twice. These keep
 * uc_pc_boot.ram sorted, whole pages, neighbours joined; where there are more
 * pieces than it holds, the smallest are left out.
 */
void metalplat_add_ram(uc_paddr_t base, uint64_t bytes);
void metalplat_remove_ram(uc_paddr_t base, uint64_t bytes);

#endif /* METALPLAT_RANGES_H */
