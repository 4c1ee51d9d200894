/* SPDX-License-Identifier: BSD-3-Clause */
/* What is pending, in which order, and who takes it. Spec: POSIX, 2.4. */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <uc/test.h>

#include "handled.h"

static sigset_t set_of(int signal)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, signal);
    return set;
}

UC_TEST(queues_keep_the_order_and_the_values_of_signals_of_real_time)
{
    handle(SIGRTMIN, 0);
    handle(SIGRTMIN + 1, 0);
    block(SIG_BLOCK, SIGRTMIN);
    block(SIG_BLOCK, SIGRTMIN + 1);
    UC_EXPECT_EQ(
        sigqueue(getpid(), SIGRTMIN + 1, (union sigval){.sival_int = 9}), 0);
    for (int i = 1; i <= 3; i++) {
        UC_EXPECT_EQ(
            sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = i}), 0);
    }
    block(SIG_UNBLOCK, SIGRTMIN);
    block(SIG_UNBLOCK, SIGRTMIN + 1);
    UC_EXPECT_EQ(handled, 4);
    UC_EXPECT_EQ(values[0], 1);
    UC_EXPECT_EQ(values[1], 2);
    UC_EXPECT_EQ(values[2], 3);
    UC_EXPECT_EQ(values[3], 9);
}

UC_TEST(queues_have_an_end_which_eagain_tells)
{
    sigset_t set = set_of(SIGRTMIN);
    const struct timespec none = {0, 0};
    int sent = 0, taken = 0;

    block(SIG_BLOCK, SIGRTMIN);
    while (sent < 100000 && sigqueue(getpid(), SIGRTMIN,
                                     (union sigval){.sival_int = sent}) == 0) {
        sent++;
    }
    UC_EXPECT_EQ(errno, EAGAIN);
    UC_EXPECT(sent > 0 && sent < 100000);
    siginfo_t info;
    while (sigtimedwait(&set, &info, &none) == SIGRTMIN) {
        UC_EXPECT_EQ(info.si_value.sival_int, taken);
        taken++;
    }
    UC_EXPECT_EQ(errno, EAGAIN);
    UC_EXPECT_EQ(taken, sent);
    block(SIG_UNBLOCK, SIGRTMIN);
}

static void *wait_for_it(void *arg)
{
    sigset_t set = set_of(SIGUSR2);
    int signal = 0;

    UC_EXPECT_EQ(sigwait(&set, &signal), 0);
    *(int *)arg = signal;
    return NULL;
}

UC_TEST(queues_give_a_signal_to_the_thread_that_waits_for_it)
{
    pthread_t thread;
    int got = 0;

    block(SIG_BLOCK, SIGUSR2);
    UC_REQUIRE(pthread_create(&thread, NULL, wait_for_it, &got) == 0);
    usleep(1000);
    UC_EXPECT_EQ(kill(getpid(), SIGUSR2), 0);
    UC_EXPECT_EQ(pthread_join(thread, NULL), 0);
    UC_EXPECT_EQ(got, SIGUSR2);
    sigset_t pending;
    UC_EXPECT_EQ(sigpending(&pending), 0);
    UC_EXPECT(!sigismember(&pending, SIGUSR2));
    block(SIG_UNBLOCK, SIGUSR2);
}

UC_TEST(queues_keep_what_is_sent_to_one_thread_from_the_others)
{
    sigset_t pending;

    handle(SIGUSR2, 0);
    block(SIG_BLOCK, SIGUSR2);
    UC_EXPECT_EQ(pthread_kill(pthread_self(), SIGUSR2), 0);
    UC_EXPECT_EQ(pthread_kill(pthread_self(), SIGUSR2), 0);
    sigpending(&pending);
    UC_EXPECT(sigismember(&pending, SIGUSR2));
    block(SIG_UNBLOCK, SIGUSR2);
    UC_EXPECT_EQ(handled, 1);
}

UC_TEST(queues_are_read_by_signalfd_with_their_values)
{
    sigset_t set = set_of(SIGRTMIN + 2);
    struct signalfd_siginfo info[2];

    block(SIG_BLOCK, SIGRTMIN + 2);
    int fd = signalfd(-1, &set, SFD_NONBLOCK);
    UC_REQUIRE(fd >= 0);
    sigqueue(getpid(), SIGRTMIN + 2, (union sigval){.sival_int = 5});
    UC_EXPECT_EQ(read(fd, info, sizeof info), sizeof *info);
    UC_EXPECT_EQ(info[0].ssi_int, 5);
    UC_EXPECT_EQ(info[0].ssi_code, SI_QUEUE);
    UC_EXPECT_EQ(read(fd, info, sizeof info), -1);
    close(fd);
    block(SIG_UNBLOCK, SIGRTMIN + 2);
}

UC_TEST(queues_refuse_what_is_no_signal_no_thread_and_no_set)
{
    uint64_t set = 0;

    UC_EXPECT_EQ(sigqueue(getpid(), 65, (union sigval){.sival_int = 0}), -1);
    UC_EXPECT_EQ(errno, EINVAL);
    UC_EXPECT_EQ(sigqueue(77, SIGUSR1, (union sigval){.sival_int = 0}), -1);
    UC_EXPECT_EQ(errno, ESRCH);
    UC_EXPECT_EQ(syscall(SYS_tgkill, getpid(), 4711, SIGUSR1), -1);
    UC_EXPECT_EQ(errno, ESRCH);
    UC_EXPECT_EQ(syscall(SYS_rt_sigsuspend, &set, 4), -1);
    UC_EXPECT_EQ(errno, EINVAL);
    UC_EXPECT_EQ(syscall(SYS_rt_sigsuspend, NULL, 8), -1);
    UC_EXPECT_EQ(errno, EFAULT);
    UC_EXPECT_EQ(syscall(SYS_rt_sigtimedwait, &set, NULL,
                         &(struct timespec){0, 1000000000}, 8),
                 -1);
    UC_EXPECT_EQ(errno, EINVAL);
    UC_EXPECT_EQ(syscall(SYS_rt_sigpending, &set, 9), -1);
    UC_EXPECT_EQ(errno, EINVAL);
}
