/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_XEN_RING_H
#define UC_XEN_RING_H

/*
 * A page that a front end shares with its back end: requests go one way,
 * answers come back in the places of the requests. Counters run freely; a place
 * is the counter's remainder by the number of entries, a power of two. The
 * other end may write anything at any time: counters are read once and checked,
 * entries are copied before they are looked at.
 *
 * Spec: Xen, xen/include/public/io/ring.h.
 */
#include <uc/barrier.h>
#include <uc/types.h>

struct uc_xen_ring_page {
    uint32_t req_prod, req_event;
    uint32_t rsp_prod, rsp_event;
    uint8_t pad[48];
    uint8_t entries[];
};

/* One end's own view: the front's. */
struct uc_xen_ring {
    volatile struct uc_xen_ring_page *page;
    uint32_t size;     /* entries */
    uint32_t req_prod; /* not told yet from page->req_prod on */
    uint32_t rsp_cons;
};

/* Entries of (bytes) that one page holds: the next lower power of two. */
#define UC_XEN_RING_SIZE(bytes)                                                \
    (1u << (31 - __builtin_clz((unsigned)((UC_PAGE_SIZE -                      \
                                           sizeof(struct uc_xen_ring_page)) /  \
                                          (bytes)))))

static inline void uc_xen_ring_init(struct uc_xen_ring *ring, void *page,
                                    uint32_t size)
{
    *ring = (struct uc_xen_ring){.page = page, .size = size};
    ring->page->req_prod = 0;
    ring->page->rsp_prod = 0;
    ring->page->req_event = 1;
    ring->page->rsp_event = 1;
}

/* Places for requests that are left. */
static inline uint32_t uc_xen_ring_room(const struct uc_xen_ring *ring)
{
    return ring->size - (ring->req_prod - ring->rsp_cons);
}

/* Tells the other end of new requests; returns whether it wants an event. */
static inline bool uc_xen_ring_push(struct uc_xen_ring *ring)
{
    uint32_t old = ring->page->req_prod;

    uc_dma_wmb();
    ring->page->req_prod = ring->req_prod;
    uc_dma_mb();
    return ring->req_prod - ring->page->req_event < ring->req_prod - old;
}

/*
 * How many answers wait. More than there are requests: the other end is broken,
 * UINT32_MAX.
 */
static inline uint32_t uc_xen_ring_pending(const struct uc_xen_ring *ring)
{
    uint32_t n = ring->page->rsp_prod - ring->rsp_cons;

    uc_dma_rmb();
    return n > ring->req_prod - ring->rsp_cons ? UINT32_MAX : n;
}

/*
 * Asks for an event once (more) answers have come; returns true where one is
 * there already.
 */
static inline bool uc_xen_ring_arm(const struct uc_xen_ring *ring,
                                   uint32_t more)
{
    ring->page->rsp_event = ring->rsp_cons + more;
    uc_dma_mb();
    uint32_t n = ring->page->rsp_prod - ring->rsp_cons;
    return n >= more;
}

#endif /* UC_XEN_RING_H */
