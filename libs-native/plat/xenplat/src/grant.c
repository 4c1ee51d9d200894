/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The grant table, version 1, one frame after the other as they are needed. A
 * free entry holds the reference of the next one in its field for the frame.
 * Spec: Xen, xen/include/public/grant_table.h.
 */
#include <uc/assert.h>
#include <uc/barrier.h>
#include <uc/errors.h>
#include <uc/xen.h>

#include "internal.h"

enum {
    FRAMES = UC_CONFIG_XENPLAT_GRANT_FRAMES,
};

static volatile struct xen_grant_entry
    table[FRAMES * XEN_GRANTS_PER_FRAME] XENPLAT_PAGES(grants);
static unsigned frames_n;
static uc_xen_ref_t first_free; /* UC_XEN_REF_NONE: all known ones are taken */

static int map_frame(unsigned index)
{
    const volatile void *page = &table[index * XEN_GRANTS_PER_FRAME];

    if (!xenplat_is_pv()) {
        return xenplat_pvh_overlay(page, XEN_MAPSPACE_GRANT_TABLE, index);
    }
    uint64_t frames[FRAMES];
    struct xen_setup_table op = {
        .domid = XEN_DOMID_SELF, .frames_n = index + 1, .frames = frames};
    if (xenplat_hypercall(XEN_GRANT_SETUP_TABLE, (uintptr_t)&op, 1, 0,
                          XEN_GRANT_TABLE_OP) < 0 ||
        op.status != 0) {
        return -UC_ENOSPC;
    }
    return xenplat_pv_map_page(page, frames[index], UC_X86_MAP_RW);
}

static void free_all_of(unsigned index)
{
    uc_xen_ref_t from = index * XEN_GRANTS_PER_FRAME;
    uc_xen_ref_t end = from + XEN_GRANTS_PER_FRAME;

    for (from += from == 0 ? XEN_GRANTS_RESERVED : 0; from < end; from++) {
        table[from].frame = first_free;
        first_free = from;
    }
}

static int grow(void)
{
    if (frames_n == FRAMES || map_frame(frames_n) < 0) {
        return -UC_ENOSPC;
    }
    free_all_of(frames_n);
    frames_n++;
    return 0;
}

/* A saved PV guest may map no page but its own. */
void xenplat_grant_suspend(void)
{
    for (unsigned i = 0; xenplat_is_pv() && i < frames_n; i++) {
        const volatile void *page = &table[i * XEN_GRANTS_PER_FRAME];
        (void)xenplat_pv_map_page(page, xenplat_frame(page), UC_X86_MAP_RW);
    }
}

void xenplat_grant_resume(bool cancelled)
{
    first_free = cancelled ? first_free : UC_XEN_REF_NONE;
    for (unsigned i = 0; i < frames_n; i++) {
        if (map_frame(i) < 0) {
            uc_panic("xen: no grant table");
        }
        if (!cancelled) {
            free_all_of(i);
        }
    }
}

int uc_xen_grant(uc_xen_domid_t peer, const void *mem, bool readonly,
                 uc_xen_ref_t *ref)
{
    if (first_free == UC_XEN_REF_NONE && grow() < 0) {
        return -UC_ENOSPC;
    }
    if (UC_CONFIG_XENPLAT_ASPACE) {
        mem = xenplat_linear(mem);
    }
    volatile struct xen_grant_entry *entry = &table[first_free];
    *ref = first_free;
    first_free = entry->frame;
    entry->frame = (uint32_t)xenplat_frame(mem);
    entry->domid = peer;
    uc_dma_wmb();
    entry->flags = XEN_GRANT_PERMIT | (readonly ? XEN_GRANT_READONLY : 0);
    return 0;
}

int uc_xen_grant_end(uc_xen_ref_t ref)
{
    volatile struct xen_grant_entry *entry = &table[ref];
    uint16_t flags = entry->flags;

    do {
        if ((flags & (XEN_GRANT_READING | XEN_GRANT_WRITING)) != 0) {
            return -UC_EBUSY;
        }
        /* On failure the flags come back in (flags). */
    } while (!__atomic_compare_exchange_n(&entry->flags, &flags, 0, false,
                                          __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST));
    entry->frame = first_free;
    first_free = ref;
    return 0;
}
