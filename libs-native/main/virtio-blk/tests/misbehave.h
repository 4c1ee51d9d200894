/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef VIRTIO_BLK_TESTS_MISBEHAVE_H
#define VIRTIO_BLK_TESTS_MISBEHAVE_H

/*
 * A device that does whatever the bytes of an input say, right or wrong, while
 * a user of the disk submits requests. The sanitizers see whether the driver
 * leaves memory that is not its own alone; that every request is done once is
 * checked here.
 */
#include <uc/malloc.h>
#include <uc/work.h>

#include "device.h"
#include "virtio_blk.h"

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

static inline uint32_t input_word(struct input *input)
{
    uint32_t word = input_byte(input) << 8;

    return word | input_byte(input);
}

enum {
    USER_REQUESTS = 12,
    USER_BYTES = 1024,
};

struct user {
    struct uc_blk_request requests[USER_REQUESTS];
    struct uc_blk_piece pieces[USER_REQUESTS][2];
    uint8_t *buffers[USER_REQUESTS];
    bool busy[USER_REQUESTS];
};

static inline void user_done(struct uc_blk_request *request)
{
    bool *busy = request->cookie;

    if (!*busy) {
        abort(); /* done twice */
    }
    *busy = false;
}

static inline void user_submit(struct user *user, struct uc_blkdev *disk,
                               uint32_t what)
{
    for (unsigned i = 0; i < USER_REQUESTS; i++) {
        struct uc_blk_request *request = &user->requests[i];

        if (user->busy[i]) {
            continue;
        }
        user->pieces[i][0] = (struct uc_blk_piece){user->buffers[i], 312};
        user->pieces[i][1] = (struct uc_blk_piece){user->buffers[i] + 312, 712};
        *request = (struct uc_blk_request){
            .op = (enum uc_blk_op)(what % 5),
            .block = what,
            .blocks = 2,
            .pieces = user->pieces[i],
            .pieces_n = 2,
            .done = user_done,
            .cookie = &user->busy[i],
        };
        user->busy[i] = true;
        uc_blk_submit(disk, &request, 1);
        return;
    }
}

/* What the device does to memory that it shares with the driver. */
static inline void device_act(struct fake_device *device, struct input *input)
{
    uint32_t what = input_byte(input);

    switch (what & 7) {
    case 0: /* as it should */
    case 1:
        fake_serve(device);
        break;
    case 2: /* any chain, any length */
        fake_give(device, input_word(input) % 150, input_word(input) % 3000);
        break;
    case 3: /* the index jumps */
        device->used_next =
            (uint16_t)(device->used_next + input_byte(input) % 5);
        fake_give(device, input_byte(input), input_byte(input));
        break;
    case 4: /* descriptors are rewritten */
        for (unsigned i = 0; i < device->at.size; i++) {
            fake_desc(device, i)->next =
                uc_le16_of((uint16_t)input_word(input));
            fake_desc(device, i)->flags = uc_le16_of(3);
        }
        device->live = false; /* it could only follow them astray itself */
        break;
    case 5: /* available ring, flags and events are rewritten */
        memset((void *)(uintptr_t)device->at.driver, (int)input_byte(input),
               6 + 2u * device->at.size);
        device->live = false;
        break;
    case 6: /* another size */
        fake_capacity(device, input_word(input) << (what >> 3));
        break;
    default: /* a number far out of range */
        fake_give(device, UINT32_MAX - input_byte(input), UINT32_MAX);
        break;
    }
    if (what & 0x80) {
        device->irq(device->irq_arg);
    }
}

/* Runs one input from start to end. */
static inline void misbehave(const uint8_t *bytes, size_t size)
{
    static struct fake_device device;
    struct user user = {.busy = {false}};
    struct input input = {bytes, size};
    uint64_t features = UC_VIRTIO_F_VERSION_1 | F_SEG_MAX | F_BLK_SIZE |
                        F_FLUSH | F_DISCARD | F_WRITE_ZEROES;

    features |= input_byte(&input) & 1 ? UC_VIRTIO_F_EVENT_IDX : 0;
    features |= input_byte(&input) & 1 ? F_SIZE_MAX | F_TOPOLOGY : 0;
    uc_hosted_dma(true, UINT64_C(0x100000000));
    fake_prepare(&device, features);
    device.misbehaves = true;
    fake_config32(&device, CONFIG_SEG_MAX, input_byte(&input));
    fake_config32(&device, CONFIG_SIZE_MAX, input_word(&input));
    fake_config32(&device, CONFIG_BLK_SIZE, input_byte(&input) << 9);
    if (fake_offer(&device) < 0) {
        return;
    }
    struct uc_blkdev *disk = fake_disk();
    for (unsigned i = 0; i < USER_REQUESTS; i++) {
        user.buffers[i] = malloc(USER_BYTES);
    }
    while (input.left > 0) {
        uint32_t what = input_byte(&input);
        if (what & 1) {
            user_submit(&user, disk, what >> 1);
        }
        device_act(&device, &input);
        if (what & 2) {
            (void)uc_blk_poll(disk);
        }
        uc_work_run_pending();
    }
    /* What is still in flight ends with the device. */
    fake_give(&device, UINT32_MAX, 0);
    device.irq(device.irq_arg);
    for (unsigned i = 0; i < 4; i++) {
        uc_work_run_pending();
    }
    for (unsigned i = 0; i < USER_REQUESTS; i++) {
        if (user.busy[i]) {
            abort(); /* never done */
        }
        free(user.buffers[i]);
    }
    /* The driver keeps its devices for ever; what is large of one goes here. */
    struct virtio_blk *blk = virtio_blk_of(disk);
    uc_vring_destroy(&blk->ring);
    uc_free(blk->frames);
    uc_free(blk->requests);
    uc_free(blk->segs);
}

#endif /* VIRTIO_BLK_TESTS_MISBEHAVE_H */
