/* SPDX-License-Identifier: BSD-3-Clause */
/* As timerfd_create(2) tells of them. */
#include <uc/errors.h>
#include <uc/fd.h>
#include <uc/hosted.h>
#include <uc/plat/clock.h>
#include <uc/sched.h>
#include <uc/test.h>

UC_HOSTED_BOOT("");

enum {
    REALTIME = 0,
    MONOTONIC = 1,
    ABSTIME = 1,
    NS_PER_S = 1000000000,
};

struct span {
    int64_t s;
    int64_t ns;
};

struct setting {
    struct span interval;
    struct span value;
};

long uc_sys_close(int number);
long uc_sys_eventfd2(unsigned count, unsigned flags);
long uc_sys_read(int number, void *buf, size_t bytes);
long uc_sys_timerfd_create(int clock, unsigned flags);
long uc_sys_timerfd_gettime(int number, struct setting *out);
long uc_sys_timerfd_settime(int number, unsigned flags,
                            const struct setting *set, struct setting *old);

static uint64_t ticks;

static long read_ticks(int number)
{
    return uc_sys_read(number, &ticks, sizeof ticks);
}

static bool is_zero(struct span span)
{
    return span.s == 0 && span.ns == 0;
}

UC_TEST(expires_once)
{
    const struct setting soon = {{0, 0}, {0, 2000000}};
    struct setting left;
    int number = (int)uc_sys_timerfd_create(MONOTONIC, UC_FD_NONBLOCK);
    uc_nsec_t start = uc_plat_clock_monotonic();

    UC_EXPECT_EQ(read_ticks(number), -UC_EAGAIN);
    UC_EXPECT_EQ(uc_sys_timerfd_settime(number, 0, &soon, &left), 0);
    UC_EXPECT(is_zero(left.value) && is_zero(left.interval));
    struct uc_fd *fd = uc_fd_get(number);
    UC_EXPECT_EQ(fd->ops->events(fd), 0);
    UC_EXPECT_EQ(uc_fd_wait(fd, UC_FD_IN, UC_NEVER), 0);
    uc_fd_release(fd);
    UC_EXPECT_GE(uc_plat_clock_monotonic() - start, 2000000);
    UC_EXPECT_EQ(uc_sys_read(number, &ticks, 7), -UC_EINVAL);
    UC_EXPECT_EQ(read_ticks(number), 8);
    UC_EXPECT_EQ(ticks, 1);
    UC_EXPECT_EQ(read_ticks(number), -UC_EAGAIN);
    UC_EXPECT_EQ(uc_sys_timerfd_gettime(number, &left), 0);
    UC_EXPECT(is_zero(left.value));
    UC_EXPECT_EQ(uc_sys_close(number), 0);
}

UC_TEST(counts_what_nobody_read)
{
    const struct setting often = {{0, 1000000}, {0, 1}};
    struct setting left;
    int number = (int)uc_sys_timerfd_create(REALTIME, 0);
    uc_nsec_t start = uc_plat_clock_monotonic();

    UC_EXPECT_EQ(uc_sys_timerfd_settime(number, 0, &often, NULL), 0);
    uc_sleep_until(start + 5000000);
    UC_EXPECT_EQ(read_ticks(number), 8);
    UC_EXPECT_GE(ticks, 5);
    UC_EXPECT_LE(ticks, 1 + (uc_plat_clock_monotonic() - start) / 1000000);
    uint64_t before = ticks;
    UC_EXPECT_EQ(read_ticks(number), 8);
    UC_EXPECT_GE(ticks, 1);
    UC_EXPECT_LE(before + ticks,
                 1 + (uc_plat_clock_monotonic() - start) / 1000000);
    UC_EXPECT_EQ(uc_sys_timerfd_gettime(number, &left), 0);
    UC_EXPECT_EQ(left.interval.ns, 1000000);
    UC_EXPECT(!is_zero(left.value) && left.value.ns <= 1000000);
    UC_EXPECT_EQ(uc_sys_close(number), 0);
}

UC_TEST(goes_by_the_time_of_its_clock)
{
    static const int clocks[] = {REALTIME, MONOTONIC};

    for (unsigned i = 0; i < UC_ARRAY_SIZE(clocks); i++) {
        int number = (int)uc_sys_timerfd_create(clocks[i], 0);
        uc_nsec_t now = clocks[i] == REALTIME ? uc_plat_clock_wall()
                                              : uc_plat_clock_monotonic();
        uc_nsec_t hour = now + UINT64_C(3600) * NS_PER_S;
        const struct setting later = {
            {0, 0}, {(int64_t)(hour / NS_PER_S), (int64_t)(hour % NS_PER_S)}};
        const struct setting past = {{0, 0}, {0, 1}};
        struct setting left;

        UC_EXPECT_EQ(uc_sys_timerfd_settime(number, ABSTIME, &later, NULL), 0);
        UC_EXPECT_EQ(uc_sys_timerfd_settime(number, ABSTIME, &past, &left), 0);
        UC_EXPECT_LE(left.value.s, 3600);
        UC_EXPECT_GE(left.value.s, 3500);
        UC_EXPECT_EQ(read_ticks(number), 8);
        UC_EXPECT_EQ(ticks, 1);
        UC_EXPECT_EQ(uc_sys_close(number), 0);
    }
}

UC_TEST(refuses_what_is_no_time_and_no_timer)
{
    const struct setting wrong = {{0, 0}, {0, NS_PER_S}};
    const struct setting negative = {{-1, 0}, {0, 1}};
    const struct setting far = {{INT64_MAX, 0}, {INT64_MAX, 0}};
    struct setting left;
    int number = (int)uc_sys_timerfd_create(MONOTONIC, 0);
    int other = (int)uc_sys_eventfd2(0, 0);

    UC_EXPECT_EQ(uc_sys_timerfd_settime(number, 0, &wrong, NULL), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_timerfd_settime(number, 0, &negative, NULL),
                 -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_timerfd_settime(number, 8, &far, NULL), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_timerfd_settime(number, 0, &far, NULL), 0);
    UC_EXPECT_EQ(uc_sys_timerfd_settime(other, 0, &far, NULL), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_timerfd_gettime(999, &left), -UC_EBADF);
    UC_EXPECT_EQ(uc_sys_timerfd_create(2, 0), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_timerfd_create(MONOTONIC, 1), -UC_EINVAL);
    /* Closed while it runs. */
    UC_EXPECT_EQ(uc_sys_close(number) | uc_sys_close(other), 0);
}
