/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Futexes. Waiters stand in lists by the hash of their word, first come first
 * served. One CPU and no preemption: from a look at the word to the wait nobody
 * comes between.
 *
 * Spec: Linux, futex(2); include/uapi/linux/futex.h.
 */
#include <uc/errors.h>
#include <uc/plat/clock.h>
#include <uc/posix_thread.h>
#include <uc/wait.h>

#include "internal.h"

enum operation {
    FUTEX_WAIT = 0,
    FUTEX_WAKE = 1,
    FUTEX_REQUEUE = 3,
    FUTEX_CMP_REQUEUE = 4,
    FUTEX_WAIT_BITSET = 9,
    FUTEX_WAKE_BITSET = 10,
    FUTEX_PRIVATE = 128,
    FUTEX_CLOCK_REALTIME = 256,
};

enum {
    BUCKETS = 64,
    NS_PER_S = 1000000000,
};

struct posix_thread_waiter {
    struct posix_thread_waiter *next;
    struct posix_thread_waiter **prev; /* what points to it */
    const unsigned *word;
    unsigned bits;
    bool woken;
    struct uc_waitq wq;
};

/* struct __kernel_timespec. */
struct span {
    int64_t s;
    int64_t ns;
};

static struct bucket {
    struct posix_thread_waiter *first;
    struct posix_thread_waiter **last; /* NULL while it was never used */
} buckets[BUCKETS];

static struct uc_spinlock lock = UC_SPINLOCK_INIT;

static struct bucket *bucket_of(const unsigned *word)
{
    uint32_t hash = (uint32_t)((uintptr_t)word >> 2) * UINT32_C(0x9e3779b1);
    struct bucket *bucket = &buckets[hash / (UINT32_MAX / BUCKETS + 1)];

    if (bucket->last == NULL) {
        bucket->last = &bucket->first;
    }
    return bucket;
}

static void append(struct posix_thread_waiter *w, const unsigned *word)
{
    struct bucket *bucket = bucket_of(word);

    w->word = word;
    w->next = NULL;
    w->prev = bucket->last;
    *bucket->last = w;
    bucket->last = &w->next;
}

static void take_out(struct posix_thread_waiter *w)
{
    *w->prev = w->next;
    if (w->next != NULL) {
        w->next->prev = w->prev;
    } else {
        bucket_of(w->word)->last = w->prev;
    }
}

static unsigned wake(const unsigned *word, unsigned n, unsigned bits)
{
    unsigned woken = 0;
    struct posix_thread_waiter *next;

    for (struct posix_thread_waiter *w = bucket_of(word)->first;
         w != NULL && woken < n; w = next) {
        next = w->next;
        if (w->word == word && (w->bits & bits) != 0) {
            take_out(w);
            w->woken = true;
            uc_waitq_wake_one(&w->wq);
            woken++;
        }
    }
    return woken;
}

unsigned posix_thread_wake(const unsigned *word, unsigned n, unsigned bits)
{
    uc_spin_lock(&lock);
    unsigned woken = wake(word, n, bits);
    uc_spin_unlock(&lock);
    return woken;
}

/* Lets waiters of (from) wait for (to) instead, (n) at most. */
static unsigned requeue(const unsigned *from, const unsigned *to, unsigned n)
{
    unsigned moved = 0;
    struct posix_thread_waiter *next;

    if (from == to) {
        return 0;
    }
    for (struct posix_thread_waiter *w = bucket_of(from)->first;
         w != NULL && moved < n; w = next) {
        next = w->next;
        if (w->word == from) {
            take_out(w);
            append(w, to);
            moved++;
        }
    }
    return moved;
}

static long wait(const unsigned *word, unsigned value, unsigned bits,
                 uc_nsec_t deadline)
{
    struct posix_thread_waiter w = {.bits = bits, .wq = UC_WAITQ_INIT};
    long result = 0;

    uc_spin_lock(&lock);
    if (*(const volatile unsigned *)word != value) {
        uc_spin_unlock(&lock);
        return -UC_EAGAIN;
    }
    append(&w, word);
    while (!w.woken && result == 0) {
        result = uc_posix_thread_wait(&w.wq, &lock, deadline);
    }
    if (w.woken) {
        result = 0; /* even if time was up before it came to run */
    } else {
        take_out(&w);
    }
    uc_spin_unlock(&lock);
    return result;
}

/* Of FUTEX_WAIT a span, of FUTEX_WAIT_BITSET an instant. */
static int deadline_of(const struct span *time, int operation, uc_nsec_t *out)
{
    uc_nsec_t now = uc_plat_clock_monotonic();

    *out = UC_NEVER;
    if (time == NULL) {
        return 0;
    }
    if (time->s < 0 || time->ns < 0 || time->ns >= NS_PER_S) {
        return -UC_EINVAL;
    }
    if ((uint64_t)time->s >= UC_NEVER / NS_PER_S) {
        return 0;
    }
    uc_nsec_t span = (uint64_t)time->s * NS_PER_S + (uint64_t)time->ns;
    if ((operation & ~(FUTEX_PRIVATE | FUTEX_CLOCK_REALTIME)) != FUTEX_WAIT) {
        uc_nsec_t clock =
            operation & FUTEX_CLOCK_REALTIME ? uc_plat_clock_wall() : now;
        span = span > clock ? span - clock : 0;
    }
    *out = span < UC_NEVER - now ? now + span : UC_NEVER;
    return 0;
}

static long wait_until(const unsigned *word, int operation, unsigned value,
                       const struct span *time, unsigned bits)
{
    uc_nsec_t deadline;
    int err = deadline_of(time, operation, &deadline);

    if (err < 0 || bits == 0) {
        return err < 0 ? err : -UC_EINVAL;
    }
    return wait(word, value, bits, deadline);
}

static long wake_and_requeue(const unsigned *word, unsigned wake_n,
                             unsigned requeue_n, const unsigned *word2,
                             const unsigned *expected)
{
    long result = -UC_EAGAIN;

    uc_spin_lock(&lock);
    if (expected == NULL || *(const volatile unsigned *)word == *expected) {
        result = (long)wake(word, wake_n, UINT32_MAX);
        unsigned moved = requeue(word, word2, requeue_n);
        /* What FUTEX_REQUEUE counts is only who was woken. */
        result += expected == NULL ? 0 : (long)moved;
    }
    uc_spin_unlock(&lock);
    return result;
}

long uc_sys_futex(unsigned *word, int operation, unsigned value,
                  uintptr_t timeout, unsigned *word2, unsigned value3)
{
    const struct span *time = (const struct span *)timeout;

    if ((uintptr_t)word % sizeof *word != 0) {
        return -UC_EINVAL;
    }
    switch (operation & ~(FUTEX_PRIVATE | FUTEX_CLOCK_REALTIME)) {
    case FUTEX_WAIT:
        return wait_until(word, operation, value, time, UINT32_MAX);
    case FUTEX_WAIT_BITSET:
        return wait_until(word, operation, value, time, value3);
    case FUTEX_WAKE:
        return (long)posix_thread_wake(word, value, UINT32_MAX);
    case FUTEX_WAKE_BITSET:
        return value3 == 0 ? -UC_EINVAL
                           : (long)posix_thread_wake(word, value, value3);
    case FUTEX_REQUEUE:
        return wake_and_requeue(word, value, (unsigned)timeout, word2, NULL);
    case FUTEX_CMP_REQUEUE:
        return wake_and_requeue(word, value, (unsigned)timeout, word2, &value3);
    default:
        return -UC_ENOSYS;
    }
}
