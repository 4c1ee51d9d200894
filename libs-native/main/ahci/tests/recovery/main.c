/* SPDX-License-Identifier: BSD-3-Clause */
/* What comes of commands that fail or are never done, and of the others. */
#include "../disk.h"

UC_HOSTED_BOOT("");

UC_TEST(ends_a_command_that_is_never_done)
{
    open_disk();
    fake.deaf = 1;
    UC_EXPECT_EQ(uc_blk_read(disk, 0, data, 1), -UC_ETIMEDOUT);
    UC_EXPECT_EQ(uc_blk_read(disk, 0, data, 1), 0);
    UC_EXPECT_EQ(fake.resets, 1u);

    fake_prepare(512, 0); /* the same without a queue */
    UC_REQUIRE(offer() == 0);
    fake.deaf = 1;
    UC_EXPECT_EQ(uc_blk_read(disk, 0, data, 1), -UC_ETIMEDOUT);
    UC_EXPECT_EQ(uc_blk_read(disk, 0, data, 1), 0);
    fake.deaf = 1;
    UC_EXPECT_EQ(uc_blk_flush(disk), -UC_ETIMEDOUT);
    UC_EXPECT_EQ(uc_blk_flush(disk), 0);
}

UC_TEST(resets_the_link_of_an_engine_that_does_not_stop)
{
    open_disk();
    fake.deaf = 1;
    fake.engine_hangs = true;
    UC_EXPECT_EQ(uc_blk_read(disk, 0, data, 1), -UC_ETIMEDOUT);
    UC_EXPECT_EQ(uc_blk_read(disk, 0, data, 1), 0);
    UC_EXPECT(!disk->gone);
}

UC_TEST(keeps_an_engine_from_memory_that_nothing_stops)
{
    fake_prepare(512, 32);
    fake.ports[2].kind = FAKE_DISK;
    UC_REQUIRE(offer() == 0);
    fake.deaf = 1;
    fake.engine_hangs = fake.no_reset = true;
    UC_EXPECT_EQ(uc_blk_read(disk, 0, data, 1), -UC_ETIMEDOUT);
    uc_sleep_until(uc_plat_clock_monotonic() + UC_NSEC_PER_S);
    UC_EXPECT(uc_hosted_pci.quiet);
    UC_EXPECT(disk->gone);
    struct uc_blkdev *other = uc_blkdev_first();
    while (other->next != disk) {
        other = other->next;
    }
    UC_EXPECT(other->gone); /* the other of the same controller */
}

UC_TEST(gives_up_a_drive_that_does_not_come_back)
{
    open_disk();
    fake.deaf = 1;
    fake.never_ready = true;
    UC_EXPECT_EQ(uc_blk_read(disk, 0, data, 1), -UC_ETIMEDOUT);
    uc_sleep_until(uc_plat_clock_monotonic() + 40 * UC_NSEC_PER_S);
    UC_EXPECT(disk->gone);
    UC_EXPECT_EQ(uc_blk_read(disk, 0, data, 1), -UC_ENODEV);
}

UC_TEST(gives_up_a_drive_that_stays_silent)
{
    open_disk();
    fake.deaf = UINT32_MAX;
    for (unsigned i = 0; i < 6 && !disk->gone; i++) {
        UC_EXPECT_EQ(uc_blk_read(disk, 0, data, 1), -UC_ETIMEDOUT);
        uc_yield();
    }
    UC_EXPECT(disk->gone);
}

UC_TEST(notices_a_controller_that_was_pulled)
{
    open_disk();
    fake.serves = false;
    fake.removed = true;
    UC_EXPECT_EQ(uc_blk_read(disk, 0, data, 1), -UC_ENODEV);
    uc_yield();
    UC_EXPECT(disk->gone);
}

UC_TEST(tells_what_failed)
{
    static const struct {
        uint8_t error;
        int result;
    } cases[] = {{ERROR_ABORT, -UC_EIO},
                 {ERROR_ADDRESS, -UC_ERANGE},
                 {1 << 6, -UC_EIO}, /* the medium */
                 {0xff, -UC_ERANGE}};

    for (unsigned depth = 0; depth <= 32; depth += 32) {
        fake_prepare(512, depth);
        UC_REQUIRE(offer() == 0);
        for (unsigned i = 0; i < UC_ARRAY_SIZE(cases); i++) {
            fake.fails = cases[i].error == 0xff ? TRIES_MAX + 1 : 1;
            fake.fails_with = cases[i].error;
            UC_EXPECT_EQ(uc_blk_write(disk, 0, data, 1), cases[i].result);
            UC_EXPECT_EQ(uc_blk_write(disk, 0, data, 1), 0);
        }
        fake.fails = 1;
        fake.fails_with = ERROR_ABORT;
        UC_EXPECT_EQ(uc_blk_discard(disk, 0, 1), -UC_EOPNOTSUPP);
        UC_EXPECT_EQ(uc_blk_discard(disk, 0, 1), 0);
        UC_EXPECT_EQ(fake.logs, depth == 0 ? 0u : 4u + TRIES_MAX);
    }
}

UC_TEST(believes_no_command_that_failed_and_is_gone_from_the_list)
{
    fake_prepare(512, 0);
    fake.clears_failed = true;
    UC_REQUIRE(offer() == 0);
    fake.bad_block = 3;
    UC_EXPECT_EQ(uc_blk_read(disk, 0, data, 8), -UC_EIO);
    UC_EXPECT_EQ(uc_blk_read(disk, 4, data, 8), 0);
}

UC_TEST(tries_again_where_a_transfer_failed)
{
    open_disk();
    fake.fails = TRIES_MAX;
    fake.fails_with = ERROR_CRC | ERROR_ABORT;
    UC_EXPECT_EQ(uc_blk_write(disk, 0, data, 1), 0);
    fake.fails = TRIES_MAX;
    fake.fails_with = 0; /* the link */
    UC_EXPECT_EQ(uc_blk_write(disk, 0, data, 1), 0);
    fake.fails = UINT32_MAX;
    UC_EXPECT_EQ(uc_blk_write(disk, 0, data, 1), -UC_EIO);
    fake.fails = 0;
    UC_EXPECT_EQ(uc_blk_write(disk, 0, data, 1), 0);
    UC_EXPECT(!disk->gone);
}

enum {
    MANY = 40
};

static struct uc_blk_request requests[MANY];
static struct uc_blk_piece pieces[MANY];
static unsigned left;

static void count(struct uc_blk_request *request)
{
    (void)request;
    left--;
}

/* Reads of one block each, from 10 on, all at once; every tenth is a flush. */
static void read_many(void)
{
    struct uc_blk_request *batch[MANY];

    for (unsigned i = 0; i < MANY; i++) {
        bool flush = i % 10 == 5;
        pieces[i] = (struct uc_blk_piece){data + 512 * i, 512};
        requests[i] = (struct uc_blk_request){
            .op = flush ? UC_BLK_FLUSH : UC_BLK_READ,
            .block = 10 + i,
            .blocks = !flush,
            .pieces = &pieces[i],
            .pieces_n = !flush,
            .done = count,
            .result = 1,
        };
        batch[i] = &requests[i];
    }
    left = MANY;
    uc_blk_submit(disk, batch, MANY);
    for (unsigned ms = 0; left > 0 && ms < 200000; ms += 10) {
        uc_sleep_until(uc_plat_clock_monotonic() + 10 * UC_NSEC_PER_MS);
    }
    UC_REQUIRE(left == 0);
}

/* Whether only the read of block (bad) failed. */
static void expect_one_failed(unsigned bad, int result)
{
    for (unsigned i = 0; i < MANY; i++) {
        UC_EXPECT_EQ(requests[i].result, 10 + i == bad ? result : 0);
    }
}

UC_TEST(has_many_in_flight_and_other_commands_alone)
{
    open_disk();
    read_many();
    expect_one_failed(0, 0);
    UC_EXPECT_GT(fake.most, 4u);
    UC_EXPECT_EQ(fake.flushes, 4u);
}

UC_TEST(fails_the_one_that_the_log_names)
{
    open_disk();
    fake.bad_block = 22;
    read_many();
    expect_one_failed(22, -UC_EIO);
    UC_EXPECT_EQ(fake.logs, 1u);
    UC_EXPECT_EQ(fake.resets, 0u);
    UC_EXPECT_EQ(fake.starts, 1u);
}

UC_TEST(finds_the_one_that_failed_without_a_log)
{
    open_disk();
    fake.bad_block = 22;
    fake.no_log = true;
    read_many();
    expect_one_failed(22, -UC_EIO);
    UC_EXPECT_GT(fake.resets, 0u);
    read_many(); /* and again: nobody was given up */
    expect_one_failed(22, -UC_EIO);
    UC_EXPECT(!disk->gone);
}

UC_TEST(believes_no_log_that_names_another)
{
    fake_prepare(512, 8);
    UC_REQUIRE(offer() == 0);
    for (unsigned bit = 3; bit < 8; bit++) { /* no slot; not queued */
        fake.bad_block = 22;
        fake.log_lies = (uint8_t)(1 << bit);
        read_many();
        expect_one_failed(22, -UC_EIO);
    }
    fake.log_lies = 0;
    fake.bad_block = 0;
    read_many();
    expect_one_failed(0, 0);
}

UC_TEST(sends_all_again_after_an_error_of_the_link)
{
    open_disk();
    fake.fails = 1;
    fake.fails_with = 0;
    read_many();
    expect_one_failed(0, 0);
    UC_EXPECT_EQ(fake.logs, 0u);
}

UC_TEST(ends_the_one_that_is_lost_and_sends_the_others_again)
{
    open_disk();
    fake.deaf = 1;
    read_many();
    expect_one_failed(10, -UC_ETIMEDOUT);
}

UC_TEST(gives_up_where_another_disk_comes_back)
{
    open_disk();
    fake.deaf = 1;
    memcpy(fake.identity + 20, "tohre", 5);
    UC_EXPECT_EQ(uc_blk_read(disk, 0, data, 1), -UC_ETIMEDOUT);
    uc_sleep_until(uc_plat_clock_monotonic() + UC_NSEC_PER_S);
    UC_EXPECT(disk->gone);
}

UC_TEST(tells_a_new_size_after_a_reset)
{
    open_disk();
    fake.deaf = 1;
    fake_word(100, FAKE_BYTES / 4 / 512);
    UC_EXPECT_EQ(uc_blk_read(disk, 0, data, 1), -UC_ETIMEDOUT);
    uc_sleep_until(uc_plat_clock_monotonic() + UC_NSEC_PER_S);
    UC_EXPECT_EQ(uc_blkdev_blocks(disk), (uint64_t)FAKE_BYTES / 4 / 512);
}
