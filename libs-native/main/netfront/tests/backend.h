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

static struct {
    struct uc_xen_ring_page *tx, *rx;
    uint32_t tx_ref, rx_ref, port;
    uint32_t tx_cons, rx_cons;
    bool held;   /* serves nothing by itself */
    bool broken; /* the guest did what it must not */
    bool greedy; /* unmaps no ring */
    unsigned frames, extras, slots_most;
    uint16_t flags; /* of the last frame */
    uint8_t frame[70000];
    uint32_t bytes;
} back;

static inline void back_state(enum uc_xenbus_state state)
{
    uc_hosted_store_write_number(BACK_PATH "/state", state);
}

static inline struct netfront_tx_request back_tx_at(uint32_t counter)
{
    struct netfront_tx_request request;

    memcpy(&request, &back.tx->entries[counter % TX_SIZE * TX_ENTRY_BYTES],
           sizeof request);
    return request;
}

static inline void back_tx_answer(uint16_t id, int16_t status)
{
    struct netfront_tx_answer answer = {id, status};

    memcpy(&back.tx->entries[back.tx->rsp_prod % TX_SIZE * TX_ENTRY_BYTES],
           &answer, sizeof answer);
    back.tx->rsp_prod++;
}

/* Answers the next buffer of the guest in its place, filled with (data). */
static inline void back_rx(const void *data, uint16_t bytes, uint16_t flags)
{
    struct netfront_rx_request request;
    void *place = &back.rx->entries[back.rx_cons % RX_SIZE * RX_ENTRY_BYTES];

    if (back.rx_cons == back.rx->req_prod) {
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
    back.rx_cons++;
    back.rx->rsp_prod = back.rx_cons;
}

static inline void back_rx_extra(uint8_t flags)
{
    struct netfront_extra extra = {.type = EXTRA_GSO, .flags = flags};

    memcpy(&back.rx->entries[back.rx_cons % RX_SIZE * RX_ENTRY_BYTES], &extra,
           sizeof extra);
    back.rx_cons++;
    back.rx->rsp_prod = back.rx_cons;
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
    back_rx(back.frame, (uint16_t)back.bytes, 0);
}

/* Takes one frame, which begins at tx_cons; its requests are answered last. */
static inline void back_take_frame(void)
{
    struct netfront_tx_request first = back_tx_at(back.tx_cons), now = first;
    uint16_t ids[SLOTS_MAX + 1];
    unsigned n = 0, extras = 0;
    uint32_t at = 0, rest = first.bytes;

    for (;;) {
        back.tx_cons++;
        const uint8_t *page = uc_hosted_xen_peek(0, now.ref, false);
        uint32_t part = now.bytes;
        if (n == 0 && (first.flags & FLAG_EXTRA)) {
            back.tx_cons++;
            extras++;
        }
        if (n == 0) { /* the whole frame's bytes: what follows is its own */
            part = first.bytes;
            for (uint32_t k = back.tx_cons, more = first.flags & FLAG_MORE;
                 more; k++) {
                part -= back_tx_at(k).bytes;
                more = back_tx_at(k).flags & FLAG_MORE;
            }
        }
        if (page == NULL || n == SLOTS_MAX || part > rest ||
            now.offset + part > 4096) {
            back.broken = true;
            return;
        }
        memcpy(back.frame + at, page + now.offset, part);
        at += part;
        rest -= part;
        ids[n++] = now.id;
        if (!(now.flags & FLAG_MORE)) {
            break;
        }
        now = back_tx_at(back.tx_cons);
    }
    back.broken = back.broken || rest > 0;
    back.bytes = at;
    back.flags = first.flags;
    back.frames++;
    back.extras += extras;
    back.slots_most = n > back.slots_most ? n : back.slots_most;
    for (unsigned i = 0; i < n; i++) {
        back_tx_answer(ids[i], 0);
        if (i == 0 && extras > 0) {
            back_tx_answer(0, 1);
        }
    }
}

static inline void back_serve(void *arg)
{
    (void)arg;
    if (back.held || back.tx == NULL) {
        return;
    }
    while (back.tx_cons != back.tx->req_prod && !back.broken) {
        back_take_frame();
        back_answer_arp();
    }
    back.tx->req_event = back.tx_cons + 1;
    back.rx->req_event = back.rx->req_prod + 1;
    (void)uc_hosted_xen_notify(back.port);
}

static inline void back_part(void)
{
    if (back.tx != NULL && !back.greedy) {
        uc_hosted_xen_unmap(back.tx_ref);
        uc_hosted_xen_unmap(back.rx_ref);
    }
    back.tx = NULL;
    back.rx = NULL;
}

static inline uint32_t front_number(const char *name)
{
    char path[64];

    (void)snprintf(path, sizeof path, FRONT "/%s", name);
    return (uint32_t)uc_hosted_store_read_number(path);
}

static inline void back_front_changed(const char *path)
{
    if (strcmp(path, "/local/domain/7/" FRONT "/state") != 0) {
        return;
    }
    switch (uc_hosted_store_read_number(path)) {
    case UC_XENBUS_CONNECTED:
        back_part();
        back.tx_ref = front_number("tx-ring-ref");
        back.rx_ref = front_number("rx-ring-ref");
        back.port = front_number("event-channel");
        back.tx = uc_hosted_xen_map(0, back.tx_ref, true);
        back.rx = uc_hosted_xen_map(0, back.rx_ref, true);
        if (back.tx == NULL || back.rx == NULL) {
            abort();
        }
        back.tx_cons = 0;
        back.rx_cons = 0;
        uc_hosted_xen_serve(back.port, back_serve, NULL);
        back_state(UC_XENBUS_CONNECTED);
        break;
    case UC_XENBUS_CLOSED:
        back_part();
        back_state(UC_XENBUS_CLOSED);
        break;
    default:
        break;
    }
}

static inline void back_plug(void)
{
    uc_hosted_store_write(BACK_PATH "/feature-sg", "1");
    uc_hosted_store_write(BACK_PATH "/feature-gso-tcpv4", "1");
    uc_hosted_store_write(FRONT "/mac", "00:16:3e:01:02:03");
    uc_hosted_store_write(FRONT "/backend-id", "0");
    uc_hosted_store_write(FRONT "/backend", BACK_PATH);
    back_state(UC_XENBUS_INIT_WAIT);
    uc_hosted_store_listen(back_front_changed);
}

static inline void settle(void)
{
    for (unsigned i = 0; i < 200; i++) {
        uc_hosted_clock_advance(10 * UC_NSEC_PER_US);
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
