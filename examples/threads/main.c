/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Scheduler and allocator under load: threads that allocate and free at random
 * and verify every byte, producers and consumers around a bounded queue, and
 * sleepers. Prints one line and exits with 0 only if every check held.
 *
 *     threads [rounds of each allocating thread, default 2000]
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <uc/malloc.h>
#include <uc/mutex.h>
#include <uc/sched.h>
#include <uc/sem.h>

#define ALLOCATORS    12
#define BLOCKS        32
#define LARGEST_BLOCK 3000

#define PRODUCERS    4
#define CONSUMERS    3
#define ITEMS        3000 /* of each producer */
#define QUEUE_LENGTH 8

#define SLEEPERS 5

#define THREADS (ALLOCATORS + PRODUCERS + CONSUMERS + SLEEPERS)

static unsigned long rounds = 2000;
static unsigned long failures;

/* The first few failures in words, all of them in number. */
static void check(bool held, const char *what)
{
    if (!held && failures++ < 10) {
        fprintf(stderr, "failed: %s\n", what);
    }
}

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525 + 1013904223;
    return *state >> 8;
}

/* --- allocators --- */

struct block {
    unsigned char *bytes;
    size_t size;
    unsigned char pattern;
};

static unsigned long blocks_verified;

static void verify_and_free(struct block *b)
{
    bool intact = true;

    for (size_t i = 0; i < b->size; i++) {
        intact = intact && b->bytes[i] == b->pattern;
    }
    check(intact, "a block kept its bytes");
    free(b->bytes);
    b->bytes = NULL;
    blocks_verified++;
}

static void allocate(void *arg)
{
    uint32_t random = (uint32_t)(uintptr_t)arg + 1;
    struct block block[BLOCKS] = {{NULL, 0, 0}};

    for (unsigned long i = 0; i < rounds; i++) {
        struct block *b = &block[next_random(&random) % BLOCKS];

        if (b->bytes != NULL) {
            verify_and_free(b);
        } else {
            b->size = next_random(&random) % LARGEST_BLOCK;
            b->pattern = (unsigned char)next_random(&random);
            b->bytes = malloc(b->size);
            check(b->bytes != NULL, "there was memory for a block");
            if (b->bytes != NULL) {
                memset(b->bytes, b->pattern, b->size);
            }
        }
        if (next_random(&random) % 4 == 0) {
            uc_yield();
        }
    }
    for (int i = 0; i < BLOCKS; i++) {
        if (block[i].bytes != NULL) {
            verify_and_free(&block[i]);
        }
    }
}

/* --- producers and consumers --- */

static struct {
    struct uc_mutex mutex;
    struct uc_sem room;
    struct uc_sem filled;
    unsigned long item[QUEUE_LENGTH];
    unsigned first;
    unsigned count;
} queue = {
    .mutex = UC_MUTEX_INIT,
    .room = UC_SEM_INIT(QUEUE_LENGTH),
    .filled = UC_SEM_INIT(0),
};

static unsigned long items_consumed;
static unsigned long long sum_consumed;

static void put(unsigned long item)
{
    check(uc_sem_down(&queue.room, UC_NEVER) == 0, "a place was free");
    uc_mutex_lock(&queue.mutex);
    check(queue.count < QUEUE_LENGTH, "the queue did not overflow");
    queue.item[(queue.first + queue.count++) % QUEUE_LENGTH] = item;
    if (item % 7 == 0) {
        uc_yield(); /* with the mutex held: others must wait */
    }
    uc_mutex_unlock(&queue.mutex);
    uc_sem_up(&queue.filled);
}

static unsigned long get(void)
{
    check(uc_sem_down(&queue.filled, UC_NEVER) == 0, "an item was there");
    uc_mutex_lock(&queue.mutex);
    check(queue.count > 0, "the queue did not underflow");
    unsigned long item = queue.item[queue.first];
    queue.first = (queue.first + 1) % QUEUE_LENGTH;
    queue.count--;
    uc_mutex_unlock(&queue.mutex);
    uc_sem_up(&queue.room);
    return item;
}

static void produce(void *arg)
{
    (void)arg;
    for (unsigned long i = 1; i <= ITEMS; i++) {
        put(i);
    }
}

/* 0 says that no more items come. */
static void consume(void *arg)
{
    (void)arg;
    for (unsigned long item; (item = get()) != 0;) {
        items_consumed++;
        sum_consumed += item;
    }
}

/* --- sleepers --- */

static unsigned long naps;

static void take_naps(void *arg)
{
    const long ms = 1 + (long)(uintptr_t)arg;
    const struct timespec span = {0, ms * 1000000};

    for (int i = 0; i < 10; i++) {
        struct timespec before, after;

        clock_gettime(CLOCK_MONOTONIC, &before);
        nanosleep(&span, NULL);
        clock_gettime(CLOCK_MONOTONIC, &after);
        long long ns = (after.tv_sec - before.tv_sec) * 1000000000LL +
                       (after.tv_nsec - before.tv_nsec);
        check(ns >= span.tv_nsec, "a sleep was not too short");
        naps++;
    }
}

/* --- all together --- */

static struct uc_thread *thread[THREADS];
static unsigned started;

static void start(const char *name, void (*fn)(void *arg), unsigned count)
{
    const struct uc_thread_attr attr = {.name = name};

    for (unsigned i = 0; i < count; i++) {
        int err =
            uc_thread_create(&thread[started], &attr, fn, (void *)(uintptr_t)i);
        if (err < 0) {
            fprintf(stderr, "threads: %s %u does not start: %s\n", name, i,
                    strerror(-err));
            exit(1);
        }
        started++;
    }
}

static void join(unsigned from, unsigned count)
{
    for (unsigned i = from; i < from + count; i++) {
        uc_thread_join(thread[i]);
    }
}

int main(int argc, char **argv)
{
    struct uc_malloc_stats before, after;

    if (argc > 1) {
        rounds = strtoul(argv[1], NULL, 10);
    }
    uc_malloc_stats(&before);
    start("producer", produce, PRODUCERS);
    start("consumer", consume, CONSUMERS);
    start("allocator", allocate, ALLOCATORS);
    start("sleeper", take_naps, SLEEPERS);

    join(0, PRODUCERS);
    for (int i = 0; i < CONSUMERS; i++) {
        put(0);
    }
    join(PRODUCERS, THREADS - PRODUCERS);

    uc_malloc_stats(&after);
    check(after.used_bytes == before.used_bytes, "all memory came back");
    check(items_consumed == PRODUCERS * ITEMS, "every item was consumed");
    check(sum_consumed == PRODUCERS * (ITEMS * (ITEMS + 1ull) / 2),
          "no item was lost or doubled");
    check(queue.count == 0, "the queue is empty");
    check(naps == SLEEPERS * 10, "every sleeper woke each time");

    printf("threads: %u threads, %lu blocks verified, %lu items, %lu naps, "
           "%llu switches: %s\n",
           started, blocks_verified, items_consumed, naps,
           (unsigned long long)uc_sched_switches(),
           (failures == 0) ? "all checks held" : "CHECKS FAILED");
    return (failures == 0) ? 0 : 1;
}
