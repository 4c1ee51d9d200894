/* SPDX-License-Identifier: BSD-3-Clause */
/* As eventfd(2) tells of it. */
#include <uc/errors.h>
#include <uc/fd.h>
#include <uc/hosted.h>
#include <uc/sched.h>
#include <uc/test.h>

UC_HOSTED_BOOT("");

long uc_sys_close(int number);
long uc_sys_eventfd2(unsigned count, unsigned flags);
long uc_sys_read(int number, void *buf, size_t bytes);
long uc_sys_write(int number, void *buf, size_t bytes);

static long add(int number, uint64_t value)
{
    return uc_sys_write(number, &value, sizeof value);
}

static unsigned events_of(int number)
{
    struct uc_fd *fd = uc_fd_get(number);
    unsigned events = fd->ops->events(fd);

    uc_fd_release(fd);
    return events;
}

UC_TEST(adds_up_and_gives_all_at_once)
{
    int number = (int)uc_sys_eventfd2(2, UC_FD_NONBLOCK);
    uint64_t value = 0;

    UC_EXPECT_EQ(add(number, 3), 8);
    UC_EXPECT_EQ(events_of(number), UC_FD_IN | UC_FD_OUT);
    UC_EXPECT_EQ(uc_sys_read(number, &value, 7), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_read(number, &value, 8), 8);
    UC_EXPECT_EQ(value, 5);
    UC_EXPECT_EQ(events_of(number), UC_FD_OUT);
    UC_EXPECT_EQ(uc_sys_read(number, &value, 8), -UC_EAGAIN);
    UC_EXPECT_EQ(add(number, UINT64_MAX), -UC_EINVAL);
    UC_EXPECT_EQ(add(number, UINT64_MAX - 1), 8);
    UC_EXPECT_EQ(events_of(number), UC_FD_IN);
    UC_EXPECT_EQ(add(number, 1), -UC_EAGAIN);
    UC_EXPECT_EQ(add(number, 0), 8);
    UC_EXPECT_EQ(uc_sys_close(number), 0);
}

UC_TEST(gives_one_at_a_time_as_a_semaphore)
{
    int number = (int)uc_sys_eventfd2(2, UC_FD_NONBLOCK | 1);
    uint64_t value = 0;

    for (unsigned i = 0; i < 2; i++) {
        UC_EXPECT_EQ(uc_sys_read(number, &value, 8), 8);
        UC_EXPECT_EQ(value, 1);
    }
    UC_EXPECT_EQ(uc_sys_read(number, &value, 8), -UC_EAGAIN);
    UC_EXPECT_EQ(uc_sys_close(number), 0);
    UC_EXPECT_EQ(uc_sys_eventfd2(0, 2), -UC_EINVAL);
}

static void take(void *arg)
{
    uint64_t value = 0;

    UC_EXPECT_EQ(uc_sys_read(*(int *)arg, &value, 8), 8);
    UC_EXPECT_EQ(value, UINT64_MAX - 3);
}

UC_TEST(lets_a_writer_wait_until_what_it_adds_fits)
{
    int number = (int)uc_sys_eventfd2(0, 0);
    struct uc_thread *thread;
    uint64_t value = 0;

    UC_EXPECT_EQ(add(number, UINT64_MAX - 3), 8);
    UC_REQUIRE(uc_thread_create(&thread, NULL, take, &number) == 0);
    /* 1 would fit, 5 do not. */
    UC_EXPECT_EQ(events_of(number), UC_FD_IN | UC_FD_OUT);
    UC_EXPECT_EQ(add(number, 5), 8);
    uc_thread_join(thread);
    UC_EXPECT_EQ(uc_sys_read(number, &value, 8), 8);
    UC_EXPECT_EQ(value, 5);
    UC_EXPECT_EQ(uc_sys_close(number), 0);
}

static void wait_for_one(void *arg)
{
    uint64_t value = 0;

    UC_EXPECT_EQ(uc_sys_read(*(int *)arg, &value, 8), 8);
    UC_EXPECT_EQ(value, 9);
}

UC_TEST(lets_a_reader_wait)
{
    int number = (int)uc_sys_eventfd2(0, 0);
    struct uc_thread *thread;

    UC_REQUIRE(uc_thread_create(&thread, NULL, wait_for_one, &number) == 0);
    uc_yield();
    UC_EXPECT_EQ(add(number, 9), 8);
    uc_thread_join(thread);
    UC_EXPECT_EQ(uc_sys_close(number), 0);
}
