/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/test.h>

#include "../backend.h"

static struct uc_blkdev *disk;
static uint8_t data[200 * 1024];

static void start(void)
{
    if (disk == NULL) {
        uc_hosted_clock_simulate();
        uc_hosted_store_reset();
        back_plug();
        UC_REQUIRE(uc_hosted_boot("") == 0);
        disk = uc_blkdev_first();
        UC_REQUIRE(disk != NULL);
    }
    settle();
}

enum {
    MANY = 60,
};

static struct uc_blk_request many[MANY];
static struct uc_blk_request *batch[MANY];
static struct uc_blk_piece pieces[MANY];
static unsigned done_n;

static void done(struct uc_blk_request *request)
{
    if (request->cookie == NULL) {
        abort(); /* twice */
    }
    request->cookie = NULL;
    done_n++;
}

static void submit_writes(void)
{
    done_n = 0;
    for (unsigned i = 0; i < MANY; i++) {
        memset(data + i * 1024, 'a' + (int)(i % 26), 1024);
        pieces[i] = (struct uc_blk_piece){data + i * 1024, 1024};
        many[i] = (struct uc_blk_request){
            .op = UC_BLK_WRITE,
            .block = 100 + i * 2,
            .blocks = 2,
            .pieces = &pieces[i],
            .pieces_n = 1,
            .done = done,
            .cookie = &many[i],
        };
        batch[i] = &many[i];
    }
    uc_blk_submit(disk, batch, MANY);
}

static bool all_written(void)
{
    for (unsigned i = 0; i < MANY; i++) {
        if (many[i].result != 0 ||
            memcmp(back.disk + (size_t)(100 + i * 2) * 512, data + i * 1024,
                   1024) != 0) {
            return false;
        }
    }
    return done_n == MANY;
}

/* The other end closes, and waits anew: as `xl` or a driver domain does it. */
static void come_back(void)
{
    back_state(UC_XENBUS_CLOSING);
    settle();
    back_state(UC_XENBUS_INIT_WAIT);
    settle();
}

UC_TEST(a_turns_answers_into_results)
{
    start();
    back.status = -1;
    UC_EXPECT_EQ(uc_blk_read(disk, 0, data, 1), -UC_EIO);
    back.status = -2;
    UC_EXPECT_EQ(uc_blk_flush(disk), -UC_EOPNOTSUPP);
    back.status = 0;
    UC_EXPECT_EQ(uc_blk_flush(disk), 0);
    UC_EXPECT_EQ(uc_blk_discard(disk, 8, 16), 0);
    UC_EXPECT_EQ(back.discards, 1u);
}

UC_TEST(b_sends_requests_in_flight_again_to_the_next_end)
{
    start();
    for (unsigned persistent = 0; persistent < 2; persistent++) {
        back.persistent = persistent;
        back.held = true;
        memset(back.disk, 0, sizeof back.disk);
        submit_writes();
        settle();
        UC_EXPECT_EQ(done_n, 0u);
        back_state(UC_XENBUS_CLOSING);
        settle();
        back.held = false;
        back_state(UC_XENBUS_INIT_WAIT);
        settle();
        UC_EXPECT(all_written());
        UC_EXPECT(!back.broken);
    }
}

UC_TEST(c_leaks_nothing_in_1000_reconnections)
{
    unsigned grants, ports;

    start();
    back.persistent = true;
    come_back();
    grants = uc_hosted_xen_grants();
    ports = uc_hosted_xen_ports();
    for (unsigned i = 0; i < 1000; i++) {
        come_back();
        UC_REQUIRE(uc_blk_write(disk, i, data, 8) == 0);
    }
    UC_EXPECT_EQ(uc_hosted_xen_grants(), grants);
    UC_EXPECT_EQ(uc_hosted_xen_ports(), ports);
}

/* States that make no sense in this order. */
UC_TEST(d_states_out_of_order_leak_nothing)
{
    static const uint8_t states[] = {2, 1, 2, 3, 2, 4, 5, 4, 4, 6, 4, 2, 2, 5};
    unsigned grants, ports;

    start();
    grants = uc_hosted_xen_grants();
    ports = uc_hosted_xen_ports();
    for (unsigned i = 0; i < 20 * sizeof states; i++) {
        if (states[i % sizeof states] == UC_XENBUS_INIT_WAIT) {
            back_part(); /* one that waits anew knows nothing of the old ring */
        }
        back_state((enum uc_xenbus_state)states[i % sizeof states]);
        settle();
    }
    come_back();
    UC_EXPECT_EQ(uc_hosted_xen_grants(), grants);
    UC_EXPECT_EQ(uc_hosted_xen_ports(), ports);
    UC_EXPECT_EQ(uc_blk_read(disk, 0, data, 1), 0);
}

UC_TEST(e_pages_that_an_end_keeps_are_not_used_with_the_next)
{
    uint32_t kept[256];
    unsigned kept_n;

    start();
    back.persistent = true;
    UC_REQUIRE(uc_blk_write(disk, 0, data, 400) == 0);
    kept_n = back.mapped_n;
    memcpy(kept, back.mapped, sizeof kept);
    UC_EXPECT_GT(kept_n, 10u);
    uint8_t *page = uc_hosted_xen_peek(0, kept[0], true);
    uint32_t ring = back.ring_ref;
    back.greedy = true;
    come_back();
    back.greedy = false;
    for (unsigned ref = 0; ref < UC_HOSTED_XEN_GRANTS_MAX; ref++) {
        UC_EXPECT(ref == kept[0] || uc_hosted_xen_peek(0, ref, true) != page);
    }
    UC_EXPECT_EQ(uc_blk_write(disk, 0, data, 400), 0);
    uc_hosted_xen_unmap(ring);
    while (kept_n > 0) {
        uc_hosted_xen_unmap(kept[--kept_n]);
    }
}

static void elsewhere(void)
{
    uc_hosted_store_reset();
    back.ring = NULL;
    back.mapped_n = 0;
    back_plug();
}

UC_TEST(f_goes_on_after_a_suspension)
{
    start();
    back.held = true;
    submit_writes();
    settle();
    back.held = false;
    uc_hosted_xen_suspension(0, elsewhere);
    uc_hosted_store_write("control/shutdown", "suspend");
    settle();
    UC_EXPECT(all_written());
}

UC_TEST(g_follows_the_size)
{
    start();
    back_write("sectors", 2000);
    back_state(UC_XENBUS_CONNECTED);
    settle();
    UC_EXPECT_EQ(uc_blkdev_blocks(disk), 2000u);
    UC_EXPECT_EQ(uc_blk_read(disk, 2000, data, 1), -UC_ERANGE);
}

UC_TEST(h_flushes_as_the_next_end_can)
{
    start();
    back_write("feature-flush-cache", 0);
    back_write("feature-barrier", 1);
    come_back();
    back.barriers = 0;
    UC_EXPECT_EQ(uc_blk_flush(disk), 0);
    UC_EXPECT_EQ(back.barriers, 1u);
    back_write("feature-barrier", 0);
    come_back();
    UC_EXPECT_EQ(uc_blk_flush(disk), 0);
    UC_EXPECT_EQ(back.barriers, 1u);
}

UC_TEST(i_does_without_grants_until_there_are_some)
{
    start();
    uc_hosted_xen_limit(60, UC_HOSTED_XEN_PORTS_MAX);
    come_back();
    submit_writes();
    settle();
    UC_EXPECT_EQ(done_n, 0u);
    UC_EXPECT_EQ(uc_hosted_xen_ports(), 0u);
    uc_hosted_xen_limit(UC_HOSTED_XEN_GRANTS_MAX, UC_HOSTED_XEN_PORTS_MAX);
    come_back();
    UC_EXPECT(all_written());
}

static void expect_all_gone(void)
{
    UC_EXPECT_EQ(done_n, (unsigned)MANY);
    for (unsigned i = 0; i < MANY; i++) {
        UC_EXPECT_EQ(many[i].result, -UC_ENODEV);
    }
    UC_EXPECT_EQ(uc_blk_read(disk, 0, data, 1), -UC_ENODEV);
}

UC_TEST(j_is_another_disk_when_it_comes_back)
{
    unsigned grants, ports;

    start();
    grants = uc_hosted_xen_grants();
    ports = uc_hosted_xen_ports();
    for (unsigned i = 1; i <= 100; i++) {
        back.persistent = i % 2 != 0;
        back.held = true;
        submit_writes();
        settle();
        back_state(UC_XENBUS_CLOSING);
        settle();
        back_unplug();
        settle();
        expect_all_gone();
        UC_EXPECT_EQ(uc_hosted_xen_ports(), ports - 1);
        back.held = false;
        back_plug();
        back_write("sectors", 1000 + i);
        settle();
        disk = disk->next;
        UC_REQUIRE(disk != NULL);
        UC_EXPECT_EQ(uc_blkdev_blocks(disk), (uint64_t)1000 + i);
        UC_EXPECT_EQ(uc_blk_write(disk, i, data, 8), 0);
        UC_EXPECT_EQ(memcmp(back.disk + (size_t)i * 512, data, 4096), 0);
    }
    UC_EXPECT_EQ(uc_hosted_xen_grants(), grants);
    UC_EXPECT_EQ(uc_hosted_xen_ports(), ports);
}

/* All before the guest looks at any of it. */
UC_TEST(k_gets_nothing_that_was_meant_for_the_one_before_it)
{
    start();
    back.held = true;
    submit_writes();
    settle();
    back_unplug();
    back.held = false;
    memset(back.disk, 0, sizeof back.disk);
    back_plug();
    settle();
    expect_all_gone();
    disk = disk->next;
    UC_REQUIRE(disk != NULL);
    UC_EXPECT_EQ(uc_blk_read(disk, 100, data, 200), 0);
    for (unsigned i = 0; i < 200 * 512; i++) {
        UC_REQUIRE(data[i] == 0);
    }
}

UC_TEST(z_ends_all_requests_of_one_that_answers_twice)
{
    start();
    back.held = true;
    submit_writes();
    settle();
    back_answer(3, OP_WRITE, 0);
    back_answer(3, OP_WRITE, 0);
    (void)uc_hosted_xen_notify(back.port);
    settle();
    UC_EXPECT_EQ(done_n, (unsigned)MANY);
    UC_EXPECT_EQ(many[3].result, 0);
    UC_EXPECT_EQ(many[4].result, -UC_EIO);
    UC_EXPECT_EQ(many[MANY - 1].result, -UC_ENODEV);
    UC_EXPECT(disk->gone);
    UC_EXPECT_EQ(uc_hosted_xen_ports(), 0u);
    settle();
    UC_EXPECT_EQ(uc_hosted_store_read_number(FRONT "/state"), 5u);
    back.held = false;
    back_unplug();
    settle();
    back_plug();
    settle();
    UC_REQUIRE(disk->next != NULL);
    UC_EXPECT_EQ(uc_blk_write(disk->next, 0, data, 8), 0);
}
