/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef VIRTIO_PCI_TESTS_MISBEHAVE_H
#define VIRTIO_PCI_TESTS_MISBEHAVE_H

/*
 * A device whose capabilities and registers say whatever the bytes of an input
 * say: no register is looked for where it has none, and none that is not
 * aligned.
 */
#include <uc/hosted_input.h>

#include "toy.h"

static struct uc_hosted_input input;

/* One register of sixteen tells something else; lies end with the input. */
static inline uint32_t lie(size_t offset, uint32_t value)
{
    uint32_t what = uc_hosted_input_byte(&input);

    /* One that never resets takes a million looks: the other test's. */
    if ((what & 15) != 15 || offset == STATUS) {
        return value;
    }
    return what & 16 ? uc_hosted_input_word(&input)
                     : value ^ (uint32_t)1 << (what >> 5);
}

/* Another one, anywhere; the bus tells of each place once. */
static inline void add_capability(unsigned at)
{
    for (unsigned i = 0; i < uc_hosted_pci.capabilities_n; i++) {
        if (uc_hosted_pci.capabilities[i] == at) {
            return;
        }
    }
    uc_hosted_pci.capabilities[uc_hosted_pci.capabilities_n++] = (uint8_t)at;
}

static inline void change_capabilities(void)
{
    static const uint32_t values[] = {
        0,      1,      2,      4,          55,  56,  0x1000,     0x2000,
        0x3ffc, 0x3ffe, 0x4000, 0x7fffffff, -4u, -2u, UINT32_MAX, 0x80000000};
    static const uint8_t fields[] = {0, CAP_LENGTH, CAP_TYPE, CAP_BAR};

    for (unsigned n = uc_hosted_input_byte(&input) % 6; n > 0; n--) {
        uint32_t what = uc_hosted_input_byte(&input);
        unsigned at = CAP_COMMON + (what & 3) * 0x10;
        if (what & 0x80) {
            add_capability((what & 0x7f) * 2 & 0xfc);
        } else if (what & 4) {
            fake_put(at + CAP_OFFSET + (what >> 3 & 3) * 4, 4,
                     values[uc_hosted_input_byte(&input) % 16]);
        } else {
            fake_put(at + fields[what >> 3 & 3], 1,
                     uc_hosted_input_byte(&input));
        }
    }
}

static inline void use_device(void)
{
    const struct uc_virtio_ops *ops = toy.dev->ops;
    uint32_t what = uc_hosted_input_byte(&input);
    uint8_t bytes[16];

    switch (what & 7) {
    case 0:
        (void)ops->queue_max(toy.dev, what >> 3);
        break;
    case 1:
        ops->config_read(toy.dev, uc_hosted_input_byte(&input), bytes,
                         what >> 4);
        break;
    case 2:
        memset(bytes, (int)what, sizeof bytes);
        ops->config_write(toy.dev, uc_hosted_input_byte(&input), bytes,
                          what >> 4);
        break;
    case 3:
        fake.isr = (uint8_t)(what >> 3);
        uc_hosted_pci_interrupt();
        break;
    default:
        if (toy.rings_n > 0) {
            ops->kick(toy.dev, (what >> 3) % toy.rings_n);
        }
        break;
    }
}

/* Runs one input from start to end. */
static inline void misbehave(const uint8_t *bytes, size_t size)
{
    input = (struct uc_hosted_input){bytes, size};
    toy_prepare();
    change_capabilities();
    uint32_t what = uc_hosted_input_byte(&input);
    uc_hosted_pci.kind = what & 1    ? UC_PCI_IRQ_LINE
                         : what == 2 ? UC_PCI_IRQ_NONE
                                     : UC_PCI_IRQ_MESSAGE;
    fake.queues[what >> 1 & 1].size = (uint16_t)(64 + (what >> 2 & 3) * 32);
    fake.queues[1].notify_at = (uint16_t)uc_hosted_input_word(&input);
    fake.refuses_features = what == 0xff;
    fake.never_settles = (what & 0x70) == 0x70;
    fake.lie = lie;
    bool taken = uc_hosted_pci_offer() == 0;
    while (taken && input.left > 0) {
        use_device();
    }
    fake.lie = NULL;
    toy_end();
}

#endif /* VIRTIO_PCI_TESTS_MISBEHAVE_H */
