/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdlib.h>
#include <string.h>

#include <uc/errors.h>
#include <uc/hosted.h>
#include <uc/hosted_xen.h>
#include <uc/test.h>
#include <uc/work.h>

#include "xenbus.h"

static struct store_ring *ring(void)
{
    struct uc_xen_channel channel;

    (void)uc_xen_store_channel(&channel);
    return channel.page;
}

/* A new store, and a guest that has just found it. */
static void begin(void)
{
    struct uc_xen_channel channel;

    uc_hosted_clock_simulate();
    uc_hosted_store_reset();
    (void)uc_xen_store_channel(&channel);
    if (uc_hosted_irq_fire(channel.port)) {
        uc_plat_irq_release(channel.port);
    }
    UC_REQUIRE(uc_xenbus_store_start() == 0);
}

static void settle(void)
{
    for (unsigned i = 0; i < 400; i++) {
        uc_hosted_clock_advance(10 * UC_NSEC_PER_US);
        uc_plat_poll();
        uc_work_run_pending();
    }
}

UC_TEST(reads_writes_lists_and_removes)
{
    char buf[64];
    uint64_t value;

    begin();
    UC_EXPECT_EQ(uc_xenstore_read(0, "a", "b", buf, sizeof buf), -UC_ENOENT);
    UC_EXPECT_STR(buf, "");
    UC_EXPECT_EQ(uc_xenstore_write(0, "a", "b", "hello"), 0);
    UC_EXPECT_STR(uc_hosted_store_read("a/b"), "hello");
    UC_EXPECT_EQ(uc_xenstore_read(0, "a/b", NULL, buf, sizeof buf), 5);
    UC_EXPECT_STR(buf, "hello");
    UC_EXPECT_EQ(uc_xenstore_read(0, "a/b", NULL, buf, 6), 5);
    UC_EXPECT_EQ(uc_xenstore_read(0, "a/b", NULL, buf, 5), -UC_E2BIG);
    UC_EXPECT_EQ(uc_xenstore_write_number(0, "a", "n", UINT64_MAX), 0);
    UC_EXPECT_EQ(uc_xenstore_read_number(0, "a", "n", &value), 0);
    UC_EXPECT(value == UINT64_MAX);
    UC_EXPECT_EQ(uc_xenstore_list(0, "a", NULL, buf, sizeof buf), 4);
    UC_EXPECT_MEM(buf, "b\0n\0", 4);
    UC_EXPECT_EQ(uc_xenstore_list(0, "a", NULL, buf, 3), -UC_E2BIG);
    UC_EXPECT_EQ(uc_xenstore_remove(0, "a", "b"), 0);
    UC_EXPECT_EQ(uc_xenstore_remove(0, "a", "b"), -UC_ENOENT);
}

UC_TEST(refuses_what_is_no_number)
{
    static const char *const bad[] = {"",   "-1",  "0x10",
                                      " 1", "1 ",  "18446744073709551616",
                                      "1a", "9/0", "99999999999999999999999"};
    uint64_t value = 77;

    begin();
    for (unsigned i = 0; i < UC_ARRAY_SIZE(bad); i++) {
        uc_hosted_store_write("n", bad[i]);
        UC_EXPECT_EQ(uc_xenstore_read_number(0, "n", NULL, &value), -UC_EINVAL);
        UC_EXPECT_EQ(value, 77u);
    }
}

UC_TEST(tells_errors_of_the_store_apart)
{
    static const struct {
        const char *name;
        int error;
    } cases[] = {{"EACCES", -UC_EACCES}, {"EPERM", -UC_EACCES},
                 {"ENOSPC", -UC_ENOSPC}, {"E2BIG", -UC_E2BIG},
                 {"EINVAL", -UC_EINVAL}, {"ESOMETHINGLONG", -UC_EIO}};
    char buf[8];

    begin();
    for (unsigned i = 0; i < UC_ARRAY_SIZE(cases); i++) {
        uc_hosted_store_fail("x/y", cases[i].name);
        UC_EXPECT_EQ(uc_xenstore_read(0, "x", "y", buf, sizeof buf),
                     cases[i].error);
    }
}

/* Every cut of messages, and every place in the ring, comes up. */
UC_TEST(takes_answers_in_pieces_of_any_size_round_the_ring)
{
    char text[200], buf[256];

    begin();
    for (unsigned n = 0; n < 150; n++) {
        memset(text, 'a' + (int)(n % 26), n);
        text[n] = '\0';
        uc_hosted_store_chunk(n % 37 + 1);
        UC_REQUIRE(uc_xenstore_write(0, "v", NULL, text) == 0);
        UC_REQUIRE(uc_xenstore_read(0, "v", NULL, buf, sizeof buf) == (int)n);
        UC_EXPECT_STR(buf, text);
    }
}

static unsigned told;

static void tell(struct uc_xenstore_watch *watch)
{
    (void)watch;
    told++;
}

UC_TEST(takes_events_between_an_answer_and_its_request)
{
    struct uc_xenstore_watch watch = {.path = "w", .changed = tell};
    char buf[32];

    for (uint32_t chunk = 1; chunk < 60; chunk++) {
        begin();
        uc_hosted_store_chunk(chunk);
        UC_REQUIRE(uc_xenstore_watch(&watch) == 0);
        settle();
        told = 0;
        uc_hosted_store_write("w/below", "1");
        UC_EXPECT_EQ(uc_xenstore_write(0, "v", NULL, "text"), 0);
        uc_hosted_store_write("w", "2");
        UC_EXPECT_EQ(uc_xenstore_read(0, "v", NULL, buf, sizeof buf), 4);
        UC_EXPECT_STR(buf, "text");
        settle();
        UC_EXPECT_GE(told, 1u);
        UC_EXPECT_LE(told, 2u);
        uc_xenstore_unwatch(&watch);
        UC_EXPECT_EQ(uc_hosted_store_watches(), 0u);
    }
}

UC_TEST(takes_as_many_events_as_fill_the_ring_over_and_over)
{
    struct uc_xenstore_watch watch = {.path = "w", .changed = tell};

    begin();
    UC_REQUIRE(uc_xenstore_watch(&watch) == 0);
    for (unsigned i = 0; i < 500; i++) {
        uc_hosted_store_write("w", "x");
    }
    uc_nsec_t before = uc_plat_clock_monotonic();
    UC_EXPECT_EQ(uc_xenstore_write(0, "v", NULL, "1"), 0);
    UC_EXPECT_LT(uc_plat_clock_monotonic() - before, UC_NSEC_PER_S);
    uc_xenstore_unwatch(&watch);
}

struct removes_another {
    struct uc_xenstore_watch watch;
    struct uc_xenstore_watch *other;
    unsigned n;
};

static void remove_another(struct uc_xenstore_watch *watch)
{
    struct removes_another *me =
        UC_CONTAINER_OF(watch, struct removes_another, watch);

    me->n++;
    if (me->other != NULL) {
        uc_xenstore_unwatch(me->other);
        memset(me->other, 0xee, sizeof *me->other); /* it is the caller's */
        me->other = NULL;
    }
    uc_xenstore_unwatch(watch);
    if (me->n < 3) {
        UC_EXPECT_EQ(uc_xenstore_watch(watch), 0);
    }
}

UC_TEST(watches_come_and_go_while_one_is_told)
{
    struct uc_xenstore_watch *other = malloc(sizeof *other);
    struct removes_another me = {.watch = {.path = "w"}, .other = other};

    begin();
    me.watch.changed = remove_another;
    *other = (struct uc_xenstore_watch){.path = "w", .changed = tell};
    UC_REQUIRE(uc_xenstore_watch(other) == 0);
    UC_REQUIRE(uc_xenstore_watch(&me.watch) == 0);
    settle();
    free(other);
    uc_hosted_store_write("w", "1");
    settle();
    UC_EXPECT_EQ(me.n, 3u);
    UC_EXPECT_EQ(uc_hosted_store_watches(), 0u);
}

static void provoke(struct uc_xenstore_watch *watch)
{
    told++;
    uc_hosted_store_write(watch->path, "again");
    (void)uc_xenstore_write(0, "v", NULL, "1"); /* takes the event in */
}

UC_TEST(a_watch_that_fires_without_end_leaves_the_others_their_turn)
{
    struct uc_xenstore_watch busy = {.path = "busy", .changed = provoke};
    struct removes_another other = {.watch = {.path = "other"}, .n = 2};

    begin();
    told = 0;
    other.watch.changed = remove_another;
    UC_REQUIRE(uc_xenstore_watch(&other.watch) == 0);
    UC_REQUIRE(uc_xenstore_watch(&busy) == 0);
    settle();
    UC_EXPECT_EQ(other.n, 3u);
    UC_EXPECT_GT(told, 10u);
    uc_xenstore_unwatch(&busy);
}

UC_TEST(transactions_take_effect_at_the_end_or_not_at_all)
{
    uc_xenstore_tx_t tx;

    begin();
    UC_REQUIRE(uc_xenstore_begin(&tx) == 0);
    UC_EXPECT_EQ(uc_xenstore_write(tx, "t", "a", "1"), 0);
    UC_EXPECT(uc_hosted_store_read("t/a") == NULL);
    UC_EXPECT_EQ(uc_xenstore_end(tx, true), 0);
    UC_EXPECT_STR(uc_hosted_store_read("t/a"), "1");
    UC_REQUIRE(uc_xenstore_begin(&tx) == 0);
    UC_EXPECT_EQ(uc_xenstore_write(tx, "t", "b", "1"), 0);
    UC_EXPECT_EQ(uc_xenstore_end(tx, false), 0);
    UC_EXPECT(uc_hosted_store_read("t/b") == NULL);
    uc_hosted_store_conflict(1);
    UC_REQUIRE(uc_xenstore_begin(&tx) == 0);
    UC_EXPECT_EQ(uc_xenstore_write(tx, "t", "c", "1"), 0);
    UC_EXPECT_EQ(uc_xenstore_end(tx, true), -UC_EAGAIN);
    UC_EXPECT(uc_hosted_store_read("t/c") == NULL);
    UC_EXPECT_EQ(uc_xenstore_end(tx, true), -UC_ENOENT);
}

UC_TEST(gives_up_a_store_that_is_silent_after_30_seconds)
{
    char buf[8];

    begin();
    uc_hosted_store_silence(true);
    uc_nsec_t before = uc_plat_clock_monotonic();
    UC_EXPECT_EQ(uc_xenstore_read(0, "a", NULL, buf, sizeof buf),
                 -UC_ETIMEDOUT);
    uc_nsec_t took = uc_plat_clock_monotonic() - before;
    UC_EXPECT_GE(took, 29 * UC_NSEC_PER_S);
    UC_EXPECT_LE(took, 31 * UC_NSEC_PER_S);
    before = uc_plat_clock_monotonic();
    UC_EXPECT_EQ(uc_xenstore_write(0, "a", NULL, "1"), -UC_ETIMEDOUT);
    UC_EXPECT_LT(uc_plat_clock_monotonic() - before, UC_NSEC_PER_S);
}

static bool drips;

static void drip(void *arg)
{
    char zero = 0;

    if (!drips) {
        return;
    }
    uc_hosted_store_send(&zero, 1);
    uc_hosted_at(uc_plat_clock_monotonic() + 5 * UC_NSEC_PER_S, drip, arg);
}

/* Each byte keeps it waiting, but not for longer than for all. */
UC_TEST(gives_up_a_store_that_drips)
{
    struct store_header header = {.type = STORE_READ, .id = 1, .bytes = 4000};
    char buf[8];

    begin();
    uc_hosted_store_silence(true);
    uc_hosted_store_send(&header, sizeof header);
    drips = true;
    uc_hosted_at(0, drip, NULL);
    uc_nsec_t before = uc_plat_clock_monotonic();
    UC_EXPECT_EQ(uc_xenstore_read(0, "a", NULL, buf, sizeof buf),
                 -UC_ETIMEDOUT);
    UC_EXPECT_LE(uc_plat_clock_monotonic() - before, 36 * UC_NSEC_PER_S);
    drips = false;
}

UC_TEST(takes_no_answer_but_its_own)
{
    struct {
        struct store_header header;
        char text[4];
    } wrong = {{.type = STORE_READ, .id = 0xdeadbeef, .bytes = 4}, "bad"};
    char buf[8];

    begin();
    uc_hosted_store_write("a", "good");
    uc_hosted_store_send(&wrong, sizeof wrong);
    UC_EXPECT_EQ(uc_xenstore_read(0, "a", NULL, buf, sizeof buf), 4);
    UC_EXPECT_STR(buf, "good");
}

UC_TEST(parts_from_a_store_whose_message_is_too_long)
{
    struct store_header header = {.type = STORE_EVENT, .bytes = 4097};
    char buf[8];

    begin();
    uc_hosted_store_send(&header, sizeof header);
    UC_EXPECT_EQ(uc_xenstore_read(0, "a", NULL, buf, sizeof buf),
                 -UC_ETIMEDOUT);
}

UC_TEST(parts_from_a_store_whose_counters_jump)
{
    char buf[8];

    begin();
    ring()->rsp_prod += STORE_RING_BYTES + 1;
    UC_EXPECT_EQ(uc_xenstore_read(0, "a", NULL, buf, sizeof buf),
                 -UC_ETIMEDOUT);
    begin();
    ring()->req_cons -= STORE_RING_BYTES + 1;
    UC_EXPECT_EQ(uc_xenstore_read(0, "a", NULL, buf, sizeof buf),
                 -UC_ETIMEDOUT);
}

UC_TEST(refuses_a_path_longer_than_a_message)
{
    static char path[5000];
    char buf[8];

    begin();
    memset(path, 'p', sizeof path - 1);
    UC_EXPECT_EQ(uc_xenstore_read(0, path, NULL, buf, sizeof buf), -UC_E2BIG);
    UC_EXPECT_EQ(uc_hosted_store_requests(), 0u);
}
