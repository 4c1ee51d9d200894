/* SPDX-License-Identifier: BSD-3-Clause */
/* lib-posix-signal where threads are in the image: queues, waits, timers. */
#include <uc/errors.h>
#include <uc/hosted.h>
#include <uc/plat/clock.h>
#include <uc/posix_signal.h>
#include <uc/sched.h>
#include <uc/test.h>

UC_HOSTED_BOOT("");

/* The kernel's struct, as C libraries fill it in. */
struct action {
    uintptr_t handler;
    unsigned long flags;
    uintptr_t restorer;
    uint64_t mask;
};

long uc_sys_rt_sigaction(int signal, const struct action *set,
                         struct action *old, size_t bytes);
long uc_sys_rt_sigprocmask(int how, const uint64_t *set, uint64_t *old,
                           size_t bytes);

enum {
    BLOCK = 0,
    UNBLOCK = 1,
};

static int calls[8], calls_n;

static void note(int signal)
{
    calls[calls_n++] = signal;
}

static void set(int signal, struct action action)
{
    calls_n = 0;
    UC_EXPECT_EQ(uc_sys_rt_sigaction(signal, &action, NULL, 8), 0);
}

struct info {
    int signal, error, code;
    _Alignas(uintptr_t) int id;
    int detail;
    uintptr_t value;
    char rest[104];
};

struct span {
    int64_t s, ns;
};

struct setting {
    struct span interval, value;
};

struct event {
    uintptr_t value;
    int signal, notify, tid;
};

long uc_sys_rt_sigqueueinfo(int pid, int signal, const struct info *info);
long uc_sys_rt_sigtimedwait(const uint64_t *set, struct info *out,
                            const struct span *span, size_t bytes);
long uc_sys_rt_sigsuspend(const uint64_t *set, size_t bytes);
long uc_sys_pause(void);
long uc_sys_timer_create(int clock, const struct event *event, int *id);
long uc_sys_timer_settime(int id, int flags, const struct setting *new,
                          struct setting *old);
long uc_sys_timer_gettime(int id, struct setting *out);
long uc_sys_timer_getoverrun(int id);
long uc_sys_timer_delete(int id);
long uc_sys_alarm(unsigned seconds);

enum {
    ALRM = 14,
    RT = 40,
    RESTART = 0x10000000,
    MS = 1000000,
};

UC_TEST(queues_signals_of_real_time_in_order_and_to_an_end)
{
    const uint64_t set = UINT64_C(1) << (RT - 1);
    struct info info = {.code = -1};
    int sent = 0, taken = 0;

    uc_sys_rt_sigprocmask(BLOCK, &set, NULL, 8);
    while (uc_sys_rt_sigqueueinfo(1, RT, &info) == 0) {
        info.value = (uintptr_t)++sent;
    }
    UC_EXPECT_EQ(uc_sys_rt_sigqueueinfo(1, RT, &info), -UC_EAGAIN);
    UC_EXPECT_EQ(sent, 1024);
    while (uc_sys_rt_sigtimedwait(&set, &info, &(struct span){0, 0}, 8) == RT) {
        UC_EXPECT_EQ(info.value, (unsigned)taken);
        taken++;
    }
    UC_EXPECT_EQ(taken, sent);
    UC_EXPECT_EQ(uc_sys_rt_sigtimedwait(&set, NULL, &(struct span){0, 1}, 8),
                 -UC_EAGAIN);
    uc_sys_rt_sigprocmask(UNBLOCK, &set, NULL, 8);
}

/* Of a C library: what it calls behind a call that waited. */
UC_TEST(says_whether_a_call_is_to_be_made_again)
{
    set(ALRM, (struct action){.handler = (uintptr_t)note, .flags = RESTART});
    UC_EXPECT_EQ(uc_posix_signal_deliver(-UC_EINTR), false);
    uc_sys_alarm(1);
    UC_EXPECT_EQ(uc_sys_pause(), -UC_EINTR);
    UC_EXPECT_EQ(calls_n, 1);
    UC_EXPECT_EQ(uc_posix_signal_deliver(-UC_EINTR), false);
    UC_EXPECT(!uc_posix_signal_due);
}

UC_TEST(counts_what_a_timer_sent_while_nobody_took_it)
{
    const struct event event = {7, RT, 0, 0};
    const struct setting every = {{0, MS}, {0, MS}};
    const uint64_t set = UINT64_C(1) << (RT - 1);
    struct setting now;
    struct info info;
    int id = -1;

    uc_sys_rt_sigprocmask(BLOCK, &set, NULL, 8);
    UC_REQUIRE(uc_sys_timer_create(1, &event, &id) == 0);
    UC_EXPECT_EQ(uc_sys_timer_settime(id, 0, &every, NULL), 0);
    uc_sleep_until(uc_plat_clock_monotonic() + 20 * MS);
    UC_EXPECT_EQ(uc_sys_rt_sigtimedwait(&set, &info, NULL, 8), RT);
    UC_EXPECT_EQ(info.value, 7);
    UC_EXPECT_GE(info.detail, 15);
    UC_EXPECT_EQ(uc_sys_timer_getoverrun(id), info.detail);
    UC_EXPECT_EQ(uc_sys_timer_settime(id, 0, &(struct setting){0}, &now), 0);
    UC_EXPECT_EQ(now.interval.ns, MS);
    UC_EXPECT_EQ(uc_sys_timer_gettime(id, &now), 0);
    UC_EXPECT_EQ(now.value.ns, 0);
    uc_sys_rt_sigtimedwait(&set, &info, &(struct span){0, 0}, 8);
    /* One that is queued when its timer is deleted does no harm. */
    UC_EXPECT_EQ(uc_sys_timer_settime(id, 0, &every, NULL), 0);
    uc_sleep_until(uc_plat_clock_monotonic() + 5 * MS);
    UC_EXPECT_EQ(uc_sys_timer_delete(id), 0);
    UC_EXPECT_EQ(uc_sys_timer_delete(id), -UC_EINVAL);
    uc_sys_rt_sigtimedwait(&set, &info, &(struct span){0, 0}, 8);
    uc_sys_rt_sigprocmask(UNBLOCK, &set, NULL, 8);
}

UC_TEST(refuses_what_no_timer_is)
{
    const struct event other_notify = {0, 10, 9, 0}, no_signal = {0, 0, 0, 0},
                       no_thread = {0, 10, 4, 77};
    const struct setting bad = {{0, 0}, {0, 1000000000}};
    int id;

    UC_EXPECT_EQ(uc_sys_timer_create(2, NULL, &id), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_timer_create(1, &other_notify, &id), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_timer_create(1, &no_signal, &id), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_timer_create(1, &no_thread, &id), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_timer_create(1, NULL, NULL), -UC_EFAULT);
    UC_EXPECT_EQ(uc_sys_timer_settime(5, 0, &bad, NULL), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_timer_getoverrun(-1), -UC_EINVAL);
    UC_REQUIRE(uc_sys_timer_create(1, NULL, &id) == 0);
    UC_EXPECT_EQ(uc_sys_timer_settime(id, 0, &bad, NULL), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_timer_settime(id, 0, NULL, NULL), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_timer_delete(id), 0);
    UC_EXPECT_EQ(uc_sys_rt_sigsuspend(&(uint64_t){0}, 4), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_rt_sigsuspend(NULL, 8), -UC_EFAULT);
}
