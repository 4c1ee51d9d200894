/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/param.h>
#include <uc/plat/dma.h>
#include <uc/plat/memory.h>

#include "internal.h"
#include "paging.h"

enum {
    SMALLEST = 1 << 16
};

static struct {
    size_t bytes;
    void *base; /* NULL until somebody asks */
} state = {.bytes = (size_t)UC_CONFIG_LINUXUPLAT_MEMORY_MIB << 20};

/* "64M", "1G", "512K", or bytes. */
static int set_memory(const char *value)
{
    uint64_t bytes = 0;
    const char *at = value;

    for (; *at >= '0' && *at <= '9'; at++) {
        if (bytes > UINT64_MAX / 16) {
            return -UC_ERANGE;
        }
        bytes = bytes * 10 + (uint64_t)(*at - '0');
    }
    unsigned shift = 0;
    if (*at == 'K' || *at == 'M' || *at == 'G') {
        shift = *at == 'K' ? 10 : *at == 'M' ? 20 : 30;
        at++;
    }
    if (at == value || *at != '\0') {
        return -UC_EINVAL;
    }
    if (bytes > (uint64_t)(SIZE_MAX / 2) >> shift ||
        bytes << shift < SMALLEST) {
        return -UC_ERANGE;
    }
    state.bytes = UC_ALIGN_DOWN((size_t)(bytes << shift), UC_PAGE_SIZE);
    return 0;
}

UC_PARAM(linuxu_memory, "linuxu.memory", set_memory);

/* One mapping; Linux gives a page of it when it is first touched. */
int uc_plat_memory_region(unsigned index, struct uc_plat_memory *out)
{
    if (index > 0) {
        return -UC_ENOENT;
    }
    if (state.base == NULL) {
        state.base =
            UC_CONFIG_LINUXUPLAT_ASPACE ? linuxuplat_map_paged(state.bytes)
            : UC_CONFIG_API_HOST_READS  ? linuxuplat_map_memory(state.bytes)
                                        : linuxuplat_map(state.bytes);
        if (state.base == NULL) {
            return -UC_ENOENT;
        }
    }
    out->base = state.base;
    out->bytes = state.bytes;
    return 0;
}

int uc_plat_memory_guard(void *page, bool guarded)
{
    int prot = guarded ? LINUXUPLAT_PROT_NONE
                       : LINUXUPLAT_PROT_READ | LINUXUPLAT_PROT_WRITE;

    return linuxuplat_protect(page, UC_PAGE_SIZE, prot) < 0 ? -UC_ENOMEM : 0;
}

/* Devices of this platform are the kernel's: they see the process' addresses.
 */
int uc_dma_map(const void *mem, size_t bytes, struct uc_dma_seg *segs,
               unsigned max)
{
    uintptr_t at = (uintptr_t)mem;

    if (at < UC_PAGE_SIZE || at + bytes < at) {
        return -UC_EFAULT;
    }
    if (bytes == 0) {
        return 0;
    }
    if (max == 0) {
        return -UC_E2BIG;
    }
    segs[0] = (struct uc_dma_seg){at, bytes};
    return 1;
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
