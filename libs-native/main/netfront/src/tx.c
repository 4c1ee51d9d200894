/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/assert.h>
#include <uc/errors.h>
#include <uc/pages.h>

#include "netfront.h"

enum {
    ETHERTYPE_AT = 12,
    HEADER_BYTES = 14,
};

void netfront_tx_init(struct netfront *net)
{
    for (unsigned i = 0; i < TX_SLOTS; i++) {
        net->tx_slots[i].next = (uint16_t)(i + 1);
    }
    net->tx_free = 0;
    net->tx_free_n = TX_SLOTS;
}

static volatile void *entry(const struct netfront_queue *queue,
                            uint32_t counter)
{
    return &queue->tx.page->entries[(counter % TX_SIZE) * TX_ENTRY_BYTES];
}

/* The requests of one frame as they are made. */
struct requests {
    struct netfront_queue *queue;
    uint16_t ids[SLOTS_MAX];
    unsigned n;
};

/* One request for the part of a page at (data). False: there is no room. */
static bool add_request(struct netfront *net, struct requests *made,
                        const char *data, unsigned bytes, unsigned flags)
{
    struct uc_xen_ring *ring = &made->queue->tx;
    unsigned id = net->tx_free;
    struct netfront_tx_slot *slot = &net->tx_slots[id];

    if (net->tx_free_n == 0 || uc_xen_ring_room(ring) == 0 ||
        uc_xen_grant(net->bus->backend_id, data, true, &slot->ref) < 0) {
        return false;
    }
    net->tx_free = slot->next;
    net->tx_free_n--;
    slot->busy = true;
    slot->orphan = false;
    slot->bounce = NULL;
    *(volatile struct netfront_tx_request *)entry(made->queue, ring->req_prod) =
        (struct netfront_tx_request){
            .ref = slot->ref,
            .offset = (uint16_t)((uintptr_t)data % UC_PAGE_SIZE),
            .flags = (uint16_t)flags,
            .id = (uint16_t)id,
            .bytes = (uint16_t)bytes,
        };
    ring->req_prod++;
    made->ids[made->n++] = (uint16_t)id;
    return true;
}

static void free_slot(struct netfront *net, unsigned id)
{
    struct netfront_tx_slot *slot = &net->tx_slots[id];

    slot->busy = false;
    slot->next = net->tx_free;
    net->tx_free = (uint16_t)id;
    net->tx_free_n++;
}

/* Requests that the pieces need: one for each page that they touch. */
static unsigned count_slots(const struct uc_net_piece *pieces, unsigned n,
                            unsigned *bytes)
{
    unsigned slots = 0;

    *bytes = 0;
    for (unsigned i = 0; i < n; i++) {
        size_t from = (uintptr_t)pieces[i].data % UC_PAGE_SIZE;
        slots += (unsigned)((from + pieces[i].bytes + UC_PAGE_SIZE - 1) /
                            UC_PAGE_SIZE);
        *bytes += pieces[i].bytes;
    }
    return slots;
}

static void add_gso(struct netfront_queue *queue, const struct uc_net_tx *frame,
                    const uint8_t *ethernet)
{
    bool ipv6 =
        ethernet[ETHERTYPE_AT] == 0x86 && ethernet[ETHERTYPE_AT + 1] == 0xdd;

    *(volatile struct netfront_extra *)entry(queue, queue->tx.req_prod) =
        (struct netfront_extra){
            .type = EXTRA_GSO,
            .gso_bytes = frame->gso_bytes,
            .gso_type = ipv6 ? GSO_TCPV6 : GSO_TCPV4,
        };
    queue->tx.req_prod++;
}

/*
 * Whether the other end takes the frame as it lies. Quirk: Linux drops one
 * whose first request does not hold the whole Ethernet header (netback.c, "Bad
 * packet size"); the kind of a frame to cut is read from there, too.
 */
static bool fits(const struct uc_net_piece *first, unsigned slots)
{
    size_t page_left = UC_PAGE_SIZE - (uintptr_t)first->data % UC_PAGE_SIZE;

    return slots <= SLOTS_MAX && first->bytes >= HEADER_BYTES &&
           page_left >= HEADER_BYTES;
}

/* The frame in pages of its own. NULL: no memory. */
static void *gather(const struct uc_net_tx *frame, unsigned bytes,
                    struct uc_net_piece *out)
{
    char *pages = uc_pages_alloc((bytes + UC_PAGE_SIZE - 1) / UC_PAGE_SIZE);
    size_t at = 0;

    for (unsigned i = 0; pages != NULL && i < frame->pieces_n; i++) {
        __builtin_memcpy(pages + at, frame->pieces[i].data,
                         frame->pieces[i].bytes);
        at += frame->pieces[i].bytes;
    }
    *out = (struct uc_net_piece){pages, bytes};
    return pages;
}

static bool add_pieces(struct netfront *net, const struct uc_net_tx *frame,
                       const struct uc_net_piece *pieces, unsigned n,
                       unsigned bytes, struct requests *made)
{
    unsigned left = bytes;

    for (unsigned i = 0; i < n; i++) {
        const char *data = pieces[i].data;
        for (size_t rest = pieces[i].bytes; rest > 0;) {
            size_t part = UC_PAGE_SIZE - (uintptr_t)data % UC_PAGE_SIZE;
            part = part < rest ? part : rest;
            bool first = made->n == 0;
            bool gso = first && frame->gso_bytes > 0;
            bool partial = first && (frame->flags & UC_NET_CSUM_PARTIAL);
            left -= (unsigned)part;
            if (!add_request(
                    net, made, data, first ? bytes : (unsigned)part,
                    (left > 0 ? FLAG_MORE : 0u) | (gso ? FLAG_EXTRA : 0u) |
                        (partial ? TX_CSUM_BLANK | TX_DATA_VALIDATED : 0u))) {
                return false;
            }
            if (gso) {
                add_gso(made->queue, frame, pieces[0].data);
            }
            data += part;
            rest -= part;
        }
    }
    return true;
}

/* A flow keeps its queue, and so the order of its frames. */
static struct netfront_queue *choose_queue(struct netfront *net,
                                           const struct uc_net_tx *frame)
{
    uint64_t n = netfront_queues(net);

    return &net->queues[n > 1 ? netfront_flow(frame) * n >> 32 : 0];
}

/* Returns whether the device took the frame. */
static bool add_frame(struct netfront *net, const struct uc_net_tx *frame)
{
    const struct uc_net_piece *pieces = frame->pieces;
    struct uc_net_piece whole;
    struct requests made = {.queue = choose_queue(net, frame), .n = 0};
    struct uc_xen_ring *ring = &made.queue->tx;
    unsigned n = frame->pieces_n;
    unsigned bytes;
    unsigned slots = count_slots(pieces, n, &bytes);
    void *bounce = NULL;
    uint32_t req_prod = ring->req_prod;

    UC_ASSERT(n > 0 && n <= UC_NET_PIECES_MAX && bytes > 0 &&
              bytes <= FRAME_BYTES_MAX);
    if (!fits(pieces, slots)) {
        bounce = gather(frame, bytes, &whole);
        if (bounce == NULL) {
            return false;
        }
        pieces = &whole;
        n = 1;
        slots = count_slots(pieces, n, &bytes);
    }
    /* What tells of segmentation takes a place of its own. */
    if (uc_xen_ring_room(ring) < slots + 1 ||
        !add_pieces(net, frame, pieces, n, bytes, &made)) {
        ring->req_prod = req_prod;
        while (made.n > 0) {
            unsigned id = made.ids[--made.n];
            (void)uc_xen_grant_end(net->tx_slots[id].ref);
            free_slot(net, id);
        }
        if (bounce != NULL) {
            uc_pages_free(bounce, slots);
        }
        return false;
    }
    for (unsigned i = 0; i < made.n; i++) {
        net->tx_slots[made.ids[i]].last = made.ids[made.n - 1];
    }
    struct netfront_tx_slot *last = &net->tx_slots[made.ids[made.n - 1]];
    last->left = made.n;
    last->cookie = frame->cookie;
    last->bounce = bounce;
    last->bounce_pages = slots;
    return true;
}

unsigned netfront_tx(struct uc_netdev *netdev, const struct uc_net_tx *frames,
                     unsigned n)
{
    struct netfront *net = netfront_of(netdev);
    unsigned took = 0;

    while (took < n && net->connected && add_frame(net, &frames[took])) {
        took++;
    }
    return took;
}

void netfront_flush(struct uc_netdev *netdev)
{
    struct netfront *net = netfront_of(netdev);

    for (unsigned i = 0; net->connected && i < netfront_queues(net); i++) {
        netfront_push(&net->queues[i], &net->queues[i].tx);
    }
}

/*
 * A request is answered, or never will be. Returns 1 where that ends its frame,
 * or -UC_EBUSY: the other end can still read the page, so the frame is not its
 * owner's again until it lets go.
 */
static int finish(struct netfront *net, unsigned id, void **cookie)
{
    struct netfront_tx_slot *slot = &net->tx_slots[id];
    struct netfront_tx_slot *last = &net->tx_slots[slot->last];

    if (slot->ref != UC_XEN_REF_NONE && uc_xen_grant_end(slot->ref) < 0) {
        return -UC_EBUSY;
    }
    slot->ref = UC_XEN_REF_NONE;
    slot->busy = false;
    if (slot != last) {
        free_slot(net, id);
    }
    if (--last->left > 0) {
        return 0;
    }
    if (last->bounce != NULL) {
        uc_pages_free(last->bounce, last->bounce_pages);
        last->bounce = NULL;
    }
    *cookie = last->cookie;
    free_slot(net, (unsigned)(last - net->tx_slots));
    return 1;
}

/* What an end that has gone does not let go is tried again with the next. */
static unsigned reap_orphans(struct netfront *net, void **cookies, unsigned n)
{
    unsigned done = 0;

    for (unsigned id = 0; id < TX_SLOTS; id++) {
        struct netfront_tx_slot *slot = &net->tx_slots[id];
        if (done == n) {
            return done;
        }
        if (slot->busy && slot->orphan) {
            done += finish(net, id, &cookies[done]) == 1;
        }
    }
    net->orphans = false;
    return done;
}

/* Takes in what (queue) answers. Parts from an end that breaks the rules. */
static unsigned reap_queue(struct netfront *net, struct netfront_queue *queue,
                           void **cookies, unsigned n)
{
    uint32_t pending = uc_xen_ring_pending(&queue->tx);
    unsigned done = 0;

    if (UC_UNLIKELY(pending == UINT32_MAX)) {
        netfront_give_up(net, "jumps in its ring for sending");
        return done;
    }
    for (; pending > 0 && done < n; pending--) {
        const volatile struct netfront_tx_answer *answer =
            entry(queue, queue->tx.rsp_cons);
        unsigned id = answer->id;
        int status = answer->status;
        queue->tx.rsp_cons++;
        if (status == 1) {
            continue; /* NETIF_RSP_NULL: the place of an extra piece */
        }
        if (UC_UNLIKELY(id >= TX_SLOTS || !net->tx_slots[id].busy ||
                        net->tx_slots[id].orphan)) {
            netfront_give_up(net, "answers what was not asked");
            return done;
        }
        int ended = finish(net, id, &cookies[done]);
        if (UC_UNLIKELY(ended < 0)) {
            netfront_give_up(net, "keeps what it has sent");
            return done;
        }
        done += (unsigned)ended;
    }
    return done;
}

unsigned netfront_reap(struct uc_netdev *netdev, void **cookies, unsigned n)
{
    struct netfront *net = netfront_of(netdev);
    unsigned done = 0;

    if (UC_UNLIKELY(net->orphans)) {
        done = reap_orphans(net, cookies, n);
    }
    if (!net->connected || done > 0) {
        return done;
    }
    unsigned turn = netfront_turn(net);
    for (unsigned i = 0; net->connected && i < netfront_queues(net); i++) {
        done += reap_queue(net, netfront_in_turn(net, turn, i), cookies + done,
                           n - done);
    }
    return done;
}

void netfront_tx_abandon(struct netfront *net, bool void_grants)
{
    for (unsigned id = 0; id < TX_SLOTS; id++) {
        struct netfront_tx_slot *slot = &net->tx_slots[id];
        slot->orphan = slot->busy;
        net->orphans = net->orphans || slot->busy;
        if (void_grants) {
            slot->ref = UC_XEN_REF_NONE;
        }
    }
}
