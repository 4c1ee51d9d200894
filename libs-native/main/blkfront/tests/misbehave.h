/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef BLKFRONT_TESTS_MISBEHAVE_H
#define BLKFRONT_TESTS_MISBEHAVE_H

/*
 * An other end that does whatever the bytes of an input say, while a user
 * submits requests: memory stays whole, each request is done once, and nothing
 * of a disk that has gone is left.
 */
#include <uc/hosted_disk.h>
#include <uc/hosted_xen_hostile.h>

#include "backend.h"

enum {
    USER_BLOCKS_MAX = 200, /* of a request: some take indirect segments */
};

static struct uc_hosted_user user;

/* Uses the newest disk; what was submitted to the one before must be done. */
static inline void user_look(void)
{
    struct uc_blkdev *newest =
        user.disk == NULL ? uc_blkdev_first() : user.disk;

    while (newest != NULL && newest->next != NULL) {
        newest = newest->next;
    }
    if (newest == user.disk) {
        return;
    }
    if (user.disk != NULL) {
        uc_hosted_user_end(&user);
    }
    uc_hosted_user_begin(&user, newest, USER_BLOCKS_MAX);
}

static inline struct blkfront *user_blkfront(void)
{
    return user.disk == NULL ? NULL : blkfront_of(user.disk);
}

static inline bool is_in_use(uint32_t ref)
{
    const struct blkfront *blk = user_blkfront();
    bool found = blk != NULL && blk->ring_ref == ref;

    for (unsigned i = 0; blk != NULL && i < POOL_PAGES; i++) {
        found = found || blk->pool[i].ref == ref;
    }
    return found;
}

static inline void back_elsewhere(void)
{
    user_look();
    uc_hosted_xen_reclaim(is_in_use);
    uc_hosted_store_reset();
    back_forget();
    back_plug();
}

/* In the page of the ring: answers to anything, counters, requests. */
static inline void back_scribble(struct uc_hosted_input *input)
{
    uint32_t what = uc_hosted_input_byte(input);
    uint32_t value = uc_hosted_input_byte(input);

    switch (what & 3) {
    case 0:
        back_answer(value % 40, (uint8_t)(what >> 2),
                    (int16_t)(value >> 4) - 3);
        break;
    case 1:
        back.ring->rsp_prod += value < 0xf0 ? value % 4 : value << 20;
        break;
    case 2:
        back.ring->req_prod ^= value;
        back.ring->req_event = back.ring->req_prod + (what >> 4) - 8;
        break;
    default:
        ((uint8_t *)
             back.ring)[(what << 6 | uc_hosted_input_byte(input)) & 4095] =
            (uint8_t)value;
        break;
    }
}

static inline void back_act(struct uc_hosted_input *input)
{
    uint32_t what = uc_hosted_input_byte(input);

    back.held = (what & 0x10) != 0;
    back.persistent = (what & 0x20) != 0;
    back.greedy = back.greedy != (what == 0xff);
    if (back.ring == NULL) {
        return;
    }
    switch (what & 7) {
    case 0: /* the other domain ends */
        if (what & 8) {
            uc_hosted_xen_unmap_all();
            back_forget();
            return;
        }
        break;
    case 1:
    case 2:
        back_scribble(input);
        break;
    default:
        back_serve(NULL);
        break;
    }
    (void)uc_hosted_xen_notify(back.port);
}

static const char *const back_nodes[] = {
    BACK_PATH "/state",
    BACK_PATH "/feature-max-indirect-segments",
    BACK_PATH "/feature-flush-cache",
    BACK_PATH "/feature-barrier",
    BACK_PATH "/feature-discard",
    BACK_PATH "/sectors",
    BACK_PATH "/sector-size",
    BACK_PATH "/physical-sector-size",
    BACK_PATH "/discard-granularity",
    BACK_PATH "/info",
    BACK_PATH "/dev",
    FRONT "/state",
    FRONT "/backend",
    FRONT "/backend-id",
};

static const struct uc_hosted_xen_device back_device = {
    .front = FRONT,
    .back = BACK_PATH,
    .nodes = back_nodes,
    .nodes_n = UC_ARRAY_SIZE(back_nodes),
    .plug = back_plug,
    .elsewhere = back_elsewhere,
};

static inline void expect_nothing_left(void)
{
    uc_hosted_xen_relent(&back_device);
    settle(); /* also what was asked of the image: a suspension */
    back.greedy = false;
    back_unplug();
    settle();
    user_look();
    for (unsigned i = 0; i < UC_HOSTED_USER_REQUESTS; i++) {
        if (user.busy[i]) {
            abort(); /* never done */
        }
    }
    uc_hosted_xen_reclaim(is_in_use);
    back_forget();
    if (uc_hosted_xen_grants() > 0 || uc_hosted_xen_ports() > 0 ||
        user_blkfront() != NULL) {
        abort(); /* leaked */
    }
}

/* Runs one input from start to end. */
static inline void misbehave(const uint8_t *bytes, size_t size)
{
    struct uc_hosted_input input = {bytes, size};
    static bool ready;

    if (!ready) {
        ready = true;
        uc_hosted_clock_simulate();
        uc_hosted_store_reset();
        if (uc_hosted_boot("") < 0) {
            abort();
        }
    }
    back_plug();
    settle();
    while (input.left > 0) {
        uint32_t what = uc_hosted_input_byte(&input);
        user_look();
        if (user.disk != NULL && (what & 1) != 0) {
            uint32_t more = uc_hosted_input_byte(&input);
            uc_hosted_user_submit(&user, more, more % USER_BLOCKS_MAX + 1);
        }
        if (what & 2) {
            back_act(&input);
        }
        if ((what & 0x1c) == 0x1c) {
            uc_hosted_xen_hostile_step(&back_device, &input);
        }
        if (user.disk != NULL && (what & 0x20) != 0) {
            (void)uc_blk_poll(user.disk);
        }
        if (what & 0x40) {
            uc_plat_poll();
            uc_work_run_pending();
        }
        if (what & 0x80) {
            settle();
        }
    }
    expect_nothing_left();
}

#endif /* BLKFRONT_TESTS_MISBEHAVE_H */
