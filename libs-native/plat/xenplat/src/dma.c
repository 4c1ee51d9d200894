/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/plat/dma.h>

#include "internal.h"

static bool in_ram(uc_paddr_t pa, size_t bytes)
{
    for (unsigned i = 0; i < xenplat_boot.ram_n; i++) {
        const struct xenplat_range *ram = &xenplat_boot.ram[i];
        if (pa >= ram->base && pa < ram->end && bytes <= ram->end - pa) {
            return true;
        }
    }
    return false;
}

/* Neighbours in a PV guest seldom are neighbours in the machine. */
int uc_dma_map(const void *mem, size_t bytes, struct uc_dma_seg *segs,
               unsigned max)
{
    const char *at = mem;
    unsigned n = 0;

    if (!UC_CONFIG_XENPLAT_ASPACE && !in_ram(xenplat_physical(mem), bytes)) {
        return -UC_EFAULT;
    }
    while (bytes > 0) {
        size_t in_page = (uintptr_t)at % UC_PAGE_SIZE;
        size_t part = UC_PAGE_SIZE - in_page;
        part = part < bytes ? part : bytes;
        const void *page = UC_CONFIG_XENPLAT_ASPACE ? xenplat_linear(at) : at;
        if (UC_CONFIG_XENPLAT_ASPACE && !in_ram(xenplat_physical(page), part)) {
            return -UC_EFAULT;
        }
        uc_paddr_t addr = (xenplat_frame(page) << UC_PAGE_SHIFT) + in_page;
        if (n > 0 && segs[n - 1].addr + segs[n - 1].bytes == addr) {
            segs[n - 1].bytes += part;
        } else if (n == max) {
            return -UC_E2BIG;
        } else {
            segs[n] = (struct uc_dma_seg){addr, part};
            n++;
        }
        at += part;
        bytes -= part;
    }
    return (int)n;
}

/* Caches are coherent with devices and other domains. */
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
