/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a program of POSIX sees of its address space, as TAP; by argument, what
 * ends it.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <uc/test.h>

enum {
    PAGE = 4096,
};

/* Whether pages are there before they are touched, and stacks must be. */
static bool eager;

static sigjmp_buf back;
static volatile int told_signal;
static volatile int told_code;
static void *volatile told_address;
static volatile uintptr_t handler_stack;

static void leave(int signal, siginfo_t *info, void *context)
{
    (void)context;
    told_signal = signal;
    told_code = info->si_code;
    told_address = info->si_addr;
    handler_stack = (uintptr_t)&info;
    siglongjmp(back, 1);
}

static void catch_with(void (*handler)(int, siginfo_t *, void *), int flags)
{
    const struct sigaction action = {.sa_sigaction = handler,
                                     .sa_flags = SA_SIGINFO | flags};

    UC_EXPECT_EQ(sigaction(SIGSEGV, &action, NULL), 0);
    UC_EXPECT_EQ(sigaction(SIGBUS, &action, NULL), 0);
}

/* Whether touching (at) signals (signal) with (code) and its address. */
static bool signals(volatile char *at, bool write, int signal, int code)
{
    told_signal = 0;
    if (sigsetjmp(back, 1) == 0) {
        if (write) {
            *at = 1;
        } else {
            (void)*at;
        }
    }
    return told_signal == signal && told_code == code &&
           told_address == (void *)(uintptr_t)at;
}

static char *map(size_t bytes, int prot, int flags)
{
    void *at =
        mmap(NULL, bytes, prot, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);

    return at == MAP_FAILED ? NULL : at;
}

UC_TEST(mman_tells_the_handler_what_was_wrong_and_where)
{
    char *at = map(3 * PAGE, PROT_READ | PROT_WRITE, 0);

    catch_with(leave, 0);
    UC_REQUIRE(at != NULL);
    at[PAGE] = 5;
    UC_EXPECT_EQ(mprotect(at + PAGE, PAGE, PROT_READ), 0);
    UC_EXPECT(signals(at + PAGE + 9, true, SIGSEGV, SEGV_ACCERR));
    UC_EXPECT_EQ(at[PAGE], 5);
    UC_EXPECT_EQ(mprotect(at, PAGE, PROT_NONE), 0);
    UC_EXPECT(signals(at, false, SIGSEGV, SEGV_ACCERR));
    UC_EXPECT_EQ(munmap(at, 3 * PAGE), 0);
    UC_EXPECT(signals(at + 2 * PAGE, false, SIGSEGV, SEGV_MAPERR));
    UC_EXPECT(signals((char *)8, true, SIGSEGV, SEGV_MAPERR));
}

/* Of the trap of a page that is not writable yet, as collectors of garbage have
 * it. Registers and the FPU are as they were. */
static char *guarded;

static void open_page(int signal, siginfo_t *info, void *context)
{
    volatile double x = 3;

    (void)signal;
    (void)context;
    x *= x;
    told_address = info->si_addr;
    mprotect(guarded, PAGE, PROT_READ | PROT_WRITE);
}

UC_TEST(mman_goes_on_after_a_handler_that_mends_it)
{
    volatile double a = 1.5;
    volatile double b = 2.25;

    guarded = map(PAGE, PROT_READ, 0);
    UC_REQUIRE(guarded != NULL);
    catch_with(open_page, 0);
    for (int i = 0; i < 100; i++) {
        UC_EXPECT_EQ(mprotect(guarded, PAGE, PROT_READ), 0);
        double sum = a * i + b;
        *(volatile double *)(void *)(guarded + 8) = sum;
        UC_EXPECT(*(volatile double *)(void *)(guarded + 8) == a * i + b);
        UC_EXPECT(told_address == guarded + 8);
    }
    UC_EXPECT_EQ(munmap(guarded, PAGE), 0);
}

UC_TEST(mman_reserves_a_gib_and_opens_parts)
{
    const size_t gib = (size_t)1 << 30;
    char *at = map(gib, PROT_NONE, MAP_NORESERVE);

    UC_REQUIRE(at != NULL);
    for (size_t i = 0; i < 16; i++) {
        char *part = at + i * (gib / 16);
        UC_EXPECT_EQ(mprotect(part, 2 * PAGE, PROT_READ | PROT_WRITE), 0);
        part[PAGE] = (char)i;
    }
    for (size_t i = 0; i < 16; i++) {
        UC_EXPECT_EQ(at[i * (gib / 16) + PAGE], (char)i);
    }
    UC_EXPECT_EQ(madvise(at, gib, MADV_DONTNEED), 0);
    UC_EXPECT_EQ(at[PAGE], 0);
    UC_EXPECT_EQ(munmap(at, gib), 0);
}

UC_TEST(mman_refuses_what_there_is_no_memory_for)
{
    errno = 0;
    UC_EXPECT(map((size_t)1 << 30, PROT_READ | PROT_WRITE, 0) == NULL);
    UC_EXPECT_EQ(errno, ENOMEM);
    void *const image =
        (void *)((uintptr_t)&told_signal & ~(uintptr_t)(PAGE - 1));
    errno = 0;
    UC_EXPECT(mmap(image, PAGE, PROT_READ,
                   MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS, -1,
                   0) == MAP_FAILED);
    UC_EXPECT_EQ(errno, ENOMEM);
    errno = 0;
    UC_EXPECT(mprotect(image, PAGE, PROT_READ) == -1);
    UC_EXPECT_EQ(errno, ENOMEM);
}

UC_TEST(mman_moves_and_grows)
{
    char *at = map(2 * PAGE, PROT_READ | PROT_WRITE, 0);
    char *next;

    UC_REQUIRE(at != NULL);
    strcpy(at + PAGE - 3, "across");
    next = mremap(at, 2 * PAGE, 500 * PAGE, MREMAP_MAYMOVE);
    UC_REQUIRE(next != MAP_FAILED);
    UC_EXPECT(strcmp(next + PAGE - 3, "across") == 0);
    next[499 * PAGE] = 1;
    UC_EXPECT_EQ(munmap(next, 500 * PAGE), 0);
}

static void *use_stack(void *arg)
{
    char own[1000];

    memset(own, (int)(intptr_t)arg, sizeof own);
    usleep(1000);
    return (void *)(intptr_t)(own[999] == (char)(intptr_t)arg);
}

/* 128 stacks of 1 MiB are twice the machine's memory. */
UC_TEST(mman_has_only_those_pages_of_stacks_that_are_used)
{
    enum {
        N = 128,
    };
    static pthread_t threads[N];
    pthread_attr_t attr;
    void *good;

    if (eager) {
        uc_test_skip("stacks are there at once");
        return;
    }
    UC_EXPECT_EQ(pthread_attr_init(&attr), 0);
    UC_EXPECT_EQ(pthread_attr_setstacksize(&attr, 1 << 20), 0);
    for (intptr_t i = 0; i < N; i++) {
        UC_REQUIRE(pthread_create(&threads[i], &attr, use_stack, (void *)i) ==
                   0);
    }
    for (intptr_t i = 0; i < N; i++) {
        UC_EXPECT_EQ(pthread_join(threads[i], &good), 0);
        UC_EXPECT(good != NULL);
    }
}

static volatile unsigned depth;

/* Not a tail call: each has its frame. */
static int overflow(int n)
{
    volatile char frame[512];

    frame[0] = (char)n;
    depth++;
    return n < 0 ? 0 : overflow(n + 1) + frame[0];
}

static void *overflow_caught(void *arg)
{
    stack_t stack = {.ss_sp = arg, .ss_size = 4 * PAGE};

    sigaltstack(&stack, NULL);
    if (sigsetjmp(back, 1) == 0) {
        overflow(0);
    }
    stack.ss_flags = SS_DISABLE;
    sigaltstack(&stack, NULL);
    return arg;
}

UC_TEST(mman_tells_of_a_stack_that_overflows_on_another_one)
{
    pthread_t thread;
    void *end = NULL;

    if (eager) {
        uc_test_skip("the stack that overflows would have to be there");
        return;
    }
    char *stack = map(4 * PAGE, PROT_READ | PROT_WRITE, 0);

    UC_REQUIRE(stack != NULL);
    catch_with(leave, SA_ONSTACK);
    told_signal = 0;
    UC_REQUIRE(pthread_create(&thread, NULL, overflow_caught, stack) == 0);
    UC_EXPECT_EQ(pthread_join(thread, &end), 0);
    UC_EXPECT_EQ(told_signal, SIGSEGV);
    UC_EXPECT_EQ(told_code, SEGV_ACCERR);
    UC_EXPECT(handler_stack - (uintptr_t)stack < 4 * PAGE);
    UC_EXPECT_GT(depth, 100);
    UC_EXPECT_EQ(munmap(stack, 4 * PAGE), 0);
}

UC_TEST(mman_takes_pages_for_calls_that_nobody_has_touched)
{
    char *at = map(4 * PAGE, PROT_READ | PROT_WRITE, 0);
    int ends[2];

    UC_REQUIRE(at != NULL && pipe(ends) == 0);
    UC_EXPECT_EQ(write(ends[1], at, 2000), 2000);
    UC_EXPECT_EQ(read(ends[0], at + 2 * PAGE, 2000), 2000);
    UC_EXPECT_EQ(at[2 * PAGE], 0);
    UC_EXPECT_EQ(write(STDOUT_FILENO, at + 3 * PAGE, 1), 1);
    UC_EXPECT_EQ(write(STDOUT_FILENO, "\n", 1), 1);
    close(ends[0]);
    close(ends[1]);
    UC_EXPECT_EQ(munmap(at, 4 * PAGE), 0);
}

static bool fails(int result, int error)
{
    const bool so = result == -1 && errno == error;

    errno = 0;
    return so;
}

UC_TEST(mman_tells_which_pages_are_there_and_locks_others)
{
    char *at = map(4 * PAGE, PROT_READ | PROT_WRITE, 0);
    unsigned char there[4];

    UC_REQUIRE(at != NULL);
    at[PAGE] = 1;
    UC_EXPECT_EQ(mincore(at, 3 * PAGE + 1, there), 0);
    UC_EXPECT_MEM(there, ((unsigned char[]){eager, 1, eager, eager}), 4);
    UC_EXPECT_EQ(mlock(at + 3 * PAGE - 1, 2), 0);
    UC_EXPECT_EQ(mincore(at, 4 * PAGE, there), 0);
    UC_EXPECT_MEM(there, ((unsigned char[]){eager, 1, 1, 1}), 4);
    UC_EXPECT_EQ(at[2 * PAGE] | at[3 * PAGE], 0);
    UC_EXPECT_EQ(munlock(at, 4 * PAGE), 0);
    UC_EXPECT_EQ(mincore(at + 2 * PAGE, PAGE, there), 0);
    UC_EXPECT_EQ(there[0], 1);
    UC_EXPECT_EQ(mlockall(MCL_CURRENT | MCL_FUTURE) | munlockall(), 0);

    UC_EXPECT(fails(mincore(at + 1, 1, there), EINVAL));
    UC_EXPECT(fails(mincore(at, 1, NULL), EFAULT));
    UC_EXPECT(fails(mlock(at, SIZE_MAX), EINVAL));
    UC_EXPECT_EQ(munmap(at + PAGE, PAGE), 0);
    UC_EXPECT(fails(mincore(at, 3 * PAGE, there), ENOMEM));
    UC_EXPECT(fails(mlock(at, 3 * PAGE), ENOMEM));
    UC_EXPECT_EQ(mprotect(at, PAGE, PROT_NONE), 0);
    UC_EXPECT(fails(mlock(at, PAGE), ENOMEM));
    UC_EXPECT_EQ(munmap(at, 4 * PAGE), 0);
    char *const image = (char *)((uintptr_t)&eager & ~(uintptr_t)(PAGE - 1));
    UC_EXPECT(fails(mincore(image, PAGE, there), ENOMEM));
}

UC_TEST(mman_refuses_to_lock_more_than_there_is)
{
    const size_t gib = (size_t)1 << 30;

    if (eager) {
        uc_test_skip("what is mapped is there");
        return;
    }
    char *at = map(gib, PROT_READ | PROT_WRITE, MAP_NORESERVE);
    UC_REQUIRE(at != NULL);
    UC_EXPECT(fails(mlock(at, gib), ENOMEM));
    UC_EXPECT_EQ(munmap(at, gib), 0);
    at = map(16 << 20, PROT_READ | PROT_WRITE, 0);
    UC_REQUIRE(at != NULL);
    UC_EXPECT_EQ(mlock(at, 16 << 20), 0);
    UC_EXPECT_EQ(munmap(at, 16 << 20), 0);
}

UC_TEST(mman_shares_a_file_with_who_reads_and_writes_it)
{
    char text[8] = "";
    int file = open("/shared", O_RDWR | O_CREAT | O_TRUNC, 0600);

    UC_REQUIRE(file >= 0);
    UC_EXPECT_EQ(ftruncate(file, 5 * PAGE), 0);
    UC_EXPECT_EQ(pwrite(file, "first", 6, 3 * PAGE), 6);
    char *at =
        mmap(NULL, 8 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    UC_REQUIRE(at != MAP_FAILED);
    UC_EXPECT(strcmp(at + 3 * PAGE, "first") == 0);
    UC_EXPECT_EQ(pwrite(file, "worst", 6, 3 * PAGE), 6);
    UC_EXPECT(strcmp(at + 3 * PAGE, "worst") == 0);
    at[3 * PAGE] = 'W';
    UC_EXPECT_EQ(pread(file, text, 6, 3 * PAGE), 6);
    UC_EXPECT(strcmp(text, "Worst") == 0);
    char *own =
        mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, file, 3 * PAGE);
    UC_REQUIRE(own != MAP_FAILED);
    UC_EXPECT(strcmp(own, "Worst") == 0);
    own[0] = 'w';
    at[3 * PAGE + 1] = 'e';
    UC_EXPECT_EQ(pread(file, text, 6, 3 * PAGE), 6);
    UC_EXPECT(strcmp(text, "Werst") == 0);
    catch_with(leave, 0);
    UC_EXPECT(signals(at + 5 * PAGE, false, SIGBUS, BUS_ADRERR));
    UC_EXPECT_EQ(msync(at, PAGE, MS_SYNC), 0);
    UC_EXPECT_EQ(munmap(at, 8 * PAGE), 0);
    UC_EXPECT_EQ(munmap(own, PAGE), 0);
    close(file);
}

/* Each page of a GiB, until there are no more. */
static void use_all_memory(void)
{
    const size_t gib = (size_t)1 << 30;
    char *at = map(gib, PROT_READ | PROT_WRITE, MAP_NORESERVE);
    size_t i;

    if (at == NULL) {
        puts("refused");
        return;
    }
    if (sigsetjmp(back, 1) != 0) {
        printf("signal %d at %d\n", told_signal,
               (char *)told_address >= at && (char *)told_address < at + gib);
        munmap(at, gib);
        at = map(1 << 20, PROT_READ | PROT_WRITE, 0);
        puts(at == NULL ? "nothing came back" : "it came back");
        return;
    }
    for (i = 0; i < gib; i += PAGE) {
        at[i] = 1;
    }
    puts("survived");
}

static void *overflow_thread(void *arg)
{
    return (void *)(intptr_t)overflow((int)(intptr_t)arg);
}

static void run(const char *what)
{
    pthread_t thread;
    char *at = map(PAGE, PROT_READ, 0);

    if (strcmp(what, "memory-caught") == 0) {
        catch_with(leave, 0);
        use_all_memory();
    } else if (strcmp(what, "memory") == 0) {
        use_all_memory();
    } else if (strcmp(what, "stack") == 0) {
        overflow(0);
    } else if (strcmp(what, "thread-stack") == 0) {
        pthread_create(&thread, NULL, overflow_thread, NULL);
        pthread_join(thread, NULL);
    } else if (strcmp(what, "read-only") == 0) {
        *(volatile char *)at = 1;
    } else if (strcmp(what, "unmapped") == 0) {
        munmap(at, PAGE);
        *(volatile char *)at = 1;
    }
}

int main(int argc, char **argv)
{
    eager = argc > 1 && strcmp(argv[1], "eager") == 0;
    if (argc > 1 && !eager) {
        run(argv[1]);
        return 0;
    }
    return uc_test_main() == 0 ? 0 : 1;
}
