/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>

#include "netfront.h"

void netfront_rx_init(struct netfront *net)
{
    for (unsigned i = 0; i < RX_SIZE; i++) {
        net->rx_slots[i].next = (uint16_t)(i + 1);
    }
    net->rx_free = 0;
    net->rx_free_n = RX_SIZE;
}

static volatile void *entry(const struct netfront *net, uint32_t counter)
{
    return &net->rx.page->entries[(counter % RX_SIZE) * RX_ENTRY_BYTES];
}

static void put_request(struct netfront *net, unsigned id)
{
    *(volatile struct netfront_rx_request *)entry(net, net->rx.req_prod) =
        (struct netfront_rx_request){.id = (uint16_t)id,
                                     .ref = net->rx_slots[id].ref};
    net->rx_places[net->rx.req_prod % RX_SIZE] = (uint16_t)id;
    net->rx.req_prod++;
}

/* Offers the buffer of slot (id) to the other end. */
static int offer(struct netfront *net, unsigned id)
{
    struct netfront_rx_slot *slot = &net->rx_slots[id];
    int err = uc_xen_grant(net->bus->backend_id, slot->data, false, &slot->ref);

    if (err == 0) {
        put_request(net, id);
    }
    return err;
}

static void push(struct netfront *net)
{
    if (uc_xen_ring_push(&net->rx)) {
        uc_xen_evtchn_send(net->port);
    }
}

unsigned netfront_rx_post(struct uc_netdev *netdev,
                          const struct uc_net_rx_buffer *buffers, unsigned n)
{
    struct netfront *net = netfront_of(netdev);
    unsigned took = 0;

    for (; took < n && net->rx_free_n > 0; took++) {
        if (buffers[took].bytes < UC_PAGE_SIZE ||
            (uintptr_t)buffers[took].data % UC_PAGE_SIZE != 0) {
            break;
        }
        unsigned id = net->rx_free;
        struct netfront_rx_slot *slot = &net->rx_slots[id];
        slot->data = buffers[took].data;
        slot->cookie = buffers[took].cookie;
        slot->ref = UC_XEN_REF_NONE;
        if (net->connected && offer(net, id) < 0) {
            break;
        }
        slot->busy = true;
        net->rx_free = slot->next;
        net->rx_free_n--;
    }
    if (net->connected && took > 0) {
        push(net);
    }
    return took;
}

/* One answer, copied and checked. */
struct part {
    uint16_t id;
    uint16_t offset;
    uint16_t bytes;
    uint16_t flags;
};

struct frame {
    struct part parts[SLOTS_MAX];
    unsigned parts_n;
    /* Buffers whose places were taken by extra pieces: nothing is in them. */
    uint16_t spare[EXTRAS_MAX];
    unsigned spare_n;
};

/* Reads the extra pieces from answer (from) on. Returns whether they end. */
static bool read_extras(const struct netfront *net, uint32_t from,
                        uint32_t pending, struct frame *frame)
{
    for (uint32_t at = 0; at < pending && frame->spare_n < EXTRAS_MAX; at++) {
        struct netfront_extra info =
            *(volatile struct netfront_extra *)entry(net, from + at);
        frame->spare[frame->spare_n++] = net->rx_places[(from + at) % RX_SIZE];
        if ((info.flags & EXTRA_MORE) == 0) {
            return true;
        }
    }
    return false;
}

/*
 * Reads the frame that begins at answer (from), of (pending) that wait. The
 * other end tells of whole frames only, and answers each request in its place.
 * Returns false where it does not.
 */
static bool read_frame(const struct netfront *net, uint32_t from,
                       uint32_t pending, struct frame *frame)
{
    frame->spare_n = 0;
    frame->parts_n = 0;
    while (frame->parts_n < SLOTS_MAX) {
        uint32_t at = frame->parts_n + frame->spare_n;
        if (at >= pending) {
            return false;
        }
        struct netfront_rx_answer answer =
            *(volatile struct netfront_rx_answer *)entry(net, from + at);
        if (answer.id != net->rx_places[(from + at) % RX_SIZE] ||
            answer.offset > UC_PAGE_SIZE ||
            answer.status > (int)(UC_PAGE_SIZE - answer.offset)) {
            return false;
        }
        frame->parts[frame->parts_n++] = (struct part){
            answer.id, answer.offset,
            (uint16_t)(answer.status < 0 ? 0 : answer.status), answer.flags};
        if ((answer.flags & FLAG_EXTRA) != 0 &&
            !read_extras(net, from + at + 1, pending - at - 1, frame)) {
            return false;
        }
        if ((answer.flags & FLAG_MORE) == 0) {
            return true;
        }
    }
    return false;
}

/* Takes the page back. False: the other end still has it, and always will. */
static bool reclaim(struct netfront *net, unsigned id)
{
    struct netfront_rx_slot *slot = &net->rx_slots[id];

    if (uc_xen_grant_end(slot->ref) < 0) {
        return false;
    }
    slot->busy = false;
    slot->next = net->rx_free;
    net->rx_free = (uint16_t)id;
    net->rx_free_n++;
    return true;
}

static unsigned flags_of(unsigned flags)
{
    return (flags & FLAG_CSUM_BLANK       ? UC_NET_CSUM_PARTIAL
            : flags & FLAG_DATA_VALIDATED ? UC_NET_CSUM_GOOD
                                          : 0u);
}

/*
 * Hands out the parts of one frame; a part without bytes spoils all, and so
 * does one that the other end keeps, which is not handed out. Returns how many.
 */
static unsigned hand_out(struct netfront *net, const struct frame *frame,
                         struct uc_net_rx *out)
{
    const struct part *parts = frame->parts;
    unsigned n = frame->parts_n, done = 0;
    bool good = true;

    for (unsigned i = 0; i < n; i++) {
        void *cookie = net->rx_slots[parts[i].id].cookie;
        if (reclaim(net, parts[i].id)) {
            out[done++] = (struct uc_net_rx){.cookie = cookie};
        }
        good = good && parts[i].bytes > 0;
    }
    for (unsigned i = 0; good && done == n && i < n; i++) {
        out[i].offset = parts[i].offset;
        out[i].bytes = parts[i].bytes;
        out[i].flags = i == 0 ? flags_of(parts[0].flags) : 0;
        out[i].more = i + 1 < n;
    }
    return done;
}

int netfront_rx(struct uc_netdev *netdev, struct uc_net_rx *out, unsigned n)
{
    struct netfront *net = netfront_of(netdev);
    unsigned done = 0;

    if (!net->connected) {
        return 0;
    }
    uint32_t pending = uc_xen_ring_pending(&net->rx);
    if (UC_UNLIKELY(pending == UINT32_MAX)) {
        netfront_give_up(net, "jumps in its ring for receiving");
        return 0;
    }
    bool reposted = false;
    while (pending > 0) {
        struct frame frame;
        bool sound = read_frame(net, net->rx.rsp_cons, pending, &frame);
        if (sound && frame.parts_n > n - done) {
            break;
        }
        unsigned given = sound ? hand_out(net, &frame, out + done) : 0;
        done += given;
        if (UC_UNLIKELY(!sound || given < frame.parts_n)) {
            netfront_give_up(net, "hands over no proper frame");
            return (int)done;
        }
        net->rx.rsp_cons += frame.parts_n + frame.spare_n;
        pending -= frame.parts_n + frame.spare_n;
        for (unsigned i = 0; i < frame.spare_n; i++) {
            put_request(net, frame.spare[i]);
            reposted = true;
        }
    }
    if (reposted) {
        push(net);
    }
    return (int)done;
}

int netfront_rx_offer(struct netfront *net)
{
    for (unsigned id = 0; id < RX_SIZE; id++) {
        const struct netfront_rx_slot *slot = &net->rx_slots[id];
        if (slot->busy && slot->ref == UC_XEN_REF_NONE) {
            int err = offer(net, id);
            if (err < 0) {
                return err;
            }
        }
    }
    push(net);
    return 0;
}

void netfront_rx_abandon(struct netfront *net, bool void_grants)
{
    for (unsigned id = 0; id < RX_SIZE; id++) {
        struct netfront_rx_slot *slot = &net->rx_slots[id];
        if (slot->busy && slot->ref != UC_XEN_REF_NONE &&
            (void_grants || uc_xen_grant_end(slot->ref) == 0)) {
            slot->ref = UC_XEN_REF_NONE;
        }
    }
}
