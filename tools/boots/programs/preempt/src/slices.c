/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What only time slices let end: each of these spins until another thread, or a
 * timer, has changed something. On a cooperative scheduler they hang.
 */
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <uc/sched.h>
#include <uc/test.h>

enum {
    THREADS = 4,
    ROUNDS = 20000,
    TURNS = 40, /* how often others run in between */
};

static volatile int turn;

static void *set_turn(void *arg)
{
    turn = (int)(intptr_t)arg;
    return NULL;
}

UC_TEST(slices_let_others_run_while_a_thread_spins)
{
    pthread_t thread;

    UC_REQUIRE(pthread_create(&thread, NULL, set_turn, (void *)1) == 0);
    while (turn != 1) {
    }
    UC_EXPECT_EQ(pthread_join(thread, NULL), 0);
}

static void *await_turns(void *arg)
{
    int mine = (int)(intptr_t)arg;

    for (int i = 0; i < TURNS; i++) {
        while (turn % THREADS != mine) {
        }
        turn++;
    }
    return NULL;
}

UC_TEST(slices_go_round_among_threads_that_all_spin)
{
    pthread_t threads[THREADS];

    turn = 0;
    for (intptr_t i = 0; i < THREADS; i++) {
        UC_REQUIRE(pthread_create(&threads[i], NULL, await_turns, (void *)i) ==
                   0);
    }
    for (int i = 0; i < THREADS; i++) {
        UC_EXPECT_EQ(pthread_join(threads[i], NULL), 0);
    }
    UC_EXPECT_EQ(turn, THREADS * TURNS);
}

static volatile int ready;

static void *wait_for_timer(void *arg)
{
    struct pollfd fd = {*(int *)arg, POLLIN, 0};

    ready = poll(&fd, 1, -1);
    return NULL;
}

UC_TEST(slices_look_after_timers_while_a_thread_spins)
{
    const struct itimerspec soon = {.it_value.tv_nsec = 5000000};
    int timer = timerfd_create(CLOCK_MONOTONIC, 0);
    pthread_t thread;

    UC_EXPECT_EQ(timerfd_settime(timer, 0, &soon, NULL), 0);
    UC_REQUIRE(pthread_create(&thread, NULL, wait_for_timer, &timer) == 0);
    while (ready == 0) {
    }
    UC_EXPECT_EQ(ready, 1);
    UC_EXPECT_EQ(pthread_join(thread, NULL), 0);
    UC_EXPECT_EQ(close(timer), 0);
}

static volatile sig_atomic_t alarms;
static sigjmp_buf out;

static void count_alarm(int signal)
{
    alarms++;
    if (alarms == 3) {
        siglongjmp(out, signal);
    }
}

/* No call is made that could look for them. */
UC_TEST(slices_deliver_signals_to_a_thread_that_spins)
{
    const struct itimerval every = {{0, 2000}, {0, 2000}};

    signal(SIGALRM, count_alarm);
    UC_EXPECT_EQ(setitimer(ITIMER_REAL, &every, NULL), 0);
    if (sigsetjmp(out, 1) == 0) {
        for (;;) {
        }
    }
    UC_EXPECT_EQ(setitimer(ITIMER_REAL, &(struct itimerval){0}, NULL), 0);
    UC_EXPECT_EQ(alarms, 3);
}

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t turned = PTHREAD_COND_INITIALIZER;
static pthread_spinlock_t spinlock;
static volatile unsigned counter, spun, next_one;

static void *count(void *arg)
{
    unsigned mine = (unsigned)(uintptr_t)arg;

    for (unsigned i = 0; i < ROUNDS; i++) {
        UC_EXPECT_EQ(pthread_mutex_lock(&mutex), 0);
        counter = counter + 1;
        UC_EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
        UC_EXPECT_EQ(pthread_spin_lock(&spinlock), 0);
        spun = spun + 1;
        UC_EXPECT_EQ(pthread_spin_unlock(&spinlock), 0);
        free(malloc(i % 5000));
        if (i % 100 == 0) {
            UC_EXPECT_EQ(pthread_mutex_lock(&mutex), 0);
            while (next_one % THREADS != mine) {
                UC_EXPECT_EQ(pthread_cond_wait(&turned, &mutex), 0);
            }
            next_one = next_one + 1;
            UC_EXPECT_EQ(pthread_cond_broadcast(&turned), 0);
            UC_EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
        }
    }
    return NULL;
}

UC_TEST(slices_keep_what_locks_of_threads_promise)
{
    pthread_t threads[THREADS];

    UC_EXPECT_EQ(pthread_spin_init(&spinlock, PTHREAD_PROCESS_PRIVATE), 0);
    for (uintptr_t i = 0; i < THREADS; i++) {
        UC_REQUIRE(pthread_create(&threads[i], NULL, count, (void *)i) == 0);
    }
    for (int i = 0; i < THREADS; i++) {
        UC_EXPECT_EQ(pthread_join(threads[i], NULL), 0);
    }
    UC_EXPECT_EQ(counter, THREADS * ROUNDS);
    UC_EXPECT_EQ(spun, THREADS * ROUNDS);
}
