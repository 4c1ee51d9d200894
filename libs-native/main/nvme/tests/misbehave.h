/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef NVME_TESTS_MISBEHAVE_H
#define NVME_TESTS_MISBEHAVE_H

/*
 * A controller that does whatever the bytes of an input say, while a user of
 * the disk submits requests. The sanitizers see whether the driver leaves
 * memory alone that is not its own; that every request is done once is checked
 * here.
 */
#include <uc/malloc.h>

#include "device.h"

struct input {
    const uint8_t *at;
    size_t left;
};

static inline uint32_t input_byte(struct input *input)
{
    if (input->left == 0) {
        return 0;
    }
    input->left--;
    return *input->at++;
}

enum {
    USER_REQUESTS = 10,
    USER_BYTES = 65536,
};

static struct uc_blk_request user_requests[USER_REQUESTS];
static struct uc_blk_piece user_pieces[USER_REQUESTS];
static bool user_busy[USER_REQUESTS];

static inline void user_done(struct uc_blk_request *request)
{
    bool *busy = request->cookie;

    if (!*busy) {
        abort(); /* done twice */
    }
    *busy = false;
}

static inline void user_submit(struct uc_blkdev *disk, uint8_t *data,
                               uint32_t what)
{
    for (unsigned i = 0; i < USER_REQUESTS; i++) {
        struct uc_blk_request *request = &user_requests[i];

        if (user_busy[i]) {
            continue;
        }
        user_pieces[i] = (struct uc_blk_piece){data, disk->block_bytes};
        *request = (struct uc_blk_request){
            .op = (enum uc_blk_op)(what % 5),
            .block = what,
            .blocks = 1,
            .pieces = &user_pieces[i],
            .pieces_n = 1,
            .done = user_done,
            .cookie = &user_busy[i],
        };
        user_busy[i] = true;
        uc_blk_submit(disk, &request, 1);
        return;
    }
}

static inline void device_act(struct input *input)
{
    uint32_t what = input_byte(input);

    switch (what & 7) {
    case 0:
    case 1: /* as it should */
        fake_serve(IO);
        break;
    case 2: /* any id, any status */
        fake_complete(IO, (uint16_t)input_byte(input), input_byte(input) << 3);
        break;
    case 3: /* of the other queue */
        fake_complete(ADMIN, (uint16_t)input_byte(input), input_byte(input));
        break;
    case 4: /* the phase turns, or entries are left out */
        fake.queues[IO].phase ^= what >> 4 & 1;
        if (fake.queues[IO].entries > 0) {
            fake.queues[IO].done = (fake.queues[IO].done + input_byte(input)) %
                                   fake.queues[IO].entries;
        }
        fake_complete(IO, (uint16_t)input_byte(input), 0);
        break;
    case 5: /* fatal, not ready, gone for a while */
        fake.status = input_byte(input) & 3;
        break;
    case 6: /* answers no more, or other things */
        fake.admin_dead = (what & 8) != 0;
        fake.no_abort = (what & 16) != 0;
        fake.namespaces[0][input_byte(input)] ^= 1;
        break;
    default:
        uc_sleep_until(uc_plat_clock_monotonic() +
                       (what >> 3) * (100 * UC_NSEC_PER_MS));
        break;
    }
    if ((what & 0x80) != 0) {
        fake_interrupt();
    }
}

/* Runs one input from start to end. */
static inline void misbehave(const uint8_t *bytes, size_t size)
{
    struct input input = {bytes, size};

    fake_prepare(9 + input_byte(&input) % 4);
    fake.hostile = true;
    fake.serves = false;
    fake.controller[77] = (uint8_t)input_byte(&input);
    fake.cap = (fake.cap & ~0xffffu) | input_byte(&input);
    for (unsigned n = input_byte(&input) % 8; n > 0; n--) {
        uint8_t *page = n % 2 == 0 ? fake.namespaces[0] : fake.controller;
        uint32_t at = input_byte(&input) * 3;
        page[at] = (uint8_t)input_byte(&input);
    }
    if (fake_offer() < 0) {
        return;
    }
    struct uc_blkdev *disk = fake_disk();
    uint8_t *data = uc_memalign(UC_PAGE_SIZE, USER_BYTES);
    while (input.left > 0) {
        uint32_t what = input_byte(&input);
        if ((what & 1) != 0) {
            user_submit(disk, data, what >> 1);
        }
        device_act(&input);
        if ((what & 2) != 0) {
            (void)uc_blk_poll(disk);
        }
        uc_work_run_pending();
    }
    /* What is still in flight ends with the device. */
    fake.removed = true;
    user_submit(disk, data, 0);
    uc_sleep_until(uc_plat_clock_monotonic() + 3 * UC_NSEC_PER_S);
    for (unsigned i = 0; i < USER_REQUESTS; i++) {
        if (user_busy[i]) {
            abort(); /* never done */
        }
    }
    uc_free(data);
    if (disk->gone) {
        /* The driver keeps its devices for ever; what is large goes here. */
        struct nvme *nvme = nvme_of(disk);
        for (unsigned i = 0; i < 2; i++) {
            uc_free(nvme->queues[i].commands);
            uc_free(nvme->queues[i].completions);
        }
        uc_free(nvme->data);
        uc_free(nvme->slots);
        uc_free(nvme->lists);
    }
}

#endif /* NVME_TESTS_MISBEHAVE_H */
