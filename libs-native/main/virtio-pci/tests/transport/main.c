/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/hosted_malloc.h>
#include <uc/malloc.h>
#include <uc/pages.h>
#include <uc/test.h>

#include "../toy.h"

static size_t used_bytes(void)
{
    struct uc_malloc_stats stats;

    uc_malloc_stats(&stats);
    return stats.used_bytes;
}

/* The device as it is by now is left alone, and costs nothing. */
static void expect_left_alone(void)
{
    size_t used = used_bytes();

    UC_EXPECT_EQ(uc_hosted_pci_offer(), -UC_ENODEV);
    UC_EXPECT_EQ(toy.probes, 0u);
    UC_EXPECT_EQ(used_bytes(), used);
    UC_EXPECT(uc_hosted_pci.quiet);
}

/* The driver is offered the device, gives it up, and it may do no harm. */
static void expect_given_up(int error)
{
    struct uc_pages_stats before, after;

    uc_pages_stats(&before);
    UC_EXPECT_EQ(uc_hosted_pci_offer(), error);
    UC_EXPECT_EQ(toy.probes, 1u);
    UC_EXPECT(uc_hosted_pci.quiet);
    UC_EXPECT(fake.statuses & STATUS_FAILED);
    UC_EXPECT(!(fake.statuses & STATUS_DRIVER_OK));
    uc_pages_stats(&after);
    UC_EXPECT_EQ(after.free_pages, before.free_pages);
}

UC_TEST(takes_a_modern_device_and_does_as_its_driver_says)
{
    uc_hosted_dma(true, UINT64_C(0x7700000000));
    toy_prepare();
    UC_REQUIRE(uc_hosted_pci_offer() == 0);
    UC_EXPECT_EQ(toy.features, fake.features);
    UC_EXPECT_EQ(fake.accepted, UC_VIRTIO_F_VERSION_1 & fake.features);
    UC_EXPECT_EQ(fake.status, STATUS_ACKNOWLEDGE | STATUS_DRIVER |
                                  STATUS_FEATURES_OK | STATUS_DRIVER_OK);
    UC_EXPECT_EQ(fake.config_vector, 0u);
    for (unsigned i = 0; i < TOY_QUEUES; i++) {
        const struct fake_queue *queue = &fake.queues[i];
        uc_paddr_t desc =
            (uc_paddr_t)queue->address[1] << 32 | queue->address[0];
        UC_EXPECT_EQ(queue->size, TOY_QUEUE_SIZE);
        UC_EXPECT_EQ(queue->enabled, 1u);
        UC_EXPECT_EQ(queue->vector, 0u);
        UC_EXPECT(uc_hosted_dma_to_cpu(desc) == (void *)toy.rings[i].desc);
    }
    toy.dev->ops->kick(toy.dev, 1);
    UC_EXPECT_EQ(fake.kicked, 2u);
    UC_EXPECT_EQ(toy.config[1], 0x22);
    uc_hosted_pci_interrupt();
    UC_EXPECT_EQ(toy.interrupts, 1u);
    uc_hosted_dma(false, 0);
}

UC_TEST(hears_of_its_own_interrupts_alone_on_a_line)
{
    toy_prepare();
    uc_hosted_pci.kind = UC_PCI_IRQ_LINE;
    UC_REQUIRE(uc_hosted_pci_offer() == 0);
    UC_EXPECT_EQ(fake.queues[0].vector, 0xffff);
    uc_hosted_pci_interrupt();
    UC_EXPECT_EQ(toy.interrupts, 0u);
    fake.isr = 1;
    uc_hosted_pci_interrupt();
    UC_EXPECT_EQ(toy.interrupts, 1u);
    UC_EXPECT_EQ(fake.isr, 0u);
}

UC_TEST(leaves_alone_what_nobody_drives)
{
    toy_prepare();
    uc_hosted_pci.dev.device = DEVICE_MODERN + TOY_KIND + 1;
    expect_left_alone();
    toy_prepare();
    uc_hosted_pci.dev.device = DEVICE_TRANSITIONAL;
    expect_left_alone();
    toy_prepare();
    uc_hosted_pci.dev.device = DEVICE_TRANSITIONAL;
    uc_hosted_pci.dev.subsystem = TOY_KIND;
    UC_EXPECT_EQ(uc_hosted_pci_offer(), 0);
}

/* Each is all that is wrong, with a capability that the transport needs. */
UC_TEST(leaves_alone_a_device_whose_registers_are_nowhere)
{
    static const struct {
        unsigned at, bytes;
        uint32_t value;
    } wrong[] = {
        {CAP_COMMON + CAP_BAR, 1, 0},
        {CAP_COMMON + CAP_BAR, 1, 5},
        {CAP_COMMON + CAP_BAR, 1, 6},
        {CAP_COMMON + CAP_BAR, 1, 255},
        {CAP_COMMON + CAP_OFFSET, 4, 2},
        {CAP_COMMON + CAP_OFFSET, 4, 16384},
        {CAP_COMMON + CAP_OFFSET, 4, 0x3004},
        {CAP_COMMON + CAP_BYTES, 4, 55},
        {CAP_COMMON + CAP_OFFSET, 4, -4u},
        {CAP_COMMON + CAP_BYTES, 4, -1u},
        {CAP_COMMON + CAP_BYTES, 4, 0},
        {CAP_COMMON + CAP_TYPE, 1, 0},
        {CAP_COMMON + CAP_TYPE, 1, 5},
        {CAP_COMMON + CAP_TYPE, 1, 255},
        {CAP_COMMON + CAP_LENGTH, 1, 15},
        {CAP_COMMON, 1, 0x05},
        {CAP_ISR + CAP_BYTES, 4, 0},
        {CAP_ISR + CAP_OFFSET, 4, 16384},
        {CAP_NOTIFY + CAP_LENGTH, 1, 16},
        {CAP_NOTIFY + CAP_BYTES, 4, 0},
        {CAP_NOTIFY + CAP_OFFSET, 4, 0x3002},
        {CAP_NOTIFY + CAP_OFFSET, 4, -4u},
        {CAP_NOTIFY + 16, 4, 3},
        {CAP_NOTIFY + 16, 4, -1u},
    };

    for (unsigned i = 0; i < UC_ARRAY_SIZE(wrong); i++) {
        toy_prepare();
        fake_put(wrong[i].at, wrong[i].bytes, wrong[i].value);
        expect_left_alone();
    }
}

UC_TEST(leaves_alone_a_device_whose_bar_is_no_place)
{
    for (unsigned i = 0; i < 4; i++) {
        toy_prepare();
        struct uc_pci_bar *bar = &uc_hosted_pci.dev.bars[BAR];
        bar->bytes = i == 0 ? 0 : i == 1 ? 55 : bar->bytes;
        bar->base = i == 2 ? 0 : bar->base;
        bar->io = i == 3;
        expect_left_alone();
    }
}

UC_TEST(takes_the_first_sound_capability_of_a_kind)
{
    toy_prepare();
    uc_hosted_pci.capabilities_n = 0;
    fake_capability(0xb0, TYPE_COMMON, 0x3800, 0x100);
    fake_put(0xb0 + CAP_BAR, 1, 3);
    fake_capability(0xc0, TYPE_NOTIFY, 0, 0x1000);
    fake_put(0xc0 + CAP_NOTIFY_MULTIPLIER, 4, 7);
    fake_capability(CAP_COMMON, TYPE_COMMON, 0, 0x1000);
    fake_capability(CAP_ISR, TYPE_ISR, ISR_AT, 0x1000);
    fake_capability(CAP_NOTIFY, TYPE_NOTIFY, NOTIFY_AT, NOTIFY_BYTES);
    fake_capability(0xe0, TYPE_COMMON, 0x3800, 0x100);
    UC_EXPECT_EQ(uc_hosted_pci_offer(), 0);
    UC_EXPECT_EQ(fake.status & STATUS_DRIVER_OK, STATUS_DRIVER_OK);
    toy.dev->ops->kick(toy.dev, 1);
    UC_EXPECT_EQ(fake.kicked, 2u);
}

UC_TEST(notifies_nowhere_but_in_the_range_for_it)
{
    static const struct {
        uint32_t multiplier;
        uint16_t at;
        bool sound;
    } places[] = {
        {0, 0xffff, true},
        {4, 1023, true},
        {2, 2047, true},
        {4, 1024, false},
        {4094, 1, true},
        {4096, 1, false},
        {2, 2048, false},
        {0xfffffffe, 0, true},
        {0xfffffffe, 1, false},
        {0x80000000, 2, false},
        {0xfffffffe, 0xffff, false},
    };

    for (unsigned i = 0; i < UC_ARRAY_SIZE(places); i++) {
        toy_prepare();
        fake_put(CAP_NOTIFY + CAP_NOTIFY_MULTIPLIER, 4, places[i].multiplier);
        fake.queues[1].notify_at = places[i].at;
        fake.queues[0].notify_at = 0;
        if (places[i].sound) {
            UC_EXPECT_EQ(uc_hosted_pci_offer(), 0);
            toy.dev->ops->kick(toy.dev, 1);
            UC_EXPECT(fake.kicked != 0);
        } else {
            expect_given_up(-UC_EIO);
        }
    }
}

UC_TEST(makes_queues_of_a_size_that_both_can_have)
{
    static const uint16_t refused[] = {0, 3, 100, 0x7fff, 0xffff, 65};

    for (unsigned i = 0; i < UC_ARRAY_SIZE(refused); i++) {
        toy_prepare();
        fake.queues[1].size = refused[i];
        expect_given_up(-UC_ENOENT);
    }
    for (unsigned size = 1; size <= 0x8000; size *= 2) {
        unsigned both = size < TOY_QUEUE_SIZE ? size : (unsigned)TOY_QUEUE_SIZE;
        toy_prepare();
        fake.queues[1].size = (uint16_t)size;
        UC_EXPECT_EQ(uc_hosted_pci_offer(), 0);
        UC_EXPECT_EQ(fake.queues[1].size, both);
    }
    toy_prepare();
    fake.queues_n = 1;
    expect_given_up(-UC_ENOENT);
    toy_prepare();
    fake.queues_n = 0xffff;
    UC_REQUIRE(uc_hosted_pci_offer() == 0);
    UC_EXPECT_EQ(toy.dev->ops->queue_max(toy.dev, 63), 0u);
    UC_EXPECT_EQ(toy.dev->ops->queue_max(toy.dev, 64), 0u);
    UC_EXPECT_EQ(toy.dev->ops->queue_max(toy.dev, UINT32_MAX), 0u);
}

UC_TEST(gives_up_a_device_that_does_not_do_as_it_is_told)
{
    toy_prepare();
    fake.refuses_features = true;
    expect_given_up(-UC_EPROTO);
    toy_prepare();
    fake.refuses_vectors = true;
    expect_given_up(-UC_EIO);
    toy_prepare();
    fake.never_enables = true;
    expect_given_up(-UC_EIO);
}

UC_TEST(does_not_offer_a_device_that_never_resets)
{
    toy_prepare();
    fake.never_resets = true;
    UC_EXPECT_EQ(uc_hosted_pci_offer(), -UC_EIO);
    UC_EXPECT_EQ(toy.probes, 0u);
    UC_EXPECT(uc_hosted_pci.quiet);
}

/* Later on, when a driver parts from it. */
UC_TEST(keeps_a_device_from_memory_that_does_not_reset_any_more)
{
    toy_prepare();
    UC_REQUIRE(uc_hosted_pci_offer() == 0);
    UC_EXPECT(!uc_hosted_pci.quiet);
    fake.never_resets = true;
    toy.dev->ops->reset(toy.dev);
    UC_EXPECT(uc_hosted_pci.quiet);
}

UC_TEST(reads_nothing_outside_of_the_configuration)
{
    uint8_t bytes[16];

    toy_prepare();
    UC_REQUIRE(uc_hosted_pci_offer() == 0);
    memset(bytes, 0xee, sizeof bytes);
    toy.dev->ops->config_read(toy.dev, CONFIG_BYTES - 1, bytes, 1);
    UC_EXPECT_EQ(bytes[0], 0u);
    static const size_t outside[] = {CONFIG_BYTES - 7, CONFIG_BYTES, SIZE_MAX,
                                     SIZE_MAX - 7};
    for (unsigned i = 0; i < UC_ARRAY_SIZE(outside); i++) {
        memset(bytes, 0xee, sizeof bytes);
        toy.dev->ops->config_read(toy.dev, outside[i], bytes, 8);
        UC_EXPECT_EQ(bytes[0] | bytes[7], 0);
        UC_EXPECT_EQ(bytes[8], 0xee);
        toy.dev->ops->config_write(toy.dev, outside[i], bytes, 8);
    }
    toy_prepare();
    fake_put(CAP_DEVICE + CAP_OFFSET, 4, 16384); /* it has none */
    UC_REQUIRE(uc_hosted_pci_offer() == 0);
    UC_EXPECT_EQ(toy.config[0], 0u);
}

UC_TEST(does_not_wait_for_a_configuration_that_never_settles)
{
    toy_prepare();
    fake.never_settles = true;
    UC_EXPECT_EQ(uc_hosted_pci_offer(), 0);
}
