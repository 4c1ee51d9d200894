/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef PC_MEMORY_H
#define PC_MEMORY_H

#include <uc/pc/pc.h>
#include <uc/plat/dma.h>

/* A zeroed page table, its physical address in (*pa); NULL. */
uint64_t *pc_new_table(uc_paddr_t *pa);

/* uc_dma_map of what is not in the linear map: pages of programs. */
int pc_dma_map_pages(const void *mem, size_t bytes, struct uc_dma_seg *segs,
                     unsigned max);

#endif /* PC_MEMORY_H */
