/* SPDX-License-Identifier: BSD-3-Clause */
/* Which disks the driver takes, and what it says and does of them. */
#include "../disk.h"

UC_HOSTED_BOOT("");

UC_TEST(tells_what_the_drive_tells)
{
    open_disk();

    UC_EXPECT_EQ(disk->block_bytes, 512u);
    UC_EXPECT_EQ(disk->blocks, (uint64_t)FAKE_BYTES / 512);
    UC_EXPECT_EQ(disk->bytes_max, 256u * 1024);
    UC_EXPECT_EQ(disk->depth, 32u);
    UC_EXPECT(strcmp(disk->id, "serial 17") == 0);
    UC_EXPECT_EQ(disk->features,
                 UC_BLK_CACHE | UC_BLK_HAS_FUA | UC_BLK_HAS_DISCARD);
}

UC_TEST(serves_blocks_of_4096_bytes)
{
    fake_prepare(4096, 32);
    UC_REQUIRE(offer() == 0);

    memset(data, 9, 8192);
    UC_EXPECT_EQ(disk->block_bytes, 4096u);
    UC_EXPECT_EQ(uc_blk_write(disk, 3, data, 2), 0);
    UC_EXPECT_EQ(fake.disk[3 * 4096 - 1], 0);
    UC_EXPECT_EQ(fake.disk[3 * 4096], 9);
    UC_EXPECT_EQ(fake.disk[5 * 4096 - 1], 9);
    UC_EXPECT_EQ(fake.disk[5 * 4096], 0);
}

UC_TEST(tells_blocks_of_a_physical_sector)
{
    fake_prepare(512, 32);
    fake_word(106, 1 << 14 | 1 << 13 | 3);
    UC_REQUIRE(offer() == 0);

    UC_EXPECT_EQ(disk->block_bytes, 512u);
    UC_EXPECT_EQ(disk->physical_bytes, 4096u);
    UC_EXPECT_EQ(disk->discard_blocks_unit, 8u);
}

UC_TEST(serves_a_drive_without_a_queue_one_by_one)
{
    fake_prepare(512, 0);
    UC_REQUIRE(offer() == 0);

    UC_EXPECT_EQ(disk->depth, 1u);
    UC_EXPECT_EQ(uc_blk_write(disk, 7, data, 900), 0);
    UC_EXPECT_EQ(fake.last_code, ATA_WRITE_WIDE);
    UC_EXPECT_EQ(uc_blk_read(disk, 7, data, 900), 0);
    UC_EXPECT_EQ(fake.last_code, ATA_READ_WIDE);
    UC_EXPECT_EQ(fake.most, 1u);
}

UC_TEST(queues_nothing_where_the_controller_cannot)
{
    fake_prepare(512, 32);
    fake.cap &= ~(uint32_t)CAP_NCQ;
    UC_REQUIRE(offer() == 0);

    UC_EXPECT_EQ(disk->depth, 1u);
    UC_EXPECT_EQ(uc_blk_read(disk, 7, data, 9), 0);
    UC_EXPECT_EQ(fake.last_code, ATA_READ_WIDE);
}

UC_TEST(keeps_to_the_shorter_of_both_queues)
{
    fake_prepare(512, 5);
    UC_REQUIRE(offer() == 0);
    UC_EXPECT_EQ(disk->depth, 5u);
    fake_prepare(512, 5);
    fake.cap &= ~(uint32_t)(0x1c << 8); /* four slots */
    UC_REQUIRE(offer() == 0);
    UC_EXPECT_EQ(disk->depth, 4u);
    UC_EXPECT_EQ(uc_blk_write(disk, 0, data, 1000), 0);
}

UC_TEST(serves_a_drive_of_28_bits)
{
    fake_prepare(512, 0);
    fake_word(83, 1 << 14 | 1 << 12);
    fake_word(100, 0);
    UC_REQUIRE(offer() == 0);

    memset(data, 5, 300 * 512);
    UC_EXPECT_EQ(disk->blocks, (uint64_t)FAKE_BYTES / 512);
    UC_EXPECT_EQ(disk->bytes_max, 256u * 512);
    UC_EXPECT_EQ(disk->features, (unsigned)UC_BLK_CACHE);
    UC_EXPECT_EQ(uc_blk_write(disk, 100, data, 300), 0); /* 256 and 44 */
    UC_EXPECT_EQ(fake.last_code, ATA_WRITE);
    UC_EXPECT_EQ(fake.disk[400 * 512 - 1], 5);
    UC_EXPECT_EQ(fake.disk[400 * 512], 0);
    UC_EXPECT_EQ(uc_blk_flush(disk), 0);
    UC_EXPECT_EQ(fake.last_code, ATA_FLUSH);
}

static int write_through(void)
{
    struct uc_blk_piece piece = {data, 512};
    struct uc_blk_request request = {.op = UC_BLK_WRITE,
                                     .flags = UC_BLK_FUA,
                                     .blocks = 1,
                                     .pieces = &piece,
                                     .pieces_n = 1};

    return uc_blk_wait(disk, &request);
}

UC_TEST(passes_force_unit_access_and_flush_on)
{
    open_disk();
    UC_EXPECT_EQ(write_through(), 0);
    UC_EXPECT_EQ(fake.fuas, 1u);
    UC_EXPECT_EQ(fake.flushes, 0u);
    UC_EXPECT_EQ(uc_blk_flush(disk), 0);
    UC_EXPECT_EQ(fake.flushes, 1u);
    UC_EXPECT_EQ(fake.last_code, ATA_FLUSH_WIDE);

    fake_prepare(512, 0);
    UC_REQUIRE(offer() == 0);
    UC_EXPECT_EQ(write_through(), 0);
    UC_EXPECT_EQ(fake.last_code, ATA_WRITE_FUA);

    fake_prepare(512, 32);
    fake_word(84, 1 << 14);
    UC_REQUIRE(offer() == 0);
    UC_EXPECT_EQ(write_through(), 0);
    UC_EXPECT_EQ(fake.fuas, 0u);
    UC_EXPECT_EQ(fake.flushes, 1u);
}

UC_TEST(discards_by_trim)
{
    open_disk();
    UC_EXPECT_EQ(disk->discard_blocks_max, 64u * 65535);
    UC_EXPECT_EQ(uc_blk_discard(disk, 3, 1000), 0);
    UC_EXPECT_EQ(fake.trims, 1u);
    UC_EXPECT_EQ(fake.disk[3 * 512 - 1], 0);
    UC_EXPECT_EQ(fake.disk[3 * 512], 0xdd);
    UC_EXPECT_EQ(fake.disk[1003 * 512 - 1], 0xdd);
    UC_EXPECT_EQ(fake.disk[1003 * 512], 0);
}

UC_TEST(passes_over_what_is_no_disk)
{
    fake_prepare(512, 32);
    fake.ports[0].kind = FAKE_PACKET;
    fake.ports[1].kind = FAKE_MULTIPLIER;
    UC_EXPECT_EQ(offer(), -UC_ENODEV);
    UC_EXPECT(uc_hosted_pci.quiet);
    fake_prepare(512, 32);
    fake.ports[0].kind = FAKE_PACKET;
    UC_EXPECT_EQ(offer(), 0);
    fake_prepare(512, 32);
    fake.implemented = 5; /* not the one with the drive */
    UC_EXPECT_EQ(offer(), -UC_ENODEV);
    fake_prepare(512, 32);
    fake.ports[1].kind = FAKE_NOBODY;
    UC_EXPECT_EQ(offer(), -UC_ENODEV);
}

UC_TEST(takes_all_disks_of_a_controller)
{
    fake_prepare(512, 32);
    fake.ports[2].kind = FAKE_DISK;
    UC_REQUIRE(offer() == 0);
    struct uc_blkdev *second = disk;
    struct uc_blkdev *first = uc_blkdev_first();
    while (first->next != second) {
        first = first->next;
    }

    UC_EXPECT_EQ(ahci_port_of(first)->number, 1u);
    UC_EXPECT_EQ(ahci_port_of(second)->number, 2u);
    UC_EXPECT_EQ(uc_blk_write(first, 0, data, 10), 0);
    UC_EXPECT_EQ(uc_blk_read(second, 0, data, 10), 0);
    fake.ports[1].kind = FAKE_NOBODY; /* unplugged */
    fake.ports[1].link_errors = 1 << 16;
    fake_cause(&fake.ports[1], CAUSES_LINK);
    uc_sleep_until(uc_plat_clock_monotonic() + UC_NSEC_PER_S);
    UC_EXPECT(first->gone);
    UC_EXPECT(!second->gone);
    UC_EXPECT_EQ(uc_blk_read(first, 0, data, 10), -UC_ENODEV);
    UC_EXPECT_EQ(uc_blk_read(second, 0, data, 10), 0);
}

static void refuses_word(unsigned word, uint32_t value)
{
    fake_prepare(512, 32);
    fake_word(word, value);
    UC_EXPECT_EQ(offer(), -UC_ENODEV);
    UC_EXPECT(uc_hosted_pci.quiet);
}

UC_TEST(leaves_drives_alone_that_make_no_sense)
{
    refuses_word(0, 1 << 15);  /* not ATA */
    refuses_word(49, 1 << 9);  /* no DMA */
    refuses_word(100, 0);      /* no blocks */
    refuses_word(103, 1);      /* more than 48 bits of them */
    refuses_word(128, 1 << 2); /* locked */
    for (unsigned words = 0; words < 70000; words += 37) {
        if (words != 256 && words != 512) {
            fake_prepare(4096, 32);
            fake_word(117, words);
            fake_word(118, words >> 16);
            UC_EXPECT_EQ(offer(), -UC_ENODEV);
        }
    }
    fake_prepare(512, 32);
    fake.no_identify = true;
    UC_EXPECT_EQ(offer(), -UC_ENODEV);
    fake_prepare(512, 32);
    fake.hostile = true; /* no checksum */
    UC_EXPECT_EQ(offer(), -UC_ENODEV);
}

UC_TEST(leaves_controllers_alone_that_make_no_sense)
{
    fake_prepare(512, 32);
    uc_hosted_pci.dev.bars[5].bytes = 0;
    UC_EXPECT_EQ(offer(), -UC_EPROTO);
    fake_prepare(512, 32);
    fake.implemented = 0;
    UC_EXPECT_EQ(offer(), -UC_ENODEV);
    fake_prepare(512, 32);
    fake.cap &= ~CAP_WIDE; /* and memory lies beyond its reach */
    UC_EXPECT_EQ(offer(), -UC_ENODEV);
    fake_prepare(512, 32);
    fake.implemented = UINT32_MAX; /* more than there are registers for */
    uc_hosted_pci.dev.bars[5].bytes = REGS_PORTS + 2 * REGS_PORT_BYTES;
    UC_EXPECT_EQ(offer(), 0);
    fake_prepare(512, 32);
    fake.implemented = 6; /* more than CAP tells */
    fake.cap &= ~(uint32_t)CAP_PORTS;
    UC_EXPECT_EQ(offer(), 0);
}

UC_TEST(does_not_wait_for_ever)
{
    fake_prepare(512, 32);
    fake.reset_hangs = true;
    UC_EXPECT_EQ(offer(), -UC_ETIMEDOUT);
    fake_prepare(512, 32);
    fake.never_ready = true;
    UC_EXPECT_EQ(offer(), -UC_ENODEV);
    fake_prepare(512, 32);
    fake.removed = true;
    UC_EXPECT_EQ(offer(), -UC_ENODEV);
}

UC_TEST(takes_the_controller_from_its_firmware)
{
    fake_prepare(512, 32);
    fake.cap2 = CAP2_HANDOFF;
    fake.handoff = HANDOFF_BIOS;
    UC_REQUIRE(offer() == 0);
    UC_EXPECT_EQ(fake.handoff, (uint32_t)HANDOFF_OS);
    fake_prepare(512, 32);
    fake.cap2 = CAP2_HANDOFF;
    fake.handoff = HANDOFF_BIOS | HANDOFF_BUSY;
    fake.firmware_keeps = true;
    uc_nsec_t start = uc_plat_clock_monotonic();
    UC_EXPECT_EQ(offer(), 0);
    UC_EXPECT_GT(uc_plat_clock_monotonic() - start, 2 * UC_NSEC_PER_S);
}

UC_TEST(works_without_interrupts_by_a_line_and_when_one_is_lost)
{
    fake_prepare(512, 32);
    uc_hosted_pci.kind = UC_PCI_IRQ_NONE;
    UC_REQUIRE(offer() == 0);
    UC_EXPECT_EQ(uc_blk_read(disk, 0, data, 100), 0);
    fake_prepare(512, 32);
    uc_hosted_pci.kind = UC_PCI_IRQ_LINE;
    UC_REQUIRE(offer() == 0);
    UC_EXPECT_EQ(uc_blk_read(disk, 0, data, 100), 0);
    open_disk();
    uc_hosted_pci.irq = NULL;
    UC_EXPECT_EQ(uc_blk_read(disk, 0, data, 100), 0);
    UC_EXPECT_EQ(fake.resets, 0u);
}
