/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>

#include <uc/errors.h>
#include <uc/hosted.h>
#include <uc/hosted_xen.h>
#include <uc/test.h>
#include <uc/work.h>

#include "xenbus.h"

#define FRONT   "device/toy/0"
#define BACK    "/local/domain/0/backend/toy/7/0"
#define NEWBACK "/local/domain/3/backend/toy/7/0"

static struct {
    struct uc_xenbus_device *dev;
    int probe_result;
    unsigned probes, resumes, changes;
    enum uc_xenbus_state state;
    bool leaves; /* a device that is gone */
} toy;

static int probe(struct uc_xenbus_device *dev)
{
    toy.probes++;
    if (toy.probe_result == 0) {
        toy.dev = dev;
    }
    return toy.probe_result;
}

static void changed(struct uc_xenbus_device *dev, enum uc_xenbus_state state)
{
    toy.changes++;
    toy.state = state;
    if (toy.leaves && state == UC_XENBUS_UNKNOWN) {
        uc_xenbus_leave(dev);
    }
}

static void resumed(struct uc_xenbus_device *dev)
{
    (void)dev;
    toy.resumes++;
}

UC_XENBUS_DRIVER(toy, .type = "toy", .probe = probe, .backend_changed = changed,
                 .resumed = resumed);

static void settle(void)
{
    for (unsigned i = 0; i < 400; i++) {
        uc_hosted_clock_advance(10 * UC_NSEC_PER_US);
        uc_plat_poll();
        uc_work_run_pending();
    }
}

static void plug(const char *front, const char *back, unsigned domain)
{
    char path[64];

    (void)snprintf(path, sizeof path, "%s/state", back);
    uc_hosted_store_write(path, "1");
    (void)snprintf(path, sizeof path, "%s/backend-id", front);
    uc_hosted_store_write_number(path, domain);
    (void)snprintf(path, sizeof path, "%s/backend", front);
    uc_hosted_store_write(path, back);
}

static void start(void)
{
    static bool ready;

    if (!ready) {
        ready = true;
        uc_hosted_clock_simulate();
        uc_hosted_store_reset();
        plug(FRONT, BACK, 0);
        UC_REQUIRE(uc_hosted_boot("") == 0);
    }
    settle();
}

UC_TEST(a_is_found_at_the_start_and_heard_of)
{
    start();
    UC_REQUIRE(toy.dev != NULL);
    UC_EXPECT_EQ(toy.probes, 1u);
    UC_EXPECT_STR(toy.dev->path, FRONT);
    UC_EXPECT_STR(toy.dev->backend, BACK);
    uc_hosted_store_write(BACK "/state", "2");
    settle();
    UC_EXPECT_EQ((int)toy.state, (int)UC_XENBUS_INIT_WAIT);
    UC_EXPECT_EQ(uc_xenbus_set_state(toy.dev, UC_XENBUS_CONNECTED), 0);
    UC_EXPECT_STR(uc_hosted_store_read(FRONT "/state"), "4");
}

UC_TEST(b_states_that_are_none_count_as_gone)
{
    static const char *const bad[] = {"7", "-1", "x", "4294967300"};

    start();
    for (unsigned i = 0; i < UC_ARRAY_SIZE(bad); i++) {
        uc_hosted_store_write(BACK "/state", "4");
        settle();
        UC_EXPECT_EQ((int)toy.state, (int)UC_XENBUS_CONNECTED);
        uc_hosted_store_write(BACK "/state", bad[i]);
        settle();
        UC_EXPECT_EQ((int)toy.state, (int)UC_XENBUS_UNKNOWN);
    }
}

static void back_goes_on(void *arg)
{
    uc_hosted_store_write(BACK "/state", arg);
}

UC_TEST(c_waits_for_a_state_and_no_longer)
{
    start();
    uc_hosted_store_write(BACK "/state", "1");
    settle();
    uc_nsec_t before = uc_plat_clock_monotonic();
    uc_hosted_at(before + UC_NSEC_PER_S, back_goes_on, "2");
    UC_EXPECT_EQ((int)uc_xenbus_await(toy.dev, UC_XENBUS_INIT_WAIT,
                                      before + 10 * UC_NSEC_PER_S),
                 (int)UC_XENBUS_INIT_WAIT);
    UC_EXPECT_LT(uc_plat_clock_monotonic() - before, 2 * UC_NSEC_PER_S);
    before = uc_plat_clock_monotonic();
    UC_EXPECT_EQ((int)uc_xenbus_await(toy.dev, UC_XENBUS_CONNECTED,
                                      before + 3 * UC_NSEC_PER_S),
                 (int)UC_XENBUS_INIT_WAIT);
    UC_EXPECT_GE(uc_plat_clock_monotonic() - before, 3 * UC_NSEC_PER_S);
}

/* The answer and the event are there at once: the event must not get lost. */
static void back_is_quick(const char *path)
{
    (void)path;
    uc_hosted_store_write(BACK "/state", "4");
}

UC_TEST(d_an_event_that_comes_with_an_answer_is_not_slept_through)
{
    start();
    uc_hosted_store_write(BACK "/state", "2");
    settle();
    uc_hosted_store_listen(back_is_quick);
    uc_nsec_t before = uc_plat_clock_monotonic();
    UC_EXPECT_EQ(uc_xenbus_set_state(toy.dev, UC_XENBUS_INITIALISED), 0);
    UC_EXPECT_EQ((int)uc_xenbus_await(toy.dev, UC_XENBUS_CONNECTED,
                                      before + 10 * UC_NSEC_PER_S),
                 (int)UC_XENBUS_CONNECTED);
    UC_EXPECT_LT(uc_plat_clock_monotonic() - before, UC_NSEC_PER_S);
    uc_hosted_store_listen(NULL);
    settle();
}

UC_TEST(e_vanishes_and_returns_at_another_end)
{
    unsigned watches;

    start();
    watches = uc_hosted_store_watches();
    for (unsigned i = 0; i < 50; i++) {
        uc_hosted_store_remove(FRONT);
        settle();
        UC_EXPECT_EQ((int)toy.state, (int)UC_XENBUS_UNKNOWN);
        UC_EXPECT_EQ(uc_hosted_store_watches(), watches - 1);
        plug(FRONT, NEWBACK, 3);
        uc_hosted_store_write(NEWBACK "/state", "2");
        settle();
        UC_EXPECT_EQ((int)toy.state, (int)UC_XENBUS_INIT_WAIT);
        UC_EXPECT_STR(toy.dev->backend, NEWBACK);
        UC_EXPECT_EQ(toy.dev->backend_id, 3u);
        UC_EXPECT_EQ(uc_hosted_store_watches(), watches);
    }
    UC_EXPECT_EQ(toy.probes, 1u);
}

UC_TEST(e_was_parted_from_and_is_another_when_it_returns)
{
    unsigned watches;

    start();
    watches = uc_hosted_store_watches();
    toy.leaves = true;
    for (unsigned i = 1; i <= 50; i++) {
        toy.probes = 0;
        /* Its other end goes, or all of it. */
        uc_hosted_store_remove(i % 2 ? NEWBACK : FRONT);
        settle();
        UC_EXPECT_EQ((int)toy.state, (int)UC_XENBUS_UNKNOWN);
        UC_EXPECT_EQ(uc_hosted_store_watches(), watches - 1);
        UC_EXPECT_EQ(toy.probes, 0u);
        uc_hosted_store_remove(FRONT);
        settle();
        plug(FRONT, NEWBACK, 3);
        settle();
        UC_EXPECT_EQ(toy.probes, 1u);
        UC_EXPECT_EQ(uc_hosted_store_watches(), watches);
    }
    toy.leaves = false;
}

/* Away and back, all before the guest looks. */
UC_TEST(e_was_replaced_at_once_and_is_told_to_be_gone)
{
    start();
    UC_EXPECT_EQ(uc_xenbus_set_state(toy.dev, UC_XENBUS_CONNECTED), 0);
    uc_hosted_store_write(NEWBACK "/state", "4");
    settle();
    toy.leaves = true;
    toy.probes = 0;
    uc_hosted_store_remove(NEWBACK);
    uc_hosted_store_remove(FRONT);
    plug(FRONT, NEWBACK, 3);
    uc_hosted_store_write(FRONT "/state", "1");
    uc_hosted_store_write(NEWBACK "/state", "2");
    settle();
    UC_EXPECT_EQ(toy.probes, 1u);
    toy.leaves = false;
}

UC_TEST(f_one_that_its_driver_leaves_is_tried_again_when_it_returns)
{
    start();
    toy.probe_result = -UC_EINVAL;
    toy.probes = 0;
    plug("device/toy/1", "/local/domain/0/backend/toy/7/1", 0);
    settle();
    uc_hosted_store_write("device/toy/1/more", "1");
    settle();
    UC_EXPECT_EQ(toy.probes, 1u);
    uc_hosted_store_remove("device/toy/1");
    settle();
    toy.probe_result = 0;
    plug("device/toy/1", "/local/domain/0/backend/toy/7/1", 0);
    settle();
    UC_EXPECT_EQ(toy.probes, 2u);
    UC_EXPECT_STR(toy.dev->path, "device/toy/1");
}

UC_TEST(g_names_and_ends_that_make_no_sense_are_left_alone)
{
    start();
    toy.probes = 0;
    uc_hosted_store_write("device/toy/a-name-that-is-far-too-long/backend",
                          "x");
    plug("device/toy/2", BACK, 0x7ff0);
    uc_hosted_store_write("device/toy/3/backend-id", "0");
    settle();
    UC_EXPECT_EQ(toy.probes, 0u);
    uc_hosted_store_remove("device/toy/2");
    uc_hosted_store_remove("device/toy/3");
    uc_hosted_store_remove("device/toy/a-name-that-is-far-too-long");
    settle();
}

static void elsewhere(void)
{
    uc_hosted_store_reset();
    plug(FRONT, BACK, 0);
    uc_hosted_store_write(BACK "/state", "2");
}

/* Device 1 is not there any more where the image is resumed. */
UC_TEST(h_is_connected_anew_after_a_suspension)
{
    start();
    toy.resumes = 0;
    toy.changes = 0;
    uc_hosted_xen_suspension(0, elsewhere);
    uc_hosted_store_write("control/shutdown", "suspend");
    settle();
    UC_EXPECT_EQ(toy.resumes, 2u);
    UC_EXPECT_GE(toy.changes, 2u);
    UC_EXPECT_EQ(uc_hosted_store_watches(), 4u);
    UC_EXPECT_STR(uc_hosted_store_read("control/feature-suspend"), "1");
}

/* Its driver may hold grants yet that were kept, and are void now. */
UC_TEST(i_hears_of_a_suspension_while_it_is_gone)
{
    start();
    uc_hosted_store_remove(FRONT);
    settle();
    toy.resumes = 0;
    uc_hosted_xen_suspension(0, elsewhere);
    uc_hosted_store_write("control/shutdown", "suspend");
    settle();
    UC_EXPECT_EQ(toy.resumes, 2u);
    UC_EXPECT_EQ(uc_hosted_store_watches(), 4u);
}

UC_TEST(i_stays_as_it_is_after_a_suspension_that_came_to_nothing)
{
    start();
    toy.resumes = 0;
    uc_hosted_xen_suspension(1, NULL);
    uc_hosted_store_write("control/shutdown", "suspend");
    settle();
    UC_EXPECT_EQ(toy.resumes, 0u);
    UC_EXPECT_STR(uc_hosted_store_read("control/shutdown"), "");
}

static void settle_in_vain(void *arg)
{
    (void)arg;
    settle();
}

UC_TEST(j_does_what_the_toolstack_asks)
{
    char text[80];

    start();
    uc_hosted_store_write("control/shutdown", "dance");
    uc_hosted_store_write("control/sysrq", "m");
    settle();
    UC_EXPECT_STR(uc_hosted_store_read("control/sysrq"), "");
    uc_hosted_store_write("control/shutdown", "a wish that is far too long");
    settle();
    uc_hosted_store_write("control/sysrq", "o");
    UC_EXPECT(uc_hosted_panics(settle_in_vain, NULL, text, sizeof text));
    UC_EXPECT_EQ(uc_hosted_xen_shutdown_reason(), (int)UC_XEN_POWEROFF);
}
