/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where whoever saves or dumps a PV guest finds its P2M, the machine frame of
 * each page: by lists of frames. Page 0 lists the frames of the pages behind
 * it, which list those of the P2M.
 *
 * Spec: Xen, xen/include/public/arch-x86/xen.h, struct arch_shared_info. Quirk:
 * `xl dump-core` (4.17) walks the guest's page tables to it, the other way that
 * there is, only where the P2M begins at a multiple of 1 GiB.
 */
#include <uc/assert.h>

#include "internal.h"

enum {
    FRAMES_PER_PAGE = UC_PAGE_SIZE / sizeof(uint64_t),
    /* Of what the builder has mapped behind its things, and tables need. */
    LISTS_MAX = 64,
};

static uint64_t pages_for(uint64_t frames)
{
    return (frames + FRAMES_PER_PAGE - 1) / FRAMES_PER_PAGE;
}

static uint64_t *take_lists(uint64_t lists_n)
{
    uint64_t *lists = xenplat_virtual(xenplat_boot.taken_end);
    uc_paddr_t end = xenplat_boot.taken_end + (lists_n + 1) * UC_PAGE_SIZE;

    if (end > xenplat_boot.ram[0].end) {
        uc_panic("no memory for the lists of the P2M");
    }
    xenplat_boot.taken_end = end;
    return lists;
}

/* Once memory has its rights, and again when the guest has been resumed: the
 * pages stay where they are, in other frames. */
void xenplat_pv_tell_p2m(void)
{
    static uint64_t *lists;
    const uint64_t *p2m = xenplat_boot.p2m;
    uint64_t pages = xenplat_boot.start_info->pages;
    uint64_t p2m_pages = pages_for(pages);
    uint64_t lists_n = pages_for(p2m_pages);

    xenplat_shared_info.max_pfn = pages;
    if (lists_n > LISTS_MAX) {
        return; /* of 64 GiB and more: who would save it? */
    }
    if (lists == NULL) {
        lists = take_lists(lists_n);
    }
    for (uint64_t i = 0; i < p2m_pages; i++) {
        lists[FRAMES_PER_PAGE + i] = xenplat_frame(&p2m[i * FRAMES_PER_PAGE]);
    }
    for (uint64_t i = 0; i < lists_n; i++) {
        lists[i] = xenplat_frame(&lists[(i + 1) * FRAMES_PER_PAGE]);
    }
    xenplat_shared_info.frame_list_list = xenplat_frame(lists);
}
