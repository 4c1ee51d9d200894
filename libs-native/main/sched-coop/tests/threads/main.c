/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>

#include <uc/errors.h>
#include <uc/hosted.h>
#include <uc/mutex.h>
#include <uc/pages.h>
#include <uc/sched.h>
#include <uc/sched_coop/stats.h>
#include <uc/sem.h>
#include <uc/test.h>
#include <uc/timer.h>
#include <uc/wait.h>
#include <uc/work.h>

UC_HOSTED_BOOT("");

/* What happened, in order: each thread adds its letter. */
static char trace[64];

static void note(char c)
{
    size_t n = strlen(trace);

    if (n + 1 < sizeof(trace)) {
        trace[n] = c;
        trace[n + 1] = '\0';
    }
}

static void start_test(void)
{
    trace[0] = '\0';
    uc_hosted_clock_simulate();
}

static struct uc_thread *spawn(void (*fn)(void *arg), void *arg)
{
    struct uc_thread *thread = NULL;

    UC_EXPECT_EQ(uc_thread_create(&thread, NULL, fn, arg), 0);
    return thread;
}

static void note_twice(void *arg)
{
    const char *letters = arg;

    note(letters[0]);
    uc_yield();
    note(letters[1]);
}

UC_TEST(threads_take_turns_in_the_order_of_their_start)
{
    start_test();
    struct uc_thread *a = spawn(note_twice, "aA");
    struct uc_thread *b = spawn(note_twice, "bB");
    note('0');
    uc_thread_join(a);
    uc_thread_join(b);
    UC_EXPECT_STR(trace, "0abAB");
}

static void sleep_and_note(void *arg)
{
    const char *what = arg;

    uc_sleep_until(uc_plat_clock_monotonic() +
                   (uc_nsec_t)(what[0] - '0') * UC_NSEC_PER_S);
    note(what[0]);
}

UC_TEST(sleepers_wake_in_the_order_of_their_deadlines)
{
    start_test();
    struct uc_thread *threads[] = {
        spawn(sleep_and_note, "3"), spawn(sleep_and_note, "1"),
        spawn(sleep_and_note, "4"), spawn(sleep_and_note, "2")};
    uc_nsec_t start = uc_plat_clock_monotonic();
    for (size_t i = 0; i < UC_ARRAY_SIZE(threads); i++) {
        uc_thread_join(threads[i]);
    }
    UC_EXPECT_STR(trace, "1234");
    UC_EXPECT_GE(uc_plat_clock_monotonic() - start, 4 * UC_NSEC_PER_S);
}

struct turn {
    struct uc_mutex mutex;
    int inside;
    int most_inside;
};

static struct turn turn;

static void lock_and_note(void *arg)
{
    const char *letter = arg;

    for (int i = 0; i < 3; i++) {
        uc_mutex_lock(&turn.mutex);
        turn.inside++;
        if (turn.inside > turn.most_inside) {
            turn.most_inside = turn.inside;
        }
        note(*letter);
        uc_yield();
        turn.inside--;
        uc_mutex_unlock(&turn.mutex);
    }
}

UC_TEST(a_mutex_goes_round_though_its_owners_lock_again_at_once)
{
    start_test();
    struct uc_thread *threads[] = {spawn(lock_and_note, "a"),
                                   spawn(lock_and_note, "b"),
                                   spawn(lock_and_note, "c")};
    for (size_t i = 0; i < UC_ARRAY_SIZE(threads); i++) {
        uc_thread_join(threads[i]);
    }
    UC_EXPECT_STR(trace, "abcabcabc");
    UC_EXPECT_EQ(turn.most_inside, 1);
    UC_EXPECT(turn.mutex.owner == NULL);
    UC_EXPECT_EQ(uc_mutex_trylock(&turn.mutex), 0);
    UC_EXPECT_EQ(uc_mutex_trylock(&turn.mutex), -UC_EBUSY);
    uc_mutex_unlock(&turn.mutex);
}

static struct uc_mutex mutex;

static void lock_twice(void *arg)
{
    (void)arg;
    uc_mutex_lock(&mutex);
    uc_mutex_lock(&mutex);
}

static void unlock_of_another(void *arg)
{
    (void)arg;
    uc_mutex_unlock(&mutex);
}

UC_TEST(misused_mutexes_panic)
{
    start_test();
    UC_EXPECT(uc_hosted_panics(lock_twice, NULL, NULL, 0));
    uc_mutex_unlock(&mutex);
    UC_EXPECT(uc_hosted_panics(unlock_of_another, NULL, NULL, 0));
}

static struct uc_sem sem = UC_SEM_INIT(0);

static void down_and_note(void *arg)
{
    const char *letter = arg;

    UC_EXPECT_EQ(uc_sem_down(&sem, UC_NEVER), 0);
    note(*letter);
}

UC_TEST(a_semaphore_serves_those_who_wait_first_come_first_served)
{
    start_test();
    struct uc_thread *a = spawn(down_and_note, "a");
    struct uc_thread *b = spawn(down_and_note, "b");
    uc_yield();
    UC_EXPECT_EQ(uc_sem_trydown(&sem), -UC_EAGAIN);
    uc_sem_up(&sem);
    /* Handed to a already: nobody else gets it. */
    UC_EXPECT_EQ(uc_sem_trydown(&sem), -UC_EAGAIN);
    uc_sem_up(&sem);
    uc_sem_up(&sem);
    uc_thread_join(a);
    uc_thread_join(b);
    UC_EXPECT_STR(trace, "ab");
    UC_EXPECT_EQ(uc_sem_trydown(&sem), 0);
}

UC_TEST(a_wait_ends_at_its_deadline_and_leaves_the_queue)
{
    start_test();
    uc_nsec_t deadline = uc_plat_clock_monotonic() + UC_NSEC_PER_S;
    UC_EXPECT_EQ(uc_sem_down(&sem, deadline), -UC_ETIMEDOUT);
    UC_EXPECT_GE(uc_plat_clock_monotonic(), deadline);
    UC_EXPECT(sem.wq.first == NULL && sem.wq.last == NULL);
    uc_sem_up(&sem);
    UC_EXPECT_EQ(uc_sem_down(&sem, UC_NEVER), 0);
}

struct gate {
    struct uc_spinlock lock;
    struct uc_waitq wq;
    bool open;
};

static struct gate gate;

static void pass_gate(void *arg)
{
    const char *letter = arg;

    uc_spin_lock(&gate.lock);
    while (!gate.open) {
        UC_EXPECT_EQ(uc_waitq_wait(&gate.wq, &gate.lock, UC_NEVER), 0);
    }
    uc_spin_unlock(&gate.lock);
    note(*letter);
}

UC_TEST(wake_one_wakes_the_first_and_wake_all_the_others)
{
    start_test();
    struct uc_thread *threads[] = {spawn(pass_gate, "a"), spawn(pass_gate, "b"),
                                   spawn(pass_gate, "c")};
    uc_yield();
    uc_spin_lock(&gate.lock);
    gate.open = true;
    uc_waitq_wake_one(&gate.wq);
    uc_spin_unlock(&gate.lock);
    uc_yield();
    UC_EXPECT_STR(trace, "a");
    uc_spin_lock(&gate.lock);
    uc_waitq_wake_all(&gate.wq);
    uc_spin_unlock(&gate.lock);
    for (size_t i = 0; i < UC_ARRAY_SIZE(threads); i++) {
        uc_thread_join(threads[i]);
    }
    UC_EXPECT_STR(trace, "abc");
}

static void run_work_a(struct uc_work *work)
{
    (void)work;
    note('a');
}

static void run_work_b(struct uc_work *work)
{
    (void)work;
    note('b');
    uc_sem_up(&sem);
}

static struct uc_work work_a = UC_WORK_INIT(run_work_a);
static struct uc_work work_b = UC_WORK_INIT(run_work_b);

UC_TEST(work_runs_once_in_the_order_in_which_it_was_raised)
{
    start_test();
    uc_work_raise(&work_a);
    uc_work_raise(&work_b);
    uc_work_raise(&work_a);
    UC_EXPECT_STR(trace, "");
    uc_yield();
    UC_EXPECT_STR(trace, "ab");
    uc_yield();
    UC_EXPECT_STR(trace, "ab");
    uc_work_raise(&work_a);
    uc_work_run_pending();
    UC_EXPECT_STR(trace, "aba");
    UC_EXPECT_EQ(uc_sem_trydown(&sem), 0);
}

static void raise_again(struct uc_work *work)
{
    note('x');
    if (strlen(trace) < 3) {
        uc_work_raise(work);
    }
}

UC_TEST(work_that_raises_itself_runs_again)
{
    static struct uc_work again = UC_WORK_INIT(raise_again);

    start_test();
    uc_work_raise(&again);
    uc_yield();
    uc_yield();
    uc_yield();
    UC_EXPECT_STR(trace, "xxx");
}

static void interrupt(void *arg)
{
    (void)arg;
    uc_work_raise(&work_b);
}

static void fire(void *arg)
{
    (void)arg;
    UC_EXPECT(uc_hosted_irq_fire(5));
}

UC_TEST(an_interrupt_wakes_an_idle_image)
{
    start_test();
    UC_EXPECT_EQ(uc_plat_irq_claim(5, interrupt, NULL), 0);
    uc_hosted_at(uc_plat_clock_monotonic() + UC_NSEC_PER_S, fire, NULL);
    UC_EXPECT_EQ(uc_sem_down(&sem, UC_NEVER), 0);
    UC_EXPECT_STR(trace, "b");
    uc_plat_irq_release(5);
}

UC_TEST(interrupts_and_timers_are_served_while_a_thread_only_yields)
{
    bool timed_out = false;

    start_test();
    UC_EXPECT_EQ(uc_plat_irq_claim(5, interrupt, NULL), 0);
    uc_hosted_at(uc_plat_clock_monotonic() + UC_NSEC_PER_MS, fire, NULL);
    struct uc_thread *sleeper = spawn(sleep_and_note, "1");
    uc_nsec_t end = uc_plat_clock_monotonic() + 2 * UC_NSEC_PER_S;
    while (strlen(trace) < 2 && !timed_out) {
        uc_yield();
        uc_hosted_clock_advance(UC_NSEC_PER_MS);
        timed_out = uc_plat_clock_monotonic() > end;
    }
    UC_EXPECT_STR(trace, "b1");
    uc_thread_join(sleeper);
    UC_EXPECT_EQ(uc_sem_trydown(&sem), 0);
    uc_plat_irq_release(5);
}

enum {
    TIMERS = 500,
};

static struct uc_timer timers[TIMERS];
static uc_nsec_t last_fired;
static unsigned fired;
static bool out_of_order;

static void timer_fired(struct uc_timer *timer)
{
    out_of_order = out_of_order || timer->deadline < last_fired;
    last_fired = timer->deadline;
    fired++;
}

UC_TEST(timers_fire_in_order_and_cancelled_ones_never)
{
    uint32_t random = 1;
    unsigned expected = 0;

    start_test();
    fired = 0;
    uc_nsec_t now = uc_plat_clock_monotonic();
    for (int round = 0; round < 5; round++) {
        for (size_t i = 0; i < TIMERS; i++) {
            random = random * 1664525 + 1013904223;
            timers[i].run = timer_fired;
            if (random >> 30 == 0) {
                uc_timer_cancel(&timers[i]);
            } else {
                uc_timer_arm(&timers[i],
                             now + (random >> 8) % 1000 * UC_NSEC_PER_MS);
            }
        }
    }
    for (size_t i = 0; i < TIMERS; i++) {
        expected += timers[i].armed;
    }
    UC_EXPECT_GT(expected, TIMERS / 2);
    uc_sleep_until(now + 2 * UC_NSEC_PER_S);
    UC_EXPECT_EQ(fired, expected);
    UC_EXPECT(!out_of_order);
}

static bool stop;

/* Asks for its next run at once, until somebody who waits for it says stop. */
static void run_again(struct uc_timer *timer)
{
    fired++;
    uc_sem_up(&sem);
    if (!stop && fired < 1000) {
        uc_timer_arm(timer, 0);
    }
}

UC_TEST(a_timer_that_is_always_due_lets_threads_run)
{
    struct uc_timer timer = UC_TIMER_INIT(run_again);

    start_test();
    fired = 0;
    uc_timer_arm(&timer, 0);
    UC_EXPECT_EQ(uc_sem_down(&sem, UC_NEVER), 0);
    stop = true;
    UC_EXPECT_EQ(fired, 1);
    uc_timer_cancel(&timer);
    UC_EXPECT(!timer.armed);
    while (uc_sem_trydown(&sem) == 0) {
    }
}

static struct uc_timer other;

static void arm_both_cancel_one(struct uc_timer *timer)
{
    if (fired++ == 0) {
        uc_timer_arm(timer, 0);
        uc_timer_arm(&other, 1);
        uc_timer_cancel(timer);
    }
}

UC_TEST(what_a_timer_armed_for_the_past_can_be_cancelled)
{
    struct uc_timer timer = UC_TIMER_INIT(arm_both_cancel_one);

    start_test();
    fired = 0;
    other = (struct uc_timer)UC_TIMER_INIT(arm_both_cancel_one);
    uc_timer_arm(&timer, 0);
    uc_sleep_until(uc_plat_clock_monotonic() + UC_NSEC_PER_MS);
    UC_EXPECT_EQ(fired, 2);
    UC_EXPECT(!timer.armed);
    UC_EXPECT(!other.armed);
}

static void nothing(void *arg)
{
    (void)arg;
}

static size_t free_pages(void)
{
    struct uc_pages_stats stats;

    uc_pages_stats(&stats);
    return stats.free_pages;
}

UC_TEST(stacks_are_used_again_and_do_not_leak)
{
    start_test();
    uc_thread_join(spawn(nothing, NULL));
    size_t before = free_pages();
    for (int i = 0; i < 1000; i++) {
        if (i % 2 == 0) {
            uc_thread_join(spawn(nothing, NULL));
        } else {
            UC_EXPECT_EQ(uc_thread_create(NULL, NULL, nothing, NULL), 0);
            uc_yield();
        }
    }
    uc_thread_join(spawn(nothing, NULL));
    UC_EXPECT_GE(free_pages() + 5, before); /* one more stack in the cache */
}

UC_TEST(no_memory_for_a_stack_is_an_error)
{
    const struct uc_thread_attr quarter = {.stack_bytes = SIZE_MAX / 4};
    const struct uc_thread_attr all = {.stack_bytes = SIZE_MAX};
    struct uc_thread *thread = NULL;

    start_test();
    UC_EXPECT_EQ(uc_thread_create(&thread, &quarter, nothing, NULL),
                 -UC_ENOMEM);
    UC_EXPECT_EQ(uc_thread_create(&thread, &all, nothing, NULL), -UC_ENOMEM);
    UC_EXPECT(thread == NULL);
}

static void look_at_stack(void *arg)
{
    uintptr_t lo, hi;
    uintptr_t here = (uintptr_t)__builtin_frame_address(0);

    (void)arg;
    uc_thread_stack(&lo, &hi);
    UC_EXPECT(lo < here && here < hi);
    UC_EXPECT_GE(hi - lo, 15000);
    UC_EXPECT_STR(uc_thread_name(uc_thread_self()), "looker");
    uc_thread_exit();
}

UC_TEST(a_thread_knows_its_name_and_its_stack)
{
    const struct uc_thread_attr attr = {.name = "looker"};
    struct uc_thread *thread = NULL;
    uint64_t switches = uc_sched_switches();

    start_test();
    UC_EXPECT_STR(uc_thread_name(uc_thread_self()), "main");
    UC_EXPECT_EQ(uc_thread_create(&thread, &attr, look_at_stack, NULL), 0);
    uc_thread_join(thread);
    UC_EXPECT_GE(uc_sched_switches() - switches, 2);
    uc_sched_print();
}
