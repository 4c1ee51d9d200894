/* SPDX-License-Identifier: BSD-3-Clause */
/* Threads of POSIX, and their own variables. */
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <uc/test.h>

static _Thread_local int own = 42;
static _Thread_local char zeroed[300];
static _Thread_local _Alignas(64) char aligned[64];

static void *use_own_variables(void *arg)
{
    int errors = (own != 42) + (zeroed[299] != 0) +
                 ((uintptr_t)aligned % 64 != 0) + (errno != 0);

    own = (int)(intptr_t)arg;
    errno = own;
    memset(zeroed, own, sizeof zeroed);
    for (int i = 0; i < 3; i++) {
        sched_yield();
        errors += own != (int)(intptr_t)arg || errno != own ||
                  zeroed[299] != (char)own;
    }
    return (void *)(intptr_t)errors;
}

UC_TEST(threads_have_variables_of_their_own)
{
    enum {
        N = 8
    };
    pthread_t threads[N];
    void *errors;

    UC_EXPECT_EQ(own, 42);
    UC_EXPECT_EQ((uintptr_t)aligned % 64, 0);
    errno = 7;
    for (intptr_t i = 0; i < N; i++) {
        UC_REQUIRE(pthread_create(&threads[i], NULL, use_own_variables,
                                  (void *)(i + 1)) == 0);
    }
    for (int i = 0; i < N; i++) {
        UC_EXPECT_EQ(pthread_join(threads[i], &errors), 0);
        UC_EXPECT_EQ((intptr_t)errors, 0);
    }
    UC_EXPECT_EQ(own, 42);
    UC_EXPECT_EQ(errno, 7);
}

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static int turn;

static void *take_turns(void *arg)
{
    int mine = (int)(intptr_t)arg;

    for (int i = 0; i < 50; i++) {
        pthread_mutex_lock(&mutex);
        while (turn % 4 != mine) {
            pthread_cond_wait(&cond, &mutex);
        }
        turn++;
        pthread_cond_broadcast(&cond);
        pthread_mutex_unlock(&mutex);
    }
    return arg;
}

UC_TEST(threads_take_turns_by_a_condition)
{
    pthread_t threads[4];
    void *result;

    turn = 0;
    for (intptr_t i = 0; i < 4; i++) {
        UC_REQUIRE(pthread_create(&threads[i], NULL, take_turns, (void *)i) ==
                   0);
    }
    for (intptr_t i = 0; i < 4; i++) {
        UC_EXPECT_EQ(pthread_join(threads[i], &result), 0);
        UC_EXPECT(result == (void *)i);
    }
    UC_EXPECT_EQ(turn, 200);
}

static void *lock_while_yielding(void *arg)
{
    int *sum = arg;

    for (int i = 0; i < 100; i++) {
        pthread_mutex_lock(&mutex);
        int seen = *sum;
        sched_yield();
        *sum = seen + 1;
        pthread_mutex_unlock(&mutex);
    }
    return NULL;
}

UC_TEST(threads_keep_each_other_out_by_a_mutex)
{
    pthread_t threads[5];
    int sum = 0;

    for (int i = 0; i < 5; i++) {
        UC_REQUIRE(
            pthread_create(&threads[i], NULL, lock_while_yielding, &sum) == 0);
    }
    for (int i = 0; i < 5; i++) {
        pthread_join(threads[i], NULL);
    }
    UC_EXPECT_EQ(sum, 500);
}

UC_TEST(threads_stop_waiting_when_time_is_up)
{
    struct timespec until;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += 5000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_nsec -= 1000000000;
        until.tv_sec++;
    }
    pthread_mutex_lock(&mutex);
    UC_EXPECT_EQ(pthread_cond_timedwait(&cond, &mutex, &until), ETIMEDOUT);
    UC_EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
}

static int onces;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key;
static int destroyed;

static void init_once(void)
{
    sched_yield();
    onces++;
}

static void destroy(void *value)
{
    destroyed += (int)(intptr_t)value;
}

static void *use_key(void *arg)
{
    pthread_once(&once, init_once);
    pthread_setspecific(key, arg);
    sched_yield();
    return pthread_getspecific(key);
}

UC_TEST(threads_do_once_and_keep_values_by_key)
{
    pthread_t threads[3];
    void *value;

    UC_REQUIRE(pthread_key_create(&key, destroy) == 0);
    for (intptr_t i = 0; i < 3; i++) {
        UC_REQUIRE(
            pthread_create(&threads[i], NULL, use_key, (void *)(i + 1)) == 0);
    }
    for (intptr_t i = 0; i < 3; i++) {
        pthread_join(threads[i], &value);
        UC_EXPECT_EQ((intptr_t)value, i + 1);
    }
    UC_EXPECT_EQ(onces, 1);
    UC_EXPECT_EQ(destroyed, 1 + 2 + 3);
    pthread_key_delete(key);
}

static sem_t started;

static void *end_alone(void *arg)
{
    (void)arg;
    sem_post(&started);
    return NULL;
}

/* Each takes 136 KB: without their memory back, there is none left soon. */
UC_TEST(threads_that_are_detached_give_their_memory_back)
{
    pthread_attr_t attr;
    pthread_t thread;

    UC_REQUIRE(sem_init(&started, 0, 0) == 0);
    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    for (int i = 0; i < 1000; i++) {
        UC_REQUIRE(pthread_create(&thread, &attr, end_alone, NULL) == 0);
        UC_REQUIRE(sem_wait(&started) == 0);
    }
    for (int i = 0; i < 1000; i++) {
        UC_REQUIRE(pthread_create(&thread, NULL, end_alone, NULL) == 0);
        UC_REQUIRE(pthread_join(thread, NULL) == 0);
    }
    sem_destroy(&started);
}

static int cleaned;

static void clean(void *arg)
{
    cleaned += *(int *)arg;
}

static void *compute(void *arg)
{
    pthread_cleanup_push(clean, arg);
    for (;;) {
        pthread_testcancel();
        sched_yield();
    }
    pthread_cleanup_pop(0);
    return NULL;
}

static sem_t never;

static void *wait_for_what_never_comes(void *arg)
{
    pthread_cleanup_push(clean, arg);
    sem_wait(&never);
    pthread_cleanup_pop(0);
    return NULL;
}

static void cancel_one(void *(*function)(void *))
{
    pthread_t thread;
    void *result;
    int five = 5;

    cleaned = 0;
    UC_REQUIRE(pthread_create(&thread, NULL, function, &five) == 0);
    sched_yield();
    UC_EXPECT_EQ(pthread_cancel(thread), 0);
    UC_EXPECT_EQ(pthread_join(thread, &result), 0);
    UC_EXPECT(result == PTHREAD_CANCELED);
    UC_EXPECT_EQ(cleaned, 5);
}

UC_TEST(threads_end_where_they_are_cancelled)
{
    UC_REQUIRE(sem_init(&never, 0, 0) == 0);
    cancel_one(compute);
    cancel_one(wait_for_what_never_comes);
    sem_destroy(&never);
}

static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_barrier_t barrier;
static int readers, readers_at_once;

static void *read_together(void *arg)
{
    pthread_rwlock_rdlock(&rwlock);
    readers++;
    pthread_barrier_wait(&barrier);
    readers_at_once = readers;
    pthread_rwlock_unlock(&rwlock);
    return arg;
}

UC_TEST(threads_read_together_and_meet_at_barriers)
{
    pthread_t threads[3];

    UC_REQUIRE(pthread_barrier_init(&barrier, NULL, 3) == 0);
    for (int i = 0; i < 3; i++) {
        UC_REQUIRE(pthread_create(&threads[i], NULL, read_together, NULL) == 0);
    }
    for (int i = 0; i < 3; i++) {
        pthread_join(threads[i], NULL);
    }
    UC_EXPECT_EQ(readers_at_once, 3);
    UC_EXPECT_EQ(pthread_rwlock_wrlock(&rwlock), 0);
    UC_EXPECT_EQ(pthread_rwlock_tryrdlock(&rwlock), EBUSY);
    UC_EXPECT_EQ(pthread_rwlock_unlock(&rwlock), 0);
    pthread_barrier_destroy(&barrier);
}

UC_TEST(threads_give_robust_mutexes_on_when_they_end)
{
    static pthread_mutex_t robust;
    pthread_mutexattr_t attr;
    pthread_t thread;

    pthread_mutexattr_init(&attr);
    UC_REQUIRE(pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST) == 0);
    UC_REQUIRE(pthread_mutex_init(&robust, &attr) == 0);
    UC_REQUIRE(pthread_create(&thread, NULL,
                              (void *(*)(void *))pthread_mutex_lock,
                              &robust) == 0);
    pthread_join(thread, NULL);
    UC_EXPECT_EQ(pthread_mutex_lock(&robust), EOWNERDEAD);
    UC_EXPECT_EQ(pthread_mutex_consistent(&robust), 0);
    UC_EXPECT_EQ(pthread_mutex_unlock(&robust), 0);
}
