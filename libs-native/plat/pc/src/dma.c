/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/pc/pc.h>
#include <uc/plat/dma.h>

#include "memory.h"

/* One linear map: any memory is one segment, but for pages of programs. */
int uc_dma_map(const void *mem, size_t bytes, struct uc_dma_seg *segs,
               unsigned max)
{
    uc_paddr_t pa = uc_pc_physical(mem);

    if (max == 0) {
        return -UC_E2BIG;
    }
    for (unsigned i = 0; i < uc_pc_boot.ram_n; i++) {
        const struct uc_pc_range *ram = &uc_pc_boot.ram[i];
        if (pa >= ram->base && pa < ram->end && bytes <= ram->end - pa) {
            segs[0] = (struct uc_dma_seg){pa, bytes};
            return 1;
        }
    }
    return UC_CONFIG_PC_ASPACE ? pc_dma_map_pages(mem, bytes, segs, max)
                               : -UC_EFAULT;
}

/* Caches are coherent with devices. */
void uc_dma_sync_for_device(const void *mem, size_t bytes, enum uc_dma_dir dir)
{
    (void)mem;
    (void)bytes;
    (void)dir;
}

void uc_dma_sync_for_cpu(const void *mem, size_t bytes, enum uc_dma_dir dir)
{
    (void)mem;
    (void)bytes;
    (void)dir;
}
