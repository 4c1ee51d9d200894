/* SPDX-License-Identifier: BSD-3-Clause */
/* Futexes as futex(2) tells of them, and the numbers of threads. */
#include <uc/errors.h>
#include <uc/hosted.h>
#include <uc/plat/clock.h>
#include <uc/posix_thread.h>
#include <uc/sched.h>
#include <uc/test.h>

UC_HOSTED_BOOT("");

enum {
    WAIT = 0,
    WAKE = 1,
    REQUEUE = 3,
    CMP_REQUEUE = 4,
    WAIT_BITSET = 9,
    WAKE_BITSET = 10,
    PRIVATE = 128,
    WAITERS = 5,
};

long uc_sys_futex(unsigned *word, int operation, unsigned value,
                  uintptr_t timeout, unsigned *word2, unsigned value3);
long uc_sys_gettid(void);
long uc_sys_set_tid_address(int *clear);
long uc_sys_prctl(int option, uintptr_t arg2, uintptr_t arg3, uintptr_t arg4,
                  uintptr_t arg5);

static unsigned first, second;
static unsigned woken[WAITERS], woken_n;

struct job {
    unsigned index;
    unsigned bits;
    long result;
};

static void wait_for_first(void *arg)
{
    struct job *job = arg;

    job->result =
        uc_sys_futex(&first, WAIT_BITSET | PRIVATE, 0, 0, NULL, job->bits);
    woken[woken_n++] = job->index;
}

static void start(struct job *jobs, struct uc_thread **threads, unsigned n)
{
    woken_n = 0;
    for (unsigned i = 0; i < n; i++) {
        jobs[i] = (struct job){i, 1u << i, 1};
        UC_REQUIRE(
            uc_thread_create(&threads[i], NULL, wait_for_first, &jobs[i]) == 0);
    }
    uc_yield();
}

static void join(struct uc_thread **threads, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        uc_thread_join(threads[i]);
    }
}

static long wake(unsigned *word, unsigned n)
{
    return uc_sys_futex(word, WAKE, n, 0, NULL, 0);
}

UC_TEST(wakes_as_many_as_it_is_told_the_first_to_come_first)
{
    struct uc_thread *threads[WAITERS];
    struct job jobs[WAITERS];

    start(jobs, threads, WAITERS);
    UC_EXPECT_EQ(woken_n, 0);
    UC_EXPECT_EQ(wake(&first, 2), 2);
    uc_yield();
    UC_EXPECT_EQ(woken_n, 2);
    UC_EXPECT_EQ(woken[0], 0);
    UC_EXPECT_EQ(woken[1], 1);
    UC_EXPECT_EQ(wake(&second, 9), 0);
    UC_EXPECT_EQ(wake(&first, 9), 3);
    join(threads, WAITERS);
    UC_EXPECT_EQ(jobs[4].result, 0);
    UC_EXPECT_EQ(wake(&first, 9), 0);
}

UC_TEST(does_not_wait_where_the_word_is_another)
{
    UC_EXPECT_EQ(uc_sys_futex(&first, WAIT, 1, 0, NULL, 0), -UC_EAGAIN);
}

UC_TEST(wakes_by_bits)
{
    struct uc_thread *threads[WAITERS];
    struct job jobs[WAITERS];

    start(jobs, threads, WAITERS);
    UC_EXPECT_EQ(uc_sys_futex(&first, WAKE_BITSET, 9, 0, NULL, 0x14), 2);
    uc_yield();
    UC_EXPECT_EQ(woken[0], 2);
    UC_EXPECT_EQ(woken[1], 4);
    UC_EXPECT_EQ(uc_sys_futex(&first, WAKE_BITSET, 9, 0, NULL, 0), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_futex(&first, WAIT_BITSET, 0, 0, NULL, 0), -UC_EINVAL);
    UC_EXPECT_EQ(wake(&first, 9), 3);
    join(threads, WAITERS);
}

UC_TEST(moves_waiters_to_another_word)
{
    struct uc_thread *threads[WAITERS];
    struct job jobs[WAITERS];

    start(jobs, threads, WAITERS);
    UC_EXPECT_EQ(uc_sys_futex(&first, CMP_REQUEUE, 1, 3, &second, 1),
                 -UC_EAGAIN);
    UC_EXPECT_EQ(uc_sys_futex(&first, CMP_REQUEUE, 1, 2, &second, 0), 3);
    UC_EXPECT_EQ(uc_sys_futex(&first, REQUEUE, 0, 1, &second, 0), 0);
    UC_EXPECT_EQ(wake(&first, 9), 1);
    UC_EXPECT_EQ(wake(&second, 9), 3);
    join(threads, WAITERS);
}

UC_TEST(stops_waiting_when_time_is_up)
{
    const int64_t past[2] = {0, 1};
    const int64_t soon[2] = {0, 2000000};
    const int64_t wrong[2] = {0, 1000000000};
    uc_nsec_t start_ns = uc_plat_clock_monotonic();

    UC_EXPECT_EQ(uc_sys_futex(&first, WAIT, 0, (uintptr_t)soon, NULL, 0),
                 -UC_ETIMEDOUT);
    UC_EXPECT_GE(uc_plat_clock_monotonic() - start_ns, 2000000);
    UC_EXPECT_EQ(uc_sys_futex(&first, WAIT_BITSET, 0, (uintptr_t)past, NULL, 1),
                 -UC_ETIMEDOUT);
    UC_EXPECT_EQ(uc_sys_futex(&first, WAIT, 0, (uintptr_t)wrong, NULL, 0),
                 -UC_EINVAL);
    UC_EXPECT_EQ(wake(&first, 9), 0);
}

UC_TEST(ends_a_wait_that_is_interrupted_and_no_other)
{
    const int64_t soon[2] = {0, 2000000};
    struct uc_thread *thread;
    struct job job;

    start(&job, &thread, 1);
    /* Threads of the system count as the first. */
    UC_EXPECT_EQ(uc_posix_thread_interrupt(1), 0);
    join(&thread, 1);
    UC_EXPECT_EQ(job.result, -UC_EINTR);
    UC_EXPECT_EQ(wake(&first, 9), 0);
    UC_EXPECT_EQ(uc_posix_thread_interrupt(1), 0);
    UC_EXPECT_EQ(uc_sys_futex(&first, WAIT, 0, (uintptr_t)soon, NULL, 0),
                 -UC_ETIMEDOUT);
}

UC_TEST(refuses_words_that_are_not_aligned_and_what_it_does_not_know)
{
    unsigned *odd = (unsigned *)((uintptr_t)&first + 1);

    UC_EXPECT_EQ(wake(odd, 1), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_futex(&first, 6, 0, 0, NULL, 0), -UC_ENOSYS);
}

UC_TEST(numbers_the_first_thread_1_and_refuses_processes)
{
    static char stack[4096];
    const struct uc_clone fork = {.stack_top = stack + sizeof stack};

    UC_EXPECT_EQ(uc_sys_gettid(), 1);
    UC_EXPECT_EQ(uc_sys_set_tid_address(NULL), 1);
    UC_EXPECT_EQ(uc_posix_thread_interrupt(2), -UC_ESRCH);
    UC_EXPECT_EQ(uc_posix_thread_interrupt(1), 0);
    UC_EXPECT_EQ(uc_clone(&fork), -UC_EINVAL);
}

UC_TEST(keeps_a_name_of_15_bytes)
{
    enum {
        SET_NAME = 15,
        GET_NAME = 16,
    };
    char name[18] = ".................";

    UC_EXPECT_EQ(
        uc_sys_prctl(SET_NAME, (uintptr_t)"0123456789abcdefgh", 0, 0, 0), 0);
    UC_EXPECT_EQ(uc_sys_prctl(GET_NAME, (uintptr_t)name, 0, 0, 0), 0);
    UC_EXPECT_EQ(memcmp(name, "0123456789abcde\0.", 17), 0);
    UC_EXPECT_EQ(uc_sys_prctl(SET_NAME, (uintptr_t)"", 0, 0, 0), 0);
    UC_EXPECT_EQ(uc_sys_prctl(GET_NAME, (uintptr_t)name, 0, 0, 0), 0);
    UC_EXPECT_EQ(name[0], '\0');
    UC_EXPECT_EQ(uc_sys_prctl(1, 9, 0, 0, 0), -UC_EINVAL);
}
