/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_SUITES_SCHED_H
#define UC_SUITES_SCHED_H

/*
 * Conformance suite of contract "sched" (threads, wait queues, mutexes,
 * semaphores, work, timers): included by one file of a test program in which
 * init level 2 has run (on `hosted`: UC_HOSTED_BOOT("")).
 *
 * It holds for schedulers that preempt and for those that do not: no test says
 * who runs first, unless the contract does.
 */
#include <uc/errors.h>
#include <uc/mutex.h>
#include <uc/plat.h>
#include <uc/sched.h>
#include <uc/sem.h>
#include <uc/test.h>
#include <uc/timer.h>
#include <uc/wait.h>
#include <uc/work.h>

enum {
    SCHED_SUITE_THREADS = 16
};

static uc_nsec_t sched_suite_in(uc_nsec_t span)
{
    return uc_plat_clock_monotonic() + span;
}

static void sched_suite_set(void *arg)
{
    UC_WRITE_ONCE(*(int *)arg, 1);
}

UC_TEST(sched_join_waits_for_the_end_of_a_thread)
{
    int done[SCHED_SUITE_THREADS] = {0};
    struct uc_thread *threads[SCHED_SUITE_THREADS];

    for (unsigned i = 0; i < SCHED_SUITE_THREADS; i++) {
        UC_REQUIRE(uc_thread_create(&threads[i], NULL, sched_suite_set,
                                    &done[i]) == 0);
    }
    for (unsigned i = 0; i < SCHED_SUITE_THREADS; i++) {
        uc_thread_join(threads[i]);
        UC_EXPECT_EQ(done[i], 1);
    }
}

static void sched_suite_exit(void *arg)
{
    UC_WRITE_ONCE(*(int *)arg, 1);
    uc_thread_exit();
}

UC_TEST(sched_exit_ends_a_thread_and_join_comes_later_too)
{
    int done = 0;
    struct uc_thread *thread;

    UC_REQUIRE(uc_thread_create(&thread, NULL, sched_suite_exit, &done) == 0);
    while (UC_READ_ONCE(done) == 0) {
        uc_yield();
    }
    uc_yield();
    uc_thread_join(thread);
}

UC_TEST(sched_detached_threads_run_and_their_memory_comes_back)
{
    static int done;

    /* More stacks than any test machine has room for at once. */
    for (unsigned i = 0; i < 5000; i++) {
        struct uc_thread *thread = NULL;
        done = 0;
        UC_REQUIRE(uc_thread_create(i % 2 == 0 ? &thread : NULL, NULL,
                                    sched_suite_set, &done) == 0);
        if (thread != NULL) {
            uc_thread_detach(thread);
        }
        while (UC_READ_ONCE(done) == 0) {
            uc_yield();
        }
        uc_yield();
    }
}

struct sched_suite_identity {
    const struct uc_thread *self;
    const char *name;
    uintptr_t lo;
    uintptr_t hi;
    uintptr_t local;
};

static void sched_suite_identify(void *arg)
{
    struct sched_suite_identity *out = arg;
    int here = 0;

    out->self = uc_thread_self();
    out->name = uc_thread_name(uc_thread_self());
    uc_thread_stack(&out->lo, &out->hi);
    out->local = (uintptr_t)&here;
}

UC_TEST(sched_threads_know_their_name_and_their_stack)
{
    const struct uc_thread_attr attr = {.name = "worker", .stack_bytes = 50000};
    struct sched_suite_identity of = {NULL, NULL, 0, 0, 0};
    struct uc_thread *thread;

    UC_REQUIRE(uc_thread_create(&thread, &attr, sched_suite_identify, &of) ==
               0);
    struct uc_thread *expected = thread;
    uc_thread_join(thread);
    UC_EXPECT(of.self == expected);
    UC_EXPECT(of.self != uc_thread_self());
    UC_EXPECT_STR(of.name, "worker");
    UC_EXPECT_GE(of.hi - of.lo, 50000u);
    UC_EXPECT(of.local >= of.lo && of.local < of.hi);
}

UC_TEST(sched_a_stack_too_large_is_an_error)
{
    const struct uc_thread_attr attr = {.stack_bytes = SIZE_MAX / 2};
    struct uc_thread *thread = NULL;

    UC_EXPECT_EQ(uc_thread_create(&thread, &attr, sched_suite_set, NULL),
                 -UC_ENOMEM);
    UC_EXPECT(thread == NULL);
}

static void sched_suite_count(void *arg)
{
    for (unsigned i = 0; i < 100; i++) {
        UC_WRITE_ONCE(*(unsigned *)arg, *(unsigned *)arg + 1);
        uc_yield();
    }
}

UC_TEST(sched_yield_lets_all_others_get_on)
{
    unsigned counts[4] = {0};
    struct uc_thread *threads[4];
    uint64_t before = uc_sched_switches();

    for (unsigned i = 0; i < 4; i++) {
        UC_REQUIRE(uc_thread_create(&threads[i], NULL, sched_suite_count,
                                    &counts[i]) == 0);
    }
    /* None of them may starve while this one only yields. */
    unsigned turns = 0;
    for (unsigned i = 0; i < 4; turns++) {
        uc_yield();
        i += UC_READ_ONCE(counts[i]) == 100 ? 1 : 0;
        UC_REQUIRE(turns < 1000000);
    }
    for (unsigned i = 0; i < 4; i++) {
        uc_thread_join(threads[i]);
    }
    UC_EXPECT_GT(uc_sched_switches(), before);
}

UC_TEST(sched_sleep_lasts_at_least_as_long_as_asked)
{
    uc_nsec_t deadline = sched_suite_in(2 * UC_NSEC_PER_MS);

    uc_sleep_until(deadline);
    UC_EXPECT_GE(uc_plat_clock_monotonic(), deadline);
    uc_sleep_until(0); /* long ago: returns */
}

struct sched_suite_sleeper {
    uc_nsec_t deadline;
    unsigned rank;
};

static unsigned sched_suite_rank;

static void sched_suite_sleep(void *arg)
{
    struct sched_suite_sleeper *sleeper = arg;

    uc_sleep_until(sleeper->deadline);
    sleeper->rank = ++sched_suite_rank;
}

UC_TEST(sched_sleepers_wake_by_deadline)
{
    struct sched_suite_sleeper sleepers[4] = {{0, 0}};
    struct uc_thread *threads[4];
    static const unsigned order[4] = {2, 0, 3, 1};
    uc_nsec_t start = sched_suite_in(20 * UC_NSEC_PER_MS);

    sched_suite_rank = 0;
    for (unsigned i = 0; i < 4; i++) {
        sleepers[i].deadline = start + order[i] * 20 * UC_NSEC_PER_MS;
        UC_REQUIRE(uc_thread_create(&threads[i], NULL, sched_suite_sleep,
                                    &sleepers[i]) == 0);
    }
    for (unsigned i = 0; i < 4; i++) {
        uc_thread_join(threads[i]);
    }
    for (unsigned i = 0; i < 4; i++) {
        UC_EXPECT_EQ(sleepers[i].rank, order[i] + 1);
    }
}

/* A queue with its lock and its condition, as users write them. */
static struct {
    struct uc_spinlock lock;
    struct uc_waitq wq;
    unsigned tickets;
    unsigned waiting;
    unsigned served[SCHED_SUITE_THREADS];
    unsigned served_n;
} sched_suite_desk;

static void sched_suite_queue_up(void *arg)
{
    uc_spin_lock(&sched_suite_desk.lock);
    sched_suite_desk.waiting++;
    while (sched_suite_desk.tickets == 0) {
        (void)uc_waitq_wait(&sched_suite_desk.wq, &sched_suite_desk.lock,
                            UC_NEVER);
    }
    sched_suite_desk.tickets--;
    sched_suite_desk.waiting--;
    sched_suite_desk.served[sched_suite_desk.served_n++] =
        *(const unsigned *)arg;
    uc_spin_unlock(&sched_suite_desk.lock);
}

static unsigned sched_suite_ids[SCHED_SUITE_THREADS];

/* Starts (n) threads that wait, one after the other. */
static bool sched_suite_open_desk(struct uc_thread **threads, unsigned n)
{
    sched_suite_desk.served_n = 0;
    for (unsigned i = 0; i < n; i++) {
        sched_suite_ids[i] = i;
        if (uc_thread_create(&threads[i], NULL, sched_suite_queue_up,
                             &sched_suite_ids[i]) < 0) {
            return false;
        }
        while (UC_READ_ONCE(sched_suite_desk.waiting) <= i) {
            uc_yield();
        }
    }
    return true;
}

UC_TEST(sched_wake_one_wakes_the_first)
{
    struct uc_thread *threads[4];

    UC_REQUIRE(sched_suite_open_desk(threads, 4));
    for (unsigned i = 0; i < 4; i++) {
        uc_spin_lock(&sched_suite_desk.lock);
        sched_suite_desk.tickets++;
        uc_waitq_wake_one(&sched_suite_desk.wq);
        uc_spin_unlock(&sched_suite_desk.lock);
        uc_thread_join(threads[i]);
        UC_EXPECT_EQ(sched_suite_desk.served[i], i);
        UC_EXPECT_EQ(sched_suite_desk.served_n, i + 1);
    }
}

UC_TEST(sched_wake_all_wakes_all)
{
    struct uc_thread *threads[8];

    UC_REQUIRE(sched_suite_open_desk(threads, 8));
    uc_spin_lock(&sched_suite_desk.lock);
    sched_suite_desk.tickets = 8;
    uc_waitq_wake_all(&sched_suite_desk.wq);
    uc_spin_unlock(&sched_suite_desk.lock);
    for (unsigned i = 0; i < 8; i++) {
        uc_thread_join(threads[i]);
    }
    UC_EXPECT_EQ(sched_suite_desk.served_n, 8);
    UC_EXPECT_EQ(sched_suite_desk.tickets, 0);
}

UC_TEST(sched_a_wait_ends_at_its_deadline)
{
    static struct uc_waitq wq;
    static struct uc_spinlock lock;
    uc_nsec_t deadline = sched_suite_in(2 * UC_NSEC_PER_MS);

    uc_spin_lock(&lock);
    UC_EXPECT_EQ(uc_waitq_wait(&wq, &lock, deadline), -UC_ETIMEDOUT);
    UC_EXPECT_GE(uc_plat_clock_monotonic(), deadline);
    UC_EXPECT_EQ(uc_waitq_wait(&wq, &lock, 0), -UC_ETIMEDOUT);
    /* Who gave up is not in the queue any more. */
    uc_waitq_wake_one(&wq);
    uc_waitq_wake_all(&wq);
    UC_EXPECT(wq.first == NULL);
    uc_spin_unlock(&lock);
}

static struct uc_mutex sched_suite_mutex;
static unsigned sched_suite_inside;
static unsigned sched_suite_total;

static void sched_suite_critical(void *arg)
{
    bool *broken = arg;

    for (unsigned i = 0; i < 50; i++) {
        uc_mutex_lock(&sched_suite_mutex);
        *broken = *broken || sched_suite_inside != 0;
        sched_suite_inside++;
        uc_yield();
        sched_suite_inside--;
        sched_suite_total++;
        uc_mutex_unlock(&sched_suite_mutex);
    }
}

UC_TEST(sched_a_mutex_lets_one_in)
{
    struct uc_thread *threads[8];
    bool broken = false;

    sched_suite_total = 0;
    for (unsigned i = 0; i < 8; i++) {
        UC_REQUIRE(uc_thread_create(&threads[i], NULL, sched_suite_critical,
                                    &broken) == 0);
    }
    for (unsigned i = 0; i < 8; i++) {
        uc_thread_join(threads[i]);
    }
    UC_EXPECT(!broken);
    UC_EXPECT_EQ(sched_suite_total, 400);
}

static void sched_suite_try(void *arg)
{
    *(int *)arg = uc_mutex_trylock(&sched_suite_mutex);
}

UC_TEST(sched_trylock_takes_a_free_mutex_only)
{
    struct uc_thread *thread;
    int result = 1;

    UC_REQUIRE(uc_mutex_trylock(&sched_suite_mutex) == 0);
    UC_REQUIRE(uc_thread_create(&thread, NULL, sched_suite_try, &result) == 0);
    uc_thread_join(thread);
    UC_EXPECT_EQ(result, -UC_EBUSY);
    uc_mutex_unlock(&sched_suite_mutex);
}

static struct {
    struct uc_sem items;
    struct uc_sem room;
    unsigned buffer[4];
    unsigned sum;
} sched_suite_pipe = {.room = UC_SEM_INIT(4)};

static void sched_suite_produce(void *arg)
{
    (void)arg;
    for (unsigned i = 1; i <= 1000; i++) {
        (void)uc_sem_down(&sched_suite_pipe.room, UC_NEVER);
        sched_suite_pipe.buffer[i % 4] = i;
        uc_sem_up(&sched_suite_pipe.items);
    }
}

UC_TEST(sched_semaphores_carry_a_bounded_buffer)
{
    struct uc_thread *producer;
    unsigned wrong = 0;

    UC_REQUIRE(uc_thread_create(&producer, NULL, sched_suite_produce, NULL) ==
               0);
    for (unsigned i = 1; i <= 1000; i++) {
        UC_REQUIRE(uc_sem_down(&sched_suite_pipe.items, UC_NEVER) == 0);
        wrong += sched_suite_pipe.buffer[i % 4] == i ? 0 : 1;
        uc_sem_up(&sched_suite_pipe.room);
    }
    uc_thread_join(producer);
    UC_EXPECT_EQ(wrong, 0);
    UC_EXPECT_EQ(uc_sem_trydown(&sched_suite_pipe.items), -UC_EAGAIN);
}

UC_TEST(sched_a_semaphore_times_out_and_counts_on)
{
    struct uc_sem sem = UC_SEM_INIT(1);
    uc_nsec_t deadline;

    UC_EXPECT_EQ(uc_sem_trydown(&sem), 0);
    UC_EXPECT_EQ(uc_sem_trydown(&sem), -UC_EAGAIN);
    deadline = sched_suite_in(UC_NSEC_PER_MS);
    UC_EXPECT_EQ(uc_sem_down(&sem, deadline), -UC_ETIMEDOUT);
    UC_EXPECT_GE(uc_plat_clock_monotonic(), deadline);
    uc_sem_up(&sem);
    uc_sem_up(&sem);
    UC_EXPECT_EQ(uc_sem_down(&sem, 0), 0);
    UC_EXPECT_EQ(uc_sem_trydown(&sem), 0);
    UC_EXPECT_EQ(uc_sem_trydown(&sem), -UC_EAGAIN);
}

static unsigned sched_suite_runs;

static void sched_suite_work(struct uc_work *work)
{
    (void)work;
    sched_suite_runs++;
}

UC_TEST(sched_work_raised_twice_runs_once)
{
    static struct uc_work work = UC_WORK_INIT(sched_suite_work);

    sched_suite_runs = 0;
    unsigned long state = uc_plat_irq_save();
    uc_work_raise(&work);
    uc_work_raise(&work);
    uc_plat_irq_restore(state);
    uc_work_run_pending();
    UC_EXPECT_EQ(sched_suite_runs, 1);
    uc_work_run_pending();
    UC_EXPECT_EQ(sched_suite_runs, 1);
    uc_work_raise(&work);
    uc_yield();
    UC_EXPECT_EQ(sched_suite_runs, 2);
}

static struct uc_sem sched_suite_rung;

static void sched_suite_ring(struct uc_work *work)
{
    (void)work;
    uc_sem_up(&sched_suite_rung);
}

static void sched_suite_fire(struct uc_timer *timer)
{
    static struct uc_work work = UC_WORK_INIT(sched_suite_ring);

    (void)timer;
    sched_suite_runs++;
    uc_work_raise(&work);
}

UC_TEST(sched_a_timer_wakes_an_idle_system)
{
    static struct uc_timer timer = UC_TIMER_INIT(sched_suite_fire);
    uc_nsec_t deadline = sched_suite_in(2 * UC_NSEC_PER_MS);

    sched_suite_runs = 0;
    uc_timer_arm(&timer, deadline);
    UC_EXPECT(timer.armed);
    UC_REQUIRE(uc_sem_down(&sched_suite_rung, UC_NEVER) == 0);
    UC_EXPECT_GE(uc_plat_clock_monotonic(), deadline);
    UC_EXPECT_EQ(sched_suite_runs, 1);
    UC_EXPECT(!timer.armed);
}

UC_TEST(sched_timers_can_be_moved_and_cancelled)
{
    static struct uc_timer moved = UC_TIMER_INIT(sched_suite_fire);
    static struct uc_timer cancelled = UC_TIMER_INIT(sched_suite_fire);

    sched_suite_runs = 0;
    uc_timer_arm(&cancelled, sched_suite_in(UC_NSEC_PER_MS));
    uc_timer_arm(&moved, sched_suite_in(3600 * UC_NSEC_PER_S));
    uc_timer_arm(&moved, sched_suite_in(2 * UC_NSEC_PER_MS));
    uc_timer_cancel(&cancelled);
    UC_EXPECT(!cancelled.armed);
    UC_REQUIRE(uc_sem_down(&sched_suite_rung, UC_NEVER) == 0);
    UC_EXPECT_EQ(sched_suite_runs, 1);
    uc_timer_cancel(&moved); /* has fired: no effect */
    uc_timer_arm(&cancelled, sched_suite_in(UC_NSEC_PER_MS));
    UC_REQUIRE(uc_sem_down(&sched_suite_rung, UC_NEVER) == 0);
    UC_EXPECT_EQ(sched_suite_runs, 2);
}

static void sched_suite_again(struct uc_timer *timer)
{
    if (++sched_suite_runs < 5) {
        uc_timer_arm(timer, timer->deadline + UC_NSEC_PER_MS);
    } else {
        uc_sem_up(&sched_suite_rung);
    }
}

UC_TEST(sched_a_timer_may_arm_itself_again)
{
    static struct uc_timer timer = UC_TIMER_INIT(sched_suite_again);
    uc_nsec_t start = uc_plat_clock_monotonic();

    sched_suite_runs = 0;
    uc_timer_arm(&timer, start + UC_NSEC_PER_MS);
    UC_REQUIRE(uc_sem_down(&sched_suite_rung, UC_NEVER) == 0);
    UC_EXPECT_EQ(sched_suite_runs, 5);
    UC_EXPECT_GE(uc_plat_clock_monotonic(), start + 5 * UC_NSEC_PER_MS);
}

#endif /* UC_SUITES_SCHED_H */
