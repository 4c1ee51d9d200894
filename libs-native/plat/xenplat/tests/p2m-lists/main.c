/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdlib.h>
#include <string.h>

#include <uc/test.h>

#include "internal.h"

/* Memory that lies at address 0 of the guest, and its frames. */
static char *memory;
static uint64_t frame_offset;

#define xenplat_virtual(pa) ((void *)(memory + (pa)))
#define xenplat_frame(va)                                                      \
    (((uintptr_t)(va) - (uintptr_t)memory) / UC_PAGE_SIZE + frame_offset)

#include "pv_p2m.c"

struct xenplat_boot xenplat_boot;
volatile struct xen_shared_info xenplat_shared_info;

static const uint64_t *page_of(uint64_t frame)
{
    return (const uint64_t *)(memory + (frame - frame_offset) * UC_PAGE_SIZE);
}

/* As the tools walk to it: the frame of each of the P2M's pages. */
static void expect_lists(uint64_t pages)
{
    const uint64_t *top = page_of(xenplat_shared_info.frame_list_list);

    UC_EXPECT_EQ(xenplat_shared_info.max_pfn, pages);
    for (uint64_t i = 0; i * 512 < pages; i++) {
        uint64_t frame = page_of(top[i / 512])[i % 512];
        UC_REQUIRE(page_of(frame) == xenplat_boot.p2m + i * 512);
    }
}

UC_TEST(lists_lead_to_the_p2m_now_and_after_a_resumption)
{
    /* The P2M alone matters here, and takes 514 pages: a list and a bit. */
    const uint64_t pages = 513 * 512 + 7, p2m_at = 16;
    struct xen_start_info info = {.pages = pages};

    memory = aligned_alloc(UC_PAGE_SIZE, 1024 * UC_PAGE_SIZE);
    memset(memory, 0xa5, 1024 * UC_PAGE_SIZE);
    xenplat_boot.start_info = &info;
    xenplat_boot.p2m = (uint64_t *)(memory + p2m_at * UC_PAGE_SIZE);
    xenplat_boot.taken_end = 600 * UC_PAGE_SIZE;
    xenplat_boot.ram[0].end = pages * UC_PAGE_SIZE;
    for (unsigned turn = 1; turn <= 3; turn++) {
        frame_offset = turn * 5000;
        xenplat_shared_info.frame_list_list = 0;
        xenplat_pv_tell_p2m();
        UC_EXPECT_EQ(xenplat_boot.taken_end, 603 * UC_PAGE_SIZE);
        expect_lists(pages);
    }
    free(memory);
}
