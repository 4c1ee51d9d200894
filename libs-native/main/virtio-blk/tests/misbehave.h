/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef VIRTIO_BLK_TESTS_MISBEHAVE_H
#define VIRTIO_BLK_TESTS_MISBEHAVE_H

/*
 * A device that does whatever the bytes of an input say, right or wrong, while
 * a user of the disk submits requests.
 */
#include <uc/malloc.h>
#include <uc/work.h>

#include "device.h"
#include "virtio_blk.h"

/* What the device does to memory that it shares with the driver. */
static inline void device_act(struct fake_device *device,
                              struct uc_hosted_input *input)
{
    uint32_t what = uc_hosted_input_byte(input);

    switch (what & 7) {
    case 0: /* as it should */
    case 1:
        fake_serve(device);
        break;
    case 2: /* any chain, any length */
        fake_give(device, uc_hosted_input_word(input) % 150,
                  uc_hosted_input_word(input) % 3000);
        break;
    case 3: /* the index jumps */
        device->used_next =
            (uint16_t)(device->used_next + uc_hosted_input_byte(input) % 5);
        fake_give(device, uc_hosted_input_byte(input),
                  uc_hosted_input_byte(input));
        break;
    case 4: /* descriptors are rewritten */
        for (unsigned i = 0; i < device->at.size; i++) {
            fake_desc(device, i)->next =
                uc_le16_of((uint16_t)uc_hosted_input_word(input));
            fake_desc(device, i)->flags = uc_le16_of(3);
        }
        device->live = false; /* it could only follow them astray itself */
        break;
    case 5: /* available ring, flags and events are rewritten */
        memset((void *)(uintptr_t)device->at.driver,
               (int)uc_hosted_input_byte(input), 6 + 2u * device->at.size);
        device->live = false;
        break;
    case 6: /* another size */
        fake_capacity(device, uc_hosted_input_word(input) << (what >> 3));
        break;
    default: /* a number far out of range */
        fake_give(device, UINT32_MAX - uc_hosted_input_byte(input), UINT32_MAX);
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
    struct uc_hosted_user user;
    struct uc_hosted_input input = {bytes, size};
    uint64_t features = UC_VIRTIO_F_VERSION_1 | F_SEG_MAX | F_BLK_SIZE |
                        F_FLUSH | F_DISCARD | F_WRITE_ZEROES;

    features |= uc_hosted_input_byte(&input) & 1 ? UC_VIRTIO_F_EVENT_IDX : 0;
    features |= uc_hosted_input_byte(&input) & 1 ? F_SIZE_MAX | F_TOPOLOGY : 0;
    uc_hosted_dma(true, UINT64_C(0x100000000));
    fake_prepare(&device, features);
    device.misbehaves = true;
    fake_config32(&device, CONFIG_SEG_MAX, uc_hosted_input_byte(&input));
    fake_config32(&device, CONFIG_SIZE_MAX, uc_hosted_input_word(&input));
    fake_config32(&device, CONFIG_BLK_SIZE, uc_hosted_input_byte(&input) << 9);
    if (fake_offer(&device) < 0) {
        return;
    }
    struct uc_blkdev *disk = uc_hosted_last_disk();
    uc_hosted_user_begin(&user, disk, 2);
    while (input.left > 0) {
        uint32_t what = uc_hosted_input_byte(&input);
        if (what & 1) {
            uc_hosted_user_submit(&user, what >> 1, 2);
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
    uc_hosted_user_end(&user);
    /* The driver keeps its devices for ever; what is large of one goes here. */
    struct virtio_blk *blk = virtio_blk_of(disk);
    uc_vring_destroy(&blk->ring);
    uc_free(blk->frames);
    uc_free(blk->requests);
    uc_free(blk->segs);
}

#endif /* VIRTIO_BLK_TESTS_MISBEHAVE_H */
