/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/test.h>

#include "../device.h"

UC_HOSTED_BOOT("");

static struct uc_blkdev *disk;
static uint8_t data[512 * 1024] UC_ALIGNED(4096);

static int offer(void)
{
    int err = uc_hosted_pci_offer();
    disk = err == 0 ? uc_hosted_last_disk() : NULL;
    return err;
}

static void open_disk(void)
{
    fake_prepare(9);
    UC_REQUIRE(offer() == 0);
}

UC_TEST(tells_what_the_controller_tells)
{
    open_disk();

    UC_EXPECT_EQ(disk->block_bytes, 512u);
    UC_EXPECT_EQ(disk->blocks, (uint64_t)FAKE_BYTES / 512);
    UC_EXPECT_EQ(disk->bytes_max, 32u * 4096);
    UC_EXPECT_EQ(disk->depth, 63u);
    UC_EXPECT(strcmp(disk->id, "serial 17") == 0);
    UC_EXPECT_EQ(disk->features, UC_BLK_CACHE | UC_BLK_HAS_FUA |
                                     UC_BLK_HAS_DISCARD | UC_BLK_HAS_ZERO);
}

UC_TEST(serves_blocks_of_4096_bytes_and_any_stride_of_the_doorbells)
{
    fake_prepare(12);
    fake.cap_high |= 3;
    UC_REQUIRE(offer() == 0);

    memset(data, 9, 8192);
    UC_EXPECT_EQ(disk->block_bytes, 4096u);
    UC_EXPECT_EQ(uc_blk_write(disk, 3, data, 2), 0);
    UC_EXPECT_EQ(fake.disk[3 * 4096 - 1], 0);
    UC_EXPECT_EQ(fake.disk[3 * 4096], 9);
    UC_EXPECT_EQ(fake.disk[5 * 4096 - 1], 9);
    UC_EXPECT_EQ(fake.disk[5 * 4096], 0);
}

UC_TEST(keeps_to_the_queue_of_a_small_controller)
{
    fake_prepare(9);
    fake.cap = 1 | 1u << 24;
    fake.controller[77] = 1;
    UC_REQUIRE(offer() == 0);

    UC_EXPECT_EQ(disk->depth, 1u);
    UC_EXPECT_EQ(disk->bytes_max, 8192u);
    UC_EXPECT_EQ(uc_blk_write(disk, 0, data + 4, 200), 0);
    UC_EXPECT_EQ(uc_blk_read(disk, 0, data, 200), 0);
}

UC_TEST(passes_force_unit_access_and_flush_on)
{
    struct uc_blk_piece piece = {data, 512};
    struct uc_blk_request request = {.op = UC_BLK_WRITE,
                                     .flags = UC_BLK_FUA,
                                     .blocks = 1,
                                     .pieces = &piece,
                                     .pieces_n = 1};

    open_disk();
    UC_EXPECT_EQ(uc_blk_wait(disk, &request), 0);
    UC_EXPECT_EQ(fake.fuas, 1u);
    UC_EXPECT_EQ(fake.flushes, 0u);
    UC_EXPECT_EQ(uc_blk_flush(disk), 0);
    UC_EXPECT_EQ(fake.flushes, 1u);
}

UC_TEST(takes_the_first_namespace_of_use)
{
    fake_prepare(9);
    fake_put(fake.list, 0, 4, 7); /* not there */
    fake_put(fake.list, 4, 4, 2); /* with metadata */
    fake_put(fake.list, 8, 4, 3);
    fake_namespace(2, 9, FAKE_BYTES);
    fake_put(fake.namespaces[1], 132, 4, 9 << 16 | 8);
    fake_namespace(3, 9, FAKE_BYTES / 2);
    UC_REQUIRE(offer() == 0);

    UC_EXPECT_EQ(disk->blocks, (uint64_t)FAKE_BYTES / 1024);
    fake_prepare(9);
    fake.version = 0x10000; /* has no list */
    memset(fake.namespaces[0], 0, 4096);
    fake_namespace(2, 9, FAKE_BYTES);
    UC_EXPECT_EQ(offer(), 0);
}

UC_TEST(leaves_controllers_alone_that_make_no_sense)
{
    fake_prepare(9);
    memset(fake.namespaces, 0, sizeof fake.namespaces);
    UC_EXPECT_EQ(offer(), -UC_ENODEV);
    UC_EXPECT(uc_hosted_pci.quiet);
    for (unsigned shift = 0; shift < 256; shift++) {
        if (shift < 9 || shift > 16) {
            fake_prepare(9);
            fake_put(fake.namespaces[0], 132, 4, shift << 16);
            UC_EXPECT_EQ(offer(), -UC_ENODEV);
        }
    }
    fake_prepare(9);
    fake_put(fake.namespaces[0], 0, 8, UINT64_MAX);
    UC_EXPECT_EQ(offer(), -UC_ENODEV);
    fake_prepare(9);
    fake.cap_high |= 1 << 16; /* pages of 8 KiB at least */
    UC_EXPECT_EQ(offer(), -UC_EPROTO);
    fake_prepare(9);
    fake.cap_high |= 15; /* doorbells beyond the registers */
    UC_EXPECT_EQ(offer(), -UC_EPROTO);
    fake_prepare(9);
    uc_hosted_pci.dev.bars[0].bytes = 0;
    UC_EXPECT_EQ(offer(), -UC_EPROTO);
}

UC_TEST(does_not_wait_for_ever_for_a_controller)
{
    fake_prepare(9);
    fake.never_ready = true;
    UC_EXPECT_EQ(offer(), -UC_ETIMEDOUT);
    fake_prepare(9);
    fake.status = STATUS_READY;
    fake.never_stops = true;
    UC_EXPECT_EQ(offer(), -UC_ETIMEDOUT);
    fake_prepare(9);
    fake.admin_dead = true;
    UC_EXPECT_EQ(offer(), -UC_ETIMEDOUT);
    fake_prepare(9);
    fake.removed = true;
    UC_EXPECT_EQ(offer(), -UC_ENODEV);
}

UC_TEST(aborts_a_command_that_never_completes)
{
    open_disk();
    fake.deaf = 1;

    UC_EXPECT_EQ(uc_blk_read(disk, 0, data, 1), -UC_ETIMEDOUT);
    UC_EXPECT_EQ(fake.aborts, 1u);
    UC_EXPECT_EQ(fake.resets, 1u); /* of the start */
    UC_EXPECT_EQ(uc_blk_read(disk, 0, data, 1), 0);
}

UC_TEST(resets_a_controller_that_does_not_abort)
{
    open_disk();
    fake.deaf = 1;
    fake.no_abort = true;

    UC_EXPECT_EQ(uc_blk_read(disk, 0, data, 1), -UC_ETIMEDOUT);
    UC_EXPECT_EQ(fake.resets, 2u);
    UC_EXPECT_EQ(uc_blk_read(disk, 0, data, 1), 0);
    UC_EXPECT(!disk->gone);
}

UC_TEST(gives_up_a_controller_that_does_not_come_back)
{
    open_disk();
    fake.deaf = 1;
    fake.no_abort = true;
    fake.never_ready = true;

    UC_EXPECT_EQ(uc_blk_read(disk, 0, data, 1), -UC_ETIMEDOUT);
    uc_sleep_until(uc_plat_clock_monotonic() + 5 * UC_NSEC_PER_S);
    UC_EXPECT(disk->gone);
    UC_EXPECT(uc_hosted_pci.quiet);
    UC_EXPECT_EQ(uc_blk_read(disk, 0, data, 1), -UC_ENODEV);
}

UC_TEST(gives_up_a_controller_that_stays_silent)
{
    open_disk();
    fake.serves = false;
    fake.no_abort = true;

    for (unsigned i = 0; i < 6 && !disk->gone; i++) {
        int err = uc_blk_read(disk, 0, data, 1);
        UC_EXPECT(err == -UC_ETIMEDOUT || err == -UC_ENODEV);
        uc_yield();
    }
    UC_EXPECT(disk->gone);
}

UC_TEST(notices_a_device_that_was_pulled)
{
    open_disk();
    fake.serves = false;
    fake.removed = true;

    UC_EXPECT_EQ(uc_blk_read(disk, 0, data, 1), -UC_ENODEV);
    uc_yield();
    UC_EXPECT(disk->gone);
}

UC_TEST(resets_a_controller_that_tells_a_fatal_error)
{
    open_disk();
    fake.deaf = 1;
    fake.status |= STATUS_FATAL;

    UC_EXPECT_EQ(uc_blk_write(disk, 0, data, 1), 0); /* sent again */
    UC_EXPECT_EQ(fake.resets, 2u);
    UC_EXPECT_EQ(fake.aborts, 0u);
}

UC_TEST(works_without_interrupts_and_when_one_is_lost)
{
    fake_prepare(9);
    uc_hosted_pci.kind = UC_PCI_IRQ_NONE;
    UC_REQUIRE(offer() == 0);
    UC_EXPECT_EQ(uc_blk_read(disk, 0, data, 100), 0);
    open_disk();
    uc_hosted_pci.irq = NULL;
    UC_EXPECT_EQ(uc_blk_read(disk, 0, data, 100), 0);
    UC_EXPECT_EQ(fake.aborts, 0u);
}

UC_TEST(masks_a_line_until_it_has_polled)
{
    fake_prepare(9);
    uc_hosted_pci.kind = UC_PCI_IRQ_LINE;
    UC_REQUIRE(offer() == 0);

    for (unsigned i = 0; i < 10; i++) {
        UC_EXPECT_EQ(uc_blk_read(disk, i, data, 1), 0);
    }
    uc_yield();
    UC_EXPECT(!fake.masked);
}

UC_TEST(tells_what_failed)
{
    static const struct {
        uint16_t status;
        int result;
    } cases[] = {{0x001, -UC_EOPNOTSUPP}, {0x002, -UC_EIO},
                 {0x007, -UC_EIO},        {0x00b, -UC_ENODEV},
                 {0x020, -UC_EROFS},      {0x080, -UC_ERANGE},
                 {0x081, -UC_ENOSPC},     {0x182, -UC_EROFS},
                 {0x281, -UC_EIO},        {0x7ff, -UC_EIO}};

    open_disk();
    for (unsigned i = 0; i < UC_ARRAY_SIZE(cases); i++) {
        fake.io_status = cases[i].status;
        UC_EXPECT_EQ(uc_blk_write(disk, 0, data, 1), cases[i].result);
    }
}

static unsigned done_n;

static void count_done(struct uc_blk_request *done)
{
    (void)done;
    done_n++;
}

/* One read that is in flight, and a completion of something else. */
static void lie(uint16_t id, uint16_t queue)
{
    struct uc_blk_piece piece = {data, 512};
    struct uc_blk_request request = {
        .op = UC_BLK_READ, .blocks = 1, .pieces = &piece, .pieces_n = 1};
    struct uc_blk_request *one = &request;

    open_disk();
    fake.serves = false;
    request.result = 1;
    request.done = count_done;
    uc_blk_submit(disk, &one, 1);
    fake_complete(IO, id, 0);
    struct nvme_completion *at =
        uc_hosted_dma_to_cpu(fake.queues[IO].completions);
    at->queue = uc_le16_of(queue);
    fake.serves = true;
    fake_interrupt();
    uc_sleep_until(uc_plat_clock_monotonic() + UC_NSEC_PER_S);
    UC_EXPECT_EQ(request.result, 0);
    UC_EXPECT_EQ(fake.resets, 2u);
}

UC_TEST(starts_again_with_a_controller_that_completes_what_nobody_asked_for)
{
    done_n = 0;
    lie(1, IO);          /* nothing in flight there */
    lie(62, IO);         /* the last one */
    lie(63, IO);         /* none */
    lie(UINT16_MAX, IO); /* none at all */
    lie(0, 7);           /* of another queue */
    UC_EXPECT_EQ(done_n, 5u);
}

UC_TEST(gives_up_where_another_disk_comes_back)
{
    open_disk();
    fake.deaf = 1;
    fake.no_abort = true;
    fake_namespace(1, 12, FAKE_BYTES);

    UC_EXPECT_EQ(uc_blk_read(disk, 0, data, 1), -UC_ETIMEDOUT);
    uc_sleep_until(uc_plat_clock_monotonic() + UC_NSEC_PER_S);
    UC_EXPECT(disk->gone);
}

UC_TEST(tells_a_new_size_after_a_reset)
{
    open_disk();
    fake.deaf = 1;
    fake.no_abort = true;
    fake_namespace(1, 9, FAKE_BYTES / 4);

    UC_EXPECT_EQ(uc_blk_read(disk, 0, data, 1), -UC_ETIMEDOUT);
    uc_sleep_until(uc_plat_clock_monotonic() + UC_NSEC_PER_S);
    UC_EXPECT_EQ(uc_blkdev_blocks(disk), (uint64_t)FAKE_BYTES / 4 / 512);
}
