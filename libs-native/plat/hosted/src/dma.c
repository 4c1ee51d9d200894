/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>

#include "internal.h"

static struct {
    bool split;
    uc_paddr_t offset;
} state;

void uc_hosted_dma(bool split, uc_paddr_t offset)
{
    if (offset % UC_PAGE_SIZE != 0) {
        hosted_misuse("uc_hosted_dma: the offset is not page-aligned");
    }
    state.split = split;
    state.offset = offset;
}

/* Split pages take every other page of the device's addresses. */
static uc_paddr_t to_device(uintptr_t at)
{
    uc_paddr_t page = (uc_paddr_t)at >> UC_PAGE_SHIFT;

    if (state.split) {
        page *= 2;
    }
    return (page << UC_PAGE_SHIFT) + (at % UC_PAGE_SIZE) + state.offset;
}

void *uc_hosted_dma_to_cpu(uc_paddr_t addr)
{
    uc_paddr_t page = (addr - state.offset) >> UC_PAGE_SHIFT;

    if (state.split) {
        page /= 2;
    }
    return (void *)((uintptr_t)(page << UC_PAGE_SHIFT) +
                    (uintptr_t)(addr % UC_PAGE_SIZE));
}

int uc_dma_map(const void *mem, size_t bytes, struct uc_dma_seg *segs,
               unsigned max)
{
    uintptr_t at = (uintptr_t)mem;
    unsigned count = 0;

    if (at < UC_PAGE_SIZE || at + bytes < at) {
        return -UC_EFAULT;
    }
    /* Counted first: segs is untouched where they do not fit. */
    size_t pieces = bytes > 0 ? 1 : 0;
    if (state.split && bytes > 0) {
        pieces = (at + bytes - 1) / UC_PAGE_SIZE - at / UC_PAGE_SIZE + 1;
    }
    if (pieces > max) {
        return -UC_E2BIG;
    }
    while (bytes > 0) {
        size_t piece = bytes;
        size_t in_page = UC_PAGE_SIZE - at % UC_PAGE_SIZE;
        if (state.split && piece > in_page) {
            piece = in_page;
        }
        segs[count++] = (struct uc_dma_seg){to_device(at), piece};
        at += piece;
        bytes -= piece;
    }
    return (int)count;
}

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
