/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef XENBUS_TESTS_MISBEHAVE_H
#define XENBUS_TESTS_MISBEHAVE_H

/* A store that sends whatever the bytes of an input say. */
#include <string.h>

#include <uc/errors.h>
#include <uc/hosted.h>
#include <uc/hosted_xen.h>
#include <uc/work.h>

#include "xenbus.h"

static inline void misbehave_told(struct uc_xenstore_watch *watch)
{
    char buf[16];

    (void)uc_xenstore_read(0, watch->path, NULL, buf, sizeof buf);
}

/* One header, near to what is expected where the input says so. */
static inline void misbehave_send(const uint8_t *at, uint32_t id)
{
    static const uint8_t types[] = {STORE_LIST,  STORE_READ,  STORE_WATCH,
                                    STORE_BEGIN, STORE_EVENT, STORE_ERROR,
                                    STORE_WRITE, 0xff};
    struct store_header header = {
        .type = types[at[0] % sizeof types],
        .id = at[0] & 0x80 ? at[1] : id,
        .bytes = at[0] & 0x40 ? (uint32_t)at[2] << (at[3] % 32) : at[2] % 40u,
    };

    uc_hosted_store_send(&header, sizeof header);
}

static inline void misbehave(const uint8_t *data, size_t size)
{
    struct uc_xenstore_watch watch = {.path = "w", .changed = misbehave_told};
    static uint32_t id; /* of the guest's last request, as it counts */
    struct uc_xen_channel channel;
    char buf[24];
    uint64_t number;
    uc_xenstore_tx_t tx;

    uc_hosted_store_reset();
    (void)uc_xen_store_channel(&channel);
    struct store_ring *ring = channel.page;
    if (uc_hosted_irq_fire(channel.port)) {
        uc_plat_irq_release(channel.port);
    }
    (void)uc_xenbus_store_start();
    (void)uc_xenstore_watch(&watch);
    id++;
    uc_hosted_store_silence(true);
    for (; size >= 6; data += 6, size -= 6) {
        switch (data[0] & 7) {
        case 6:
            ring->rsp_prod += data[1];
            break;
        case 7:
            ring->req_cons += data[1] & 1 ? 3000u : 16u;
            break;
        default:
            misbehave_send(data + 1, id + 1);
            uc_hosted_store_send(data, size < 40 ? size : 40);
            break;
        }
        id++;
        switch (data[5] & 7) {
        case 0:
            (void)uc_xenstore_list(0, "a", NULL, buf, sizeof buf);
            break;
        case 1:
            (void)uc_xenstore_read_number(0, "a", "b", &number);
            break;
        case 2:
            (void)uc_xenstore_begin(&tx);
            break;
        case 3:
            (void)uc_xenstore_write(0, "a", "b", "c");
            break;
        case 4:
            uc_plat_poll();
            uc_work_run_pending();
            id--;
            break;
        default:
            (void)uc_xenstore_read(0, "a", "b", buf, data[4] % 23u + 1u);
            break;
        }
    }
    uc_xenstore_unwatch(&watch);
    id += 1;
    uc_work_run_pending();
}

#endif /* XENBUS_TESTS_MISBEHAVE_H */
