/* SPDX-License-Identifier: BSD-3-Clause */
/* Signals that are read, as signalfd(2) tells of them. */
#include <uc/errors.h>
#include <uc/fd.h>
#include <uc/hosted.h>
#include <uc/sched.h>
#include <uc/test.h>

UC_HOSTED_BOOT("");

enum {
    USR1 = 10,
    USR2 = 12,
    BLOCK = 0,
    UNBLOCK = 1,
    RECORD = 128,
};

long uc_sys_close(int number);
long uc_sys_eventfd2(unsigned count, unsigned flags);
long uc_sys_gettid(void);
long uc_sys_kill(int pid, int signal);
long uc_sys_read(int number, void *buf, size_t bytes);
long uc_sys_rt_sigpending(uint64_t *out, size_t bytes);
long uc_sys_rt_sigprocmask(int how, const uint64_t *set, uint64_t *old,
                           size_t bytes);
long uc_sys_signalfd(int number, const uint64_t *mask, size_t bytes);
long uc_sys_signalfd4(int number, const uint64_t *mask, size_t bytes,
                      unsigned flags);
long uc_sys_write(int number, const void *buf, size_t bytes);

long uc_sys_gettid(void)
{
    return 1;
}

static const uint64_t one = 1u << (USR1 - 1), both = one | 1u << (USR2 - 1);
static uint32_t records[4][RECORD / 4];

static unsigned events_of(int number)
{
    struct uc_fd *fd = uc_fd_get(number);
    unsigned events = fd->ops->events(fd);

    uc_fd_release(fd);
    return events;
}

UC_TEST(reads_what_is_pending_in_order_of_numbers)
{
    uint64_t pending = 1;

    uc_sys_rt_sigprocmask(BLOCK, &both, NULL, 8);
    int fd = (int)uc_sys_signalfd4(-1, &both, 8, UC_FD_NONBLOCK);
    UC_EXPECT_EQ(events_of(fd), 0);
    UC_EXPECT_EQ(uc_sys_read(fd, records, sizeof records), -UC_EAGAIN);
    uc_sys_kill(1, USR2);
    uc_sys_kill(1, USR1);
    uc_sys_kill(1, USR1);
    UC_EXPECT_EQ(events_of(fd), UC_FD_IN);
    UC_EXPECT_EQ(uc_sys_read(fd, records, RECORD - 1), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_read(fd, records, RECORD + 1), RECORD);
    UC_EXPECT_EQ(records[0][0], USR1);
    UC_EXPECT_EQ(records[0][3], 1); /* the process that sent it */
    UC_EXPECT_EQ(uc_sys_read(fd, records, sizeof records), RECORD);
    UC_EXPECT_EQ(records[0][0], USR2);
    UC_EXPECT_EQ(uc_sys_rt_sigpending(&pending, 8), 0);
    UC_EXPECT_EQ(pending, 0);
    uc_sys_rt_sigprocmask(UNBLOCK, &both, NULL, 8);
    UC_EXPECT_EQ(uc_sys_close(fd), 0);
}

UC_TEST(hears_of_what_its_mask_says_and_no_more)
{
    const uint64_t never = UINT64_C(1) << 8;

    uc_sys_rt_sigprocmask(BLOCK, &both, NULL, 8);
    int first = (int)uc_sys_signalfd4(-1, &one, 8, UC_FD_NONBLOCK);
    int second = (int)uc_sys_signalfd(-1, &never, 8);
    uc_sys_kill(1, USR2);
    UC_EXPECT_EQ(events_of(first), 0);
    UC_EXPECT_EQ(uc_sys_signalfd4(first, &both, 8, 0), first);
    UC_EXPECT_EQ(events_of(first), UC_FD_IN);
    UC_EXPECT_EQ(events_of(second), 0);
    UC_EXPECT_EQ(uc_sys_read(first, records, RECORD), RECORD);
    UC_EXPECT_EQ(uc_sys_close(first), 0);
    UC_EXPECT_EQ(uc_sys_close(second), 0);
    /* Nobody hears any more. */
    uc_sys_kill(1, USR1);
    int third = (int)uc_sys_signalfd(-1, &one, 8);
    UC_EXPECT_EQ(uc_sys_read(third, records, RECORD), RECORD);
    UC_EXPECT_EQ(uc_sys_close(third), 0);
    uc_sys_rt_sigprocmask(UNBLOCK, &both, NULL, 8);
}

static void read_one(void *arg)
{
    UC_EXPECT_EQ(uc_sys_read(*(int *)arg, records, RECORD), RECORD);
    UC_EXPECT_EQ(records[0][0], USR1);
}

UC_TEST(wakes_a_thread_that_waits_for_a_signal)
{
    struct uc_thread *thread;

    uc_sys_rt_sigprocmask(BLOCK, &both, NULL, 8);
    int fd = (int)uc_sys_signalfd4(-1, &one, 8, UC_FD_CLOEXEC);
    UC_REQUIRE(uc_thread_create(&thread, NULL, read_one, &fd) == 0);
    uc_yield();
    uc_sys_kill(1, USR1);
    uc_thread_join(thread);
    uc_sys_rt_sigprocmask(UNBLOCK, &both, NULL, 8);
    UC_EXPECT_EQ(uc_sys_close(fd), 0);
}

UC_TEST(refuses_what_is_no_mask_and_no_signalfd)
{
    int event = (int)uc_sys_eventfd2(0, 0);
    int fd = (int)uc_sys_signalfd(-1, &one, 8);

    UC_EXPECT_EQ(uc_sys_signalfd(-1, &one, 4), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_signalfd4(-1, &one, 8, 1), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_signalfd(event, &one, 8), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_signalfd(999, &one, 8), -UC_EBADF);
    UC_EXPECT_EQ(uc_sys_signalfd(-2, &one, 8), -UC_EBADF);
    UC_EXPECT_EQ(uc_sys_write(fd, records, RECORD), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_close(fd) | uc_sys_close(event), 0);
}
