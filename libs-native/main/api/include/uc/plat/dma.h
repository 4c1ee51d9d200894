/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_PLAT_DMA_H
#define UC_PLAT_DMA_H

/* Part of contract "plat": memory as devices see it. */
#include <uc/types.h>

struct uc_dma_seg {
    uc_paddr_t addr;
    size_t bytes;
};

enum uc_dma_dir {
    UC_DMA_TO_DEVICE,
    UC_DMA_FROM_DEVICE,
    UC_DMA_BOTH,
};

/*
 * Fills (segs), at most (max), with the device addresses of [(mem), (mem) +
 * (bytes)), neighbours merged. Any mapped memory will do: heap, pages, image,
 * stack. Needs no undoing.
 *
 * Returns how many, or -UC_E2BIG (more than (max) pieces), -UC_EFAULT (not
 * memory of this image). Context: any.
 */
int uc_dma_map(const void *mem, size_t bytes, struct uc_dma_seg *segs,
               unsigned max);

/*
 * Hand a buffer over between CPU and device where caches are not coherent;
 * nothing elsewhere. Context: any.
 */
void uc_dma_sync_for_device(const void *mem, size_t bytes, enum uc_dma_dir dir);
void uc_dma_sync_for_cpu(const void *mem, size_t bytes, enum uc_dma_dir dir);

#endif /* UC_PLAT_DMA_H */
