/* SPDX-License-Identifier: BSD-3-Clause */
/* Does the one forbidden thing that its argument names. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uc/assert.h>
#include <uc/pages.h>
#include <uc/plat/clock.h>
#include <uc/plat/memory.h>
#include <uc/sched.h>

/* Read through volatile pointers, so that the compiler does not see through. */
static volatile uintptr_t zero;
static const char constant[] = "read only";
static unsigned char data[16] = {0xc3}; /* ret */

__attribute__((noinline)) static int read_page_zero(void)
{
    return *(volatile int *)(zero + 8);
}

__attribute__((noinline)) static int write_text(void)
{
    *(volatile unsigned char *)(uintptr_t)read_page_zero = 0xc3;
    return 0;
}

__attribute__((noinline)) static int write_constant(void)
{
    *(volatile char *)(uintptr_t)constant = 'w';
    return 0;
}

__attribute__((noinline)) static int execute_data(void)
{
    void (*volatile call)(void) = (void (*)(void))(uintptr_t)data;

    call();
    return 0;
}

__attribute__((noinline)) static int overflow_stack(unsigned depth)
{
    volatile char frame[1024];

    frame[0] = (char)depth;
    return overflow_stack(depth + 1) + frame[0];
}

__attribute__((noinline)) static int overflow(void)
{
    return overflow_stack(0);
}

/* Below a thread's stack lies a page of nobody's. */
static void overflow_thread(void *arg)
{
    (void)arg;
    (void)overflow();
}

static int overflow_in_thread(void)
{
    struct uc_thread *thread;

    if (uc_thread_create(&thread, NULL, overflow_thread, NULL) != 0) {
        return 1;
    }
    uc_thread_join(thread);
    return 0;
}

__attribute__((noinline)) static int touch_guard(void)
{
    char *page = uc_pages_alloc(1);

    if (page == NULL || uc_plat_memory_guard(page, true) != 0) {
        return 1;
    }
    *(volatile char *)page = 'g';
    return 0;
}

__attribute__((noinline)) static int smash_canary(void)
{
    char small[16];
    volatile size_t n = 64;

    memset(small, 0x41, n);
    return small[zero];
}

static int fail_assertion(void)
{
    UC_ASSERT(zero != 0);
    return 0;
}

static int panic(void)
{
    uc_panic("the answer is %d", 42);
}

static void wait_for_ever(void *arg)
{
    uc_sleep_until(arg == NULL ? UC_NEVER
                               : uc_plat_clock_monotonic() + UC_NSEC_PER_S);
}

static void fault(void *arg)
{
    (void)arg;
    (void)read_page_zero();
}

static void end(void *arg)
{
    (void)arg;
}

/* One thread for each state, and one that faults. */
static int fault_beside_threads(void)
{
    static const struct {
        const char *name;
        void (*run)(void *arg);
        void *arg;
    } threads[] = {
        {"waiter", wait_for_ever, NULL},
        {"sleeper", wait_for_ever, &data},
        {"done", end, NULL},
        {"culprit", fault, NULL},
        {"next", end, NULL},
    };
    struct uc_thread *thread;

    for (size_t i = 0; i < sizeof threads / sizeof *threads; i++) {
        const struct uc_thread_attr attr = {.name = threads[i].name};
        if (uc_thread_create(&thread, &attr, threads[i].run, threads[i].arg) !=
            0) {
            return 1;
        }
    }
    uc_thread_join(thread);
    return 0;
}

/* Memory runs out: an answer, not an end. */
static int exhaust_memory(void)
{
    unsigned long kib = 0;
    void *first = NULL;

    for (size_t size = 1 << 20; size >= 1024; size /= 2) {
        void *p;
        while ((p = malloc(size)) != NULL) {
            memset(p, 1, size);
            *(void **)p = first;
            first = p;
            kib += size / 1024;
        }
    }
    if (malloc(SIZE_MAX / 2) != NULL || calloc(SIZE_MAX / 2, 4) != NULL) {
        return 1;
    }
    while (first != NULL) {
        void *next = *(void **)first;
        free(first);
        first = next;
    }
    void *again = malloc(256 * 1024);
    printf("took %lu KiB, gave it back, took again: %s\n", kib,
           again ? "yes" : "no");
    return again == NULL;
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*run)(void);
    } faults[] = {
        {"page-zero", read_page_zero}, {"text", write_text},
        {"constant", write_constant},  {"data", execute_data},
        {"stack", overflow},           {"thread-stack", overflow_in_thread},
        {"guard", touch_guard},        {"canary", smash_canary},
        {"assertion", fail_assertion}, {"panic", panic},
        {"memory", exhaust_memory},    {"threads", fault_beside_threads},
    };

    for (size_t i = 0; argc > 1 && i < sizeof faults / sizeof *faults; i++) {
        if (strcmp(argv[1], faults[i].name) == 0) {
            int status = faults[i].run();
            printf("survived %s\n", argv[1]);
            return status;
        }
    }
    printf("usage: faults NAME\n");
    return 2;
}
