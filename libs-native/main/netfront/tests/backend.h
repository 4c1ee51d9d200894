/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef NETFRONT_TESTS_BACKEND_H
#define NETFRONT_TESTS_BACKEND_H

/*
 * The other end of a network device: it sees the guest's memory by grants
 * alone, and answers ARP. It speaks the ring's layout in the host's own byte
 * order, which on Xen is always little-endian.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uc/errors.h>
#include <uc/hosted.h>
#include <uc/hosted_xen.h>
#include <uc/work.h>

#include "netfront.h"

#define BACK_PATH "/local/domain/0/backend/vif/7/0"
#define FRONT     "device/vif/0"

enum {
    BACK_QUEUES_MAX = 8, /* as Linux' netback on eight CPUs */
};

struct back_queue {
    struct uc_xen_ring_page *tx, *rx;
    uint32_t tx_ref, rx_ref, port;
    uint32_t tx_cons, rx_cons;
    unsigned frames;
};

static struct {
    struct back_queue queues[BACK_QUEUES_MAX];
    unsigned queues_n;     /* that the guest has connected */
    struct back_queue *at; /* what the test plays on; the first at start */
    bool held;             /* serves nothing by itself */
    bool broken;           /* the guest did what it must not */
    bool greedy;           /* unmaps no ring */
    unsigned frames, extras, slots_most, refused;
    uint16_t flags; /* of the last frame */
    uint8_t frame[70000];
    uint32_t bytes;
} back = {.at = back.queues};

static inline void back_state(enum uc_xenbus_state state)
{
    uc_hosted_store_write_number(BACK_PATH "/state", state);
}

static inline struct netfront_tx_request
back_tx_at(const struct back_queue *queue, uint32_t counter)
{
    struct netfront_tx_request request;

    memcpy(&request, &queue->tx->entries[counter % TX_SIZE * TX_ENTRY_BYTES],
           sizeof request);
    return request;
}

static inline void back_tx_answer(struct back_queue *queue, uint16_t id,
                                  int16_t status)
{
    struct netfront_tx_answer answer = {id, status};

    memcpy(&queue->tx->entries[queue->tx->rsp_prod % TX_SIZE * TX_ENTRY_BYTES],
           &answer, sizeof answer);
    queue->tx->rsp_prod++;
}

static inline void *back_rx_place(const struct back_queue *queue)
{
    return &queue->rx->entries[queue->rx_cons % RX_SIZE * RX_ENTRY_BYTES];
}

/* Answers the next buffer of the guest in its place, filled with (data). */
static inline void back_rx(const void *data, uint16_t bytes, uint16_t flags)
{
    struct back_queue *queue = back.at;
    struct netfront_rx_request request;
    void *place = back_rx_place(queue);

    if (queue->rx_cons == queue->rx->req_prod) {
        return; /* nothing is posted: dropped */
    }
    memcpy(&request, place, sizeof request);
    uint8_t *page = uc_hosted_xen_peek(0, request.ref, true);
    struct netfront_rx_answer answer = {.id = request.id,
                                        .offset = 2,
                                        .flags = flags,
                                        .status = (int16_t)bytes};
    if (page == NULL) {
        back.broken = true;
        return;
    }
    memcpy(page + 2, data, bytes);
    memcpy(place, &answer, sizeof answer);
    queue->rx_cons++;
    queue->rx->rsp_prod = queue->rx_cons;
}

static inline void back_rx_extra(uint8_t flags)
{
    struct netfront_extra extra = {.type = EXTRA_GSO, .flags = flags};

    memcpy(back_rx_place(back.at), &extra, sizeof extra);
    back.at->rx_cons++;
    back.at->rx->rsp_prod = back.at->rx_cons;
}

static inline void back_answer_arp(void)
{
    uint8_t *arp = back.frame;
    uint8_t asker[10], target[4];

    if (back.bytes < 42 || arp[12] != 0x08 || arp[13] != 0x06) {
        return;
    }
    memcpy(asker, arp + 22, 10);
    memcpy(target, arp + 38, 4);
    memcpy(arp, asker, 6);
    memcpy(arp + 6, "\x02\0\0\0\0\x01", 6);
    arp[21] = 2;
    memcpy(arp + 22, "\x02\0\0\0\0\x01", 6);
    memcpy(arp + 28, target, 4);
    memcpy(arp + 32, asker, 10);
    /* By a queue of its own choice, as any end may. */
    struct back_queue *before = back.at;
    back.at = &back.queues[back.frames % back.queues_n];
    back_rx(back.frame, (uint16_t)back.bytes, 0);
    (void)uc_hosted_xen_notify(back.at->port);
    back.at = before;
}

/* Takes one frame, which begins at tx_cons; its requests are answered last. */
static inline void back_take_frame(struct back_queue *queue)
{
    struct netfront_tx_request first = back_tx_at(queue, queue->tx_cons);
    struct netfront_tx_request now = first;
    uint16_t ids[SLOTS_MAX + 1];
    unsigned n = 0, extras = 0;
    uint32_t at = 0, rest = first.bytes;

    for (;;) {
        queue->tx_cons++;
        const uint8_t *page = uc_hosted_xen_peek(0, now.ref, false);
        uint32_t part = now.bytes;
        if (n == 0 && (first.flags & FLAG_EXTRA)) {
            queue->tx_cons++;
            extras++;
        }
        if (n == 0) { /* the whole frame's bytes: what follows is its own */
            part = first.bytes;
            for (uint32_t k = queue->tx_cons, more = first.flags & FLAG_MORE;
                 more && k - queue->tx_cons < TX_SIZE; k++) {
                part -= back_tx_at(queue, k).bytes;
                more = back_tx_at(queue, k).flags & FLAG_MORE;
            }
        }
        if (page == NULL || n == SLOTS_MAX || part > rest ||
            now.offset + part > 4096) {
            back.broken = true;
            return;
        }
        if (n == 0 && part < 14) { /* as Linux: not even a header */
            back.refused++;
        }
        memcpy(back.frame + at, page + now.offset, part);
        at += part;
        rest -= part;
        ids[n++] = now.id;
        if (!(now.flags & FLAG_MORE)) {
            break;
        }
        now = back_tx_at(queue, queue->tx_cons);
    }
    back.broken = back.broken || rest > 0;
    back.bytes = at;
    back.flags = first.flags;
    back.frames++;
    queue->frames++;
    back.extras += extras;
    back.slots_most = n > back.slots_most ? n : back.slots_most;
    for (unsigned i = 0; i < n; i++) {
        back_tx_answer(queue, ids[i], 0);
        if (i == 0 && extras > 0) {
            back_tx_answer(queue, 0, 1);
        }
    }
}

/* Serves the queue at (arg). */
static inline void back_serve(void *arg)
{
    struct back_queue *queue = arg;

    if (back.held || queue->tx == NULL || queue->rx == NULL) {
        return;
    }
    while (queue->tx_cons != queue->tx->req_prod && !back.broken) {
        back_take_frame(queue);
        back_answer_arp();
    }
    queue->tx->req_event = queue->tx_cons + 1;
    queue->rx->req_event = queue->rx->req_prod + 1;
    (void)uc_hosted_xen_notify(queue->port);
}

/* What this end has mapped is not there any more, or kept for ever. */
static inline void back_forget(void)
{
    memset(back.queues, 0, sizeof back.queues);
    back.queues_n = 0;
}

static inline void back_part(void)
{
    for (unsigned i = 0; i < back.queues_n && !back.greedy; i++) {
        if (back.queues[i].tx != NULL) {
            uc_hosted_xen_unmap(back.queues[i].tx_ref);
        }
        if (back.queues[i].rx != NULL) {
            uc_hosted_xen_unmap(back.queues[i].rx_ref);
        }
    }
    back_forget();
}

/* UINT32_MAX: there is none. */
static inline uint32_t front_number(const char *name)
{
    char path[64];

    (void)snprintf(path, sizeof path, FRONT "/%s", name);
    return (uint32_t)uc_hosted_store_read_number(path);
}

static inline void back_open(struct back_queue *queue, const char *folder)
{
    char name[40];

    (void)snprintf(name, sizeof name, "%stx-ring-ref", folder);
    queue->tx_ref = front_number(name);
    (void)snprintf(name, sizeof name, "%srx-ring-ref", folder);
    queue->rx_ref = front_number(name);
    (void)snprintf(name, sizeof name, "%sevent-channel", folder);
    queue->port = front_number(name);
    queue->tx = uc_hosted_xen_map(0, queue->tx_ref, true);
    queue->rx = uc_hosted_xen_map(0, queue->rx_ref, true);
    if (queue->tx == NULL || queue->rx == NULL ||
        queue->port >= UC_HOSTED_XEN_PORTS_MAX) {
        back.broken = true;
        return;
    }
    uc_hosted_xen_serve(queue->port, back_serve, queue);
}

/* As Linux does it, which refuses more queues than it offers. */
static inline void back_connect(void)
{
    uint32_t n = front_number("multi-queue-num-queues");
    uint64_t most =
        uc_hosted_store_read_number(BACK_PATH "/multi-queue-max-queues");

    back_part();
    n = n == UINT32_MAX ? 1 : n;
    if (n < 1 || (n > 1 && (most == UINT64_MAX || n > most)) ||
        n > BACK_QUEUES_MAX) {
        back.broken = true;
        return;
    }
    back.queues_n = n;
    if (n == 1) {
        back_open(&back.queues[0], "");
    }
    for (unsigned i = 0; n > 1 && i < n; i++) {
        char folder[16];
        (void)snprintf(folder, sizeof folder, "queue-%u/", i);
        back_open(&back.queues[i], folder);
    }
    /* "must not write the toplevel keys" */
    back.broken =
        back.broken || (n > 1 && (front_number("tx-ring-ref") != UINT32_MAX ||
                                  front_number("event-channel") != UINT32_MAX));
    back_state(UC_XENBUS_CONNECTED);
}

static inline void back_front_changed(const char *path)
{
    if (strcmp(path, "/local/domain/7/" FRONT "/state") != 0) {
        return;
    }
    switch (uc_hosted_store_read_number(path)) {
    case UC_XENBUS_CONNECTED:
        back_connect();
        break;
    case UC_XENBUS_CLOSED:
        back_part();
        back_state(UC_XENBUS_CLOSED);
        break;
    default:
        break;
    }
}

/* 0: it knows nothing of several queues. */
static inline void back_offer_queues(unsigned most)
{
    if (most == 0) {
        uc_hosted_store_remove(BACK_PATH "/multi-queue-max-queues");
        return;
    }
    uc_hosted_store_write_number(BACK_PATH "/multi-queue-max-queues", most);
}

static inline void back_plug(void)
{
    uc_hosted_store_write(BACK_PATH "/feature-sg", "1");
    uc_hosted_store_write(BACK_PATH "/feature-gso-tcpv4", "1");
    back_offer_queues(BACK_QUEUES_MAX);
    uc_hosted_store_write(FRONT "/mac", "00:16:3e:01:02:03");
    uc_hosted_store_write(FRONT "/backend-id", "0");
    uc_hosted_store_write(FRONT "/backend", BACK_PATH);
    back_state(UC_XENBUS_INIT_WAIT);
    uc_hosted_store_listen(back_front_changed);
}

/* As the toolstack takes them away, and the other end with them. */
static inline void back_unplug(void)
{
    back_part();
    uc_hosted_store_remove(FRONT);
    uc_hosted_store_remove(BACK_PATH);
}

static inline void settle(void)
{
    for (unsigned i = 0; i < 40; i++) {
        uc_hosted_clock_advance(50 * UC_NSEC_PER_US);
        uc_plat_poll();
        uc_work_run_pending();
    }
}

static inline struct uc_netdev *back_start(void)
{
    if (uc_netdev_first() == NULL) {
        uc_hosted_clock_simulate();
        uc_hosted_store_reset();
        back_plug();
        (void)uc_hosted_boot("");
        settle();
    }
    return uc_netdev_first();
}

#endif /* NETFRONT_TESTS_BACKEND_H */
