/* SPDX-License-Identifier: BSD-3-Clause */
/* The addresses that are left to programs: the lower half, or what the linear
 * map leaves of it. */
#include <uc/arch/x86_64/cpu.h>
#include <uc/aspace.h>
#include <uc/errors.h>
#include <uc/plat/paging.h>

#include "memory.h"

#define LOWER_HALF_END (UINT64_C(1) << 47)
/* Nothing is ever mapped near NULL. */
#define LOWEST UINT64_C(0x10000)

static const struct uc_x86_paging paging = {uc_pc_pml4, pc_new_table,
                                            UC_PC_BASE, false};

int uc_plat_paging_range(uintptr_t *start, uintptr_t *end)
{
    if (UC_PC_BASE >= LOWER_HALF_END) {
        *start = LOWEST;
        *end = LOWER_HALF_END - UC_PAGE_SIZE;
    } else {
        *start = UC_PC_BASE + (LOWER_HALF_END >> 1);
        *end = *start + (LOWER_HALF_END >> 2);
    }
    return 0;
}

bool uc_plat_paging_on_demand(void)
{
    return true;
}

int uc_plat_paging_map(uintptr_t at, void *page, bool writable)
{
    uint64_t *entry = uc_x86_page_entry(&paging, at, true);

    if (entry == NULL) {
        return -UC_ENOMEM;
    }
    *entry = uc_pc_physical(page) | (writable ? UC_X86_MAP_RW : UC_X86_MAP_R);
    uc_x86_invlpg((void *)at);
    return 0;
}

void uc_plat_paging_unmap(uintptr_t at)
{
    uint64_t *entry = uc_x86_page_entry(&paging, at, false);

    if (entry != NULL) {
        *entry = 0;
        uc_x86_invlpg((void *)at);
    }
}

int pc_dma_map_pages(const void *mem, size_t bytes, struct uc_dma_seg *segs,
                     unsigned max)
{
    const char *at = mem;
    unsigned n = 0;

    while (bytes > 0) {
        const size_t left = UC_PAGE_SIZE - (uintptr_t)at % UC_PAGE_SIZE;
        const size_t part = left < bytes ? left : bytes;
        const void *page = uc_aspace_page(at);

        if (page == NULL) {
            return -UC_EFAULT;
        }
        const uc_paddr_t pa = uc_pc_physical(page);
        if (n > 0 && segs[n - 1].addr + segs[n - 1].bytes == pa) {
            segs[n - 1].bytes += part;
        } else if (n == max) {
            return -UC_E2BIG;
        } else {
            segs[n] = (struct uc_dma_seg){pa, part};
            n++;
        }
        at += part;
        bytes -= part;
    }
    return (int)n;
}
