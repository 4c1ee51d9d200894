/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>

#include "netfront.h"

void netfront_rx_init(struct netfront *net)
{
    for (unsigned i = 0; i < RX_SLOTS; i++) {
        net->rx_slots[i].next = (uint16_t)(i + 1);
    }
    net->rx_free = 0;
    net->rx_free_n = RX_SLOTS;
}

static volatile void *entry(const struct netfront_queue *queue,
                            uint32_t counter)
{
    return &queue->rx.page->entries[(counter % RX_SIZE) * RX_ENTRY_BYTES];
}

static void put_request(const struct netfront *net,
                        struct netfront_queue *queue, unsigned id)
{
    struct uc_xen_ring *ring = &queue->rx;

    *(volatile struct netfront_rx_request *)entry(queue, ring->req_prod) =
        (struct netfront_rx_request){.id = (uint16_t)id,
                                     .ref = net->rx_slots[id].ref};
    queue->rx_places[ring->req_prod % RX_SIZE] = (uint16_t)id;
    ring->req_prod++;
}

/* The queue that has the fewest buffers: all are to have as many. */
static struct netfront_queue *emptiest(struct netfront *net)
{
    struct netfront_queue *found = &net->queues[0];

    for (unsigned i = 1; i < netfront_queues(net); i++) {
        struct netfront_queue *queue = &net->queues[i];
        if (uc_xen_ring_room(&queue->rx) > uc_xen_ring_room(&found->rx)) {
            found = queue;
        }
    }
    return found;
}

/* Offers the buffer of slot (id) to the other end. */
static int offer(struct netfront *net, unsigned id)
{
    struct netfront_rx_slot *slot = &net->rx_slots[id];
    struct netfront_queue *queue = emptiest(net);

    /* One ring alone has a place for each slot. */
    if (QUEUES_MAX > 1 && uc_xen_ring_room(&queue->rx) == 0) {
        return -UC_EAGAIN;
    }
    int err = uc_xen_grant(net->bus->backend_id, slot->data, false, &slot->ref);
    if (err == 0) {
        put_request(net, queue, id);
    }
    return err;
}

static void push_all(struct netfront *net)
{
    for (unsigned i = 0; i < netfront_queues(net); i++) {
        netfront_push(&net->queues[i], &net->queues[i].rx);
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
        push_all(net);
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
static bool read_extras(const struct netfront_queue *queue, uint32_t from,
                        uint32_t pending, struct frame *frame)
{
    for (uint32_t at = 0; at < pending && frame->spare_n < EXTRAS_MAX; at++) {
        struct netfront_extra info =
            *(volatile struct netfront_extra *)entry(queue, from + at);
        frame->spare[frame->spare_n++] =
            queue->rx_places[(from + at) % RX_SIZE];
        if ((info.flags & EXTRA_MORE) == 0) {
            return true;
        }
    }
    return false;
}

/*
 * Reads the frame that begins with the first of (pending) answers. The other
 * end tells of whole frames only, and answers each request in its place.
 * Returns false where it does not.
 */
static bool read_frame(const struct netfront_queue *queue, uint32_t pending,
                       struct frame *frame)
{
    uint32_t from = queue->rx.rsp_cons;

    frame->spare_n = 0;
    frame->parts_n = 0;
    while (frame->parts_n < SLOTS_MAX) {
        uint32_t at = frame->parts_n + frame->spare_n;
        if (at >= pending) {
            return false;
        }
        struct netfront_rx_answer answer =
            *(volatile struct netfront_rx_answer *)entry(queue, from + at);
        if (answer.id != queue->rx_places[(from + at) % RX_SIZE] ||
            answer.offset > UC_PAGE_SIZE ||
            answer.status > (int)(UC_PAGE_SIZE - answer.offset)) {
            return false;
        }
        frame->parts[frame->parts_n++] = (struct part){
            answer.id, answer.offset,
            (uint16_t)(answer.status < 0 ? 0 : answer.status), answer.flags};
        if ((answer.flags & FLAG_EXTRA) != 0 &&
            !read_extras(queue, from + at + 1, pending - at - 1, frame)) {
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
    return (flags & RX_CSUM_BLANK       ? UC_NET_CSUM_PARTIAL
            : flags & RX_DATA_VALIDATED ? UC_NET_CSUM_GOOD
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

/* Takes the frames of (queue). Parts from an end that breaks the rules. */
static unsigned rx_queue(struct netfront *net, struct netfront_queue *queue,
                         struct uc_net_rx *out, unsigned n)
{
    uint32_t pending = uc_xen_ring_pending(&queue->rx);
    bool reposted = false;
    unsigned done = 0;

    if (UC_UNLIKELY(pending == UINT32_MAX)) {
        netfront_give_up(net, "jumps in its ring for receiving");
        return 0;
    }
    while (pending > 0) {
        struct frame frame;
        bool sound = read_frame(queue, pending, &frame);
        if (sound && frame.parts_n > n - done) {
            break;
        }
        unsigned given = sound ? hand_out(net, &frame, out + done) : 0;
        done += given;
        if (UC_UNLIKELY(!sound || given < frame.parts_n)) {
            netfront_give_up(net, "hands over no proper frame");
            return done;
        }
        queue->rx.rsp_cons += frame.parts_n + frame.spare_n;
        pending -= frame.parts_n + frame.spare_n;
        for (unsigned i = 0; i < frame.spare_n; i++) {
            put_request(net, queue, frame.spare[i]);
            reposted = true;
        }
    }
    if (reposted) {
        netfront_push(queue, &queue->rx);
    }
    return done;
}

int netfront_rx(struct uc_netdev *netdev, struct uc_net_rx *out, unsigned n)
{
    struct netfront *net = netfront_of(netdev);
    unsigned turn = netfront_turn(net);
    unsigned done = 0;

    for (unsigned i = 0; net->connected && i < netfront_queues(net); i++) {
        done +=
            rx_queue(net, netfront_in_turn(net, turn, i), out + done, n - done);
    }
    return (int)done;
}

int netfront_rx_offer(struct netfront *net)
{
    int err = 0;

    for (unsigned id = 0; err == 0 && id < RX_SLOTS; id++) {
        const struct netfront_rx_slot *slot = &net->rx_slots[id];
        if (slot->busy && slot->ref == UC_XEN_REF_NONE) {
            err = offer(net, id);
        }
    }
    push_all(net);
    /* What found no room, with fewer queues than before, waits for the next. */
    return err == -UC_EAGAIN ? 0 : err;
}

void netfront_rx_abandon(struct netfront *net, bool void_grants)
{
    for (unsigned id = 0; id < RX_SLOTS; id++) {
        struct netfront_rx_slot *slot = &net->rx_slots[id];
        if (slot->busy && slot->ref != UC_XEN_REF_NONE &&
            (void_grants || uc_xen_grant_end(slot->ref) == 0)) {
            slot->ref = UC_XEN_REF_NONE;
        }
    }
}
