/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef BLKFRONT_TESTS_MISBEHAVE_H
#define BLKFRONT_TESTS_MISBEHAVE_H

/*
 * An other end that does whatever the bytes of an input say, while a user
 * submits requests: memory stays whole, each request is done once.
 */
#include "backend.h"

enum {
    USER_REQUESTS = 40,
};

static struct {
    struct uc_blk_request requests[USER_REQUESTS];
    struct uc_blk_piece pieces[USER_REQUESTS];
    bool busy[USER_REQUESTS];
    uint8_t *data;
} user;

static inline void user_done(struct uc_blk_request *request)
{
    bool *busy = request->cookie;

    if (!*busy) {
        abort();
    }
    *busy = false;
}

static inline void user_submit(struct uc_blkdev *disk, unsigned what)
{
    for (unsigned i = 0; i < USER_REQUESTS; i++) {
        struct uc_blk_request *request = &user.requests[i];
        if (user.busy[i]) {
            continue;
        }
        uint32_t blocks = what % 90 + 1;
        user.pieces[i] = (struct uc_blk_piece){user.data, blocks * 512};
        *request = (struct uc_blk_request){
            .op = (enum uc_blk_op)(what % 4),
            .block = what,
            .blocks = blocks,
            .pieces = &user.pieces[i],
            .pieces_n = 1,
            .done = user_done,
            .cookie = &user.busy[i],
        };
        user.busy[i] = true;
        uc_blk_submit(disk, &request, 1);
        return;
    }
}

static inline void misbehave_step(unsigned what, unsigned more)
{
    switch (what % 10) {
    case 0:
        back_state((enum uc_xenbus_state)(more % 8));
        break;
    case 1:
        back_state(UC_XENBUS_INIT_WAIT);
        break;
    case 2:
        if (back.ring != NULL) {
            back_answer(more % 40, (uint8_t)what, (int16_t)(more - 128));
        }
        break;
    case 3:
        if (back.ring != NULL && more > 250) {
            back.ring->rsp_prod += more;
            back.ring->req_prod -= more;
        }
        break;
    case 4:
        back_write("sectors", more * 64);
        break;
    case 5:
        if (more > 240) {
            uc_hosted_store_remove(FRONT);
        }
        break;
    default:
        back.held = more & 1;
        back.persistent = more & 2;
        back_serve(NULL);
    }
}

/*
 * The disk lives on from input to input until an end breaks the rules, and then
 * stays gone. Returns whether it lives.
 */
static inline bool misbehave(const uint8_t *bytes, size_t size)
{
    static bool ready;

    if (!ready) {
        ready = true;
        uc_hosted_clock_simulate();
        uc_hosted_store_reset();
        user.data = malloc(90 * 512);
        back_plug();
        if (uc_hosted_boot("") < 0) {
            abort();
        }
    }
    struct uc_blkdev *disk = uc_blkdev_first();
    for (; size >= 3; bytes += 3, size -= 3) {
        user_submit(disk, bytes[2]);
        misbehave_step(bytes[0], bytes[1]);
        (void)uc_hosted_xen_notify(back.port);
        if (bytes[0] & 0x80) {
            settle();
        }
    }
    settle();
    for (unsigned i = 0; disk->gone && i < USER_REQUESTS; i++) {
        if (user.busy[i]) {
            abort(); /* never done */
        }
    }
    return !disk->gone;
}

#endif /* BLKFRONT_TESTS_MISBEHAVE_H */
