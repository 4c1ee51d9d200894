/* SPDX-License-Identifier: BSD-3-Clause */
/* Spec: setitimer(2), timer_create(2). */
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <semaphore.h>
#include <unistd.h>

#include <uc/test.h>

#include "handled.h"

enum {
    MANY = 10000,
    MS = 1000000,
};

UC_TEST(timers_count_by_setitimer_and_tell_what_is_left)
{
    struct itimerval now;

    handle(SIGALRM, 0);
    alarm_in(5, 5);
    while (handled < 5) {
        pause();
    }
    UC_EXPECT_EQ(getitimer(ITIMER_REAL, &now), 0);
    UC_EXPECT_EQ(now.it_interval.tv_usec, 5000);
    alarm_in(0, 0);
    UC_EXPECT_EQ(getitimer(ITIMER_REAL, &now), 0);
    UC_EXPECT_EQ(now.it_value.tv_sec + now.it_value.tv_usec, 0);
    UC_EXPECT_EQ(alarm(1000), 0);
    UC_EXPECT(alarm(0) > 900);
    UC_EXPECT_EQ(setitimer(ITIMER_PROF, &now, NULL), -1);
    UC_EXPECT_EQ(errno, ENOSYS);
    now.it_value.tv_usec = 1000000;
    UC_EXPECT_EQ(setitimer(ITIMER_REAL, &now, NULL), -1);
    UC_EXPECT_EQ(errno, EINVAL);
}

UC_TEST(timers_send_their_value_and_count_what_nobody_took)
{
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL,
                             .sigev_signo = SIGRTMIN,
                             .sigev_value.sival_int = 42};
    struct itimerspec every = {{0, 2 * MS}, {0, 2 * MS}}, now;
    sigset_t set;
    siginfo_t info;
    timer_t timer;

    sigemptyset(&set);
    sigaddset(&set, SIGRTMIN);
    block(SIG_BLOCK, SIGRTMIN);
    UC_REQUIRE(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0);
    UC_EXPECT_EQ(timer_settime(timer, 0, &every, NULL), 0);
    usleep(50000);
    UC_EXPECT_EQ(sigwaitinfo(&set, &info), SIGRTMIN);
    UC_EXPECT_EQ(info.si_code, SI_TIMER);
    UC_EXPECT_EQ(info.si_value.sival_int, 42);
    UC_EXPECT_EQ(info.si_overrun, timer_getoverrun(timer));
    UC_EXPECT(info.si_overrun >= 20);
    UC_EXPECT_EQ(timer_gettime(timer, &now), 0);
    UC_EXPECT_EQ(now.it_interval.tv_nsec, 2 * MS);
    UC_EXPECT_EQ(timer_delete(timer), 0);
    errno = 0;
    UC_EXPECT_EQ(timer_delete(timer), -1);
    UC_EXPECT_EQ(errno, EINVAL);
    ignore(SIGRTMIN);
    block(SIG_UNBLOCK, SIGRTMIN);
}

static sem_t sem;

static void post(union sigval value)
{
    UC_EXPECT(value.sival_ptr == &sem);
    sem_post(&sem);
}

UC_TEST(timers_call_a_function_in_a_thread)
{
    struct sigevent event = {.sigev_notify = SIGEV_THREAD,
                             .sigev_notify_function = post,
                             .sigev_value.sival_ptr = &sem};
    struct itimerspec at = {{0, MS}, {0, 0}};
    timer_t timer;

    sem_init(&sem, 0, 0);
    UC_REQUIRE(timer_create(CLOCK_REALTIME, &event, &timer) == 0);
    clock_gettime(CLOCK_REALTIME, &at.it_value);
    UC_EXPECT_EQ(timer_settime(timer, TIMER_ABSTIME, &at, NULL), 0);
    for (int i = 0; i < 3; i++) {
        UC_EXPECT_EQ(sem_wait(&sem), 0);
    }
    UC_EXPECT_EQ(timer_delete(timer), 0);
}

UC_TEST(timers_of_sigev_none_just_run)
{
    struct sigevent event = {.sigev_notify = SIGEV_NONE};
    struct itimerspec at = {{0, 0}, {1000, 0}}, now;
    timer_t timer;

    UC_REQUIRE(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0);
    UC_EXPECT_EQ(timer_settime(timer, 0, &at, NULL), 0);
    UC_EXPECT_EQ(timer_gettime(timer, &now), 0);
    UC_EXPECT(now.it_value.tv_sec >= 900 && now.it_value.tv_sec <= 1000);
    UC_EXPECT_EQ(timer_delete(timer), 0);
}

UC_TEST(timers_have_an_end_which_eagain_tells)
{
    static timer_t timers[MANY];
    int n = 0;

    while (n < MANY && timer_create(CLOCK_MONOTONIC, NULL, &timers[n]) == 0) {
        n++;
    }
    UC_EXPECT_EQ(errno, EAGAIN);
    UC_EXPECT(n > 0 && n < MANY);
    while (n > 0) {
        n--;
        UC_EXPECT_EQ(timer_delete(timers[n]), 0);
    }
}

/* As fast as it can, while nobody takes it: others go on. */
UC_TEST(timers_of_a_nanosecond_do_not_keep_others_from_running)
{
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL,
                             .sigev_signo = SIGUSR1};
    struct itimerspec every = {{0, 1}, {0, 1}};
    timer_t timer;

    handle(SIGUSR1, SA_RESTART);
    UC_REQUIRE(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0);
    UC_EXPECT_EQ(timer_settime(timer, 0, &every, NULL), 0);
    while (handled < 100) {
        pause();
    }
    UC_EXPECT(timer_getoverrun(timer) > 0);
    UC_EXPECT_EQ(timer_delete(timer), 0);
    ignore(SIGUSR1);
    UC_EXPECT_EQ(timer_create(9, &event, &timer), -1);
    UC_EXPECT_EQ(errno, EINVAL);
    event.sigev_signo = 65;
    UC_EXPECT_EQ(timer_create(CLOCK_MONOTONIC, &event, &timer), -1);
    UC_EXPECT_EQ(errno, EINVAL);
}
