/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef NVME_TESTS_MISBEHAVE_H
#define NVME_TESTS_MISBEHAVE_H

/*
 * A controller that does whatever the bytes of an input say, while a user of
 * the disk submits requests.
 */
#include <uc/malloc.h>

#include "device.h"

static inline void device_act(struct uc_hosted_input *input)
{
    uint32_t what = uc_hosted_input_byte(input);

    switch (what & 7) {
    case 0:
    case 1: /* as it should */
        fake_serve(IO);
        break;
    case 2: /* any id, any status */
        fake_complete(IO, (uint16_t)uc_hosted_input_byte(input),
                      uc_hosted_input_byte(input) << 3);
        break;
    case 3: /* of the other queue */
        fake_complete(ADMIN, (uint16_t)uc_hosted_input_byte(input),
                      uc_hosted_input_byte(input));
        break;
    case 4: /* the phase turns, or entries are left out */
        fake.queues[IO].phase ^= what >> 4 & 1;
        if (fake.queues[IO].entries > 0) {
            fake.queues[IO].done =
                (fake.queues[IO].done + uc_hosted_input_byte(input)) %
                fake.queues[IO].entries;
        }
        fake_complete(IO, (uint16_t)uc_hosted_input_byte(input), 0);
        break;
    case 5: /* fatal, not ready, gone for a while */
        fake.status = uc_hosted_input_byte(input) & 3;
        break;
    case 6: /* answers no more, or other things */
        fake.admin_dead = (what & 8) != 0;
        fake.no_abort = (what & 16) != 0;
        fake.namespaces[0][uc_hosted_input_byte(input)] ^= 1;
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
    struct uc_hosted_input input = {bytes, size};
    struct uc_hosted_user user;

    fake_prepare(9 + uc_hosted_input_byte(&input) % 4);
    fake.hostile = true;
    fake.serves = false;
    fake.controller[77] = (uint8_t)uc_hosted_input_byte(&input);
    fake.cap = (fake.cap & ~0xffffu) | uc_hosted_input_byte(&input);
    for (unsigned n = uc_hosted_input_byte(&input) % 8; n > 0; n--) {
        uint8_t *page = n % 2 == 0 ? fake.namespaces[0] : fake.controller;
        uint32_t at = uc_hosted_input_byte(&input) * 3;
        page[at] = (uint8_t)uc_hosted_input_byte(&input);
    }
    if (uc_hosted_pci_offer() < 0) {
        return;
    }
    struct uc_blkdev *disk = uc_hosted_last_disk();
    uc_hosted_user_begin(&user, disk, 1);
    while (input.left > 0) {
        uint32_t what = uc_hosted_input_byte(&input);
        if ((what & 1) != 0) {
            uc_hosted_user_submit(&user, what >> 1, 1);
        }
        device_act(&input);
        if ((what & 2) != 0) {
            (void)uc_blk_poll(disk);
        }
        uc_work_run_pending();
    }
    /* What is still in flight ends with the device. */
    fake.removed = true;
    uc_hosted_user_submit(&user, 0, 1);
    uc_sleep_until(uc_plat_clock_monotonic() + 3 * UC_NSEC_PER_S);
    uc_hosted_user_end(&user);
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
