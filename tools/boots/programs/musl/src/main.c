/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A program of POSIX, as it would be on Linux, but for its tests' frame:
 * without an argument all of them; else one way to end, or to go wrong.
 */
#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/swap.h>
#include <unistd.h>

#include <uc/test.h>

static void say_bye(void)
{
    puts("bye");
}

/* Calls that no library has, one of them twice. */
static int call_what_is_missing(void)
{
    int first = inotify_init1(IN_CLOEXEC);

    printf("%d %d %d\n", first, inotify_init1(IN_CLOEXEC), swapoff("/nowhere"));
    perror("swapoff");
    return 0;
}

/* Not a tail call: each has its frame. */
static int overflow(int n)
{
    volatile char frame[512];

    frame[0] = (char)n;
    return n < 0 ? 0 : overflow(n + 1) + frame[0];
}

static void *overflow_thread(void *arg)
{
    return (void *)(intptr_t)overflow((int)(intptr_t)arg);
}

static int overflow_in_thread(void)
{
    pthread_t thread;

    return pthread_create(&thread, NULL, overflow_thread, NULL) == 0
               ? pthread_join(thread, NULL)
               : 1;
}

static int end(const char *way)
{
    if (strcmp(way, "return") == 0) {
        atexit(say_bye);
        printf("no newline at the end");
        return 7;
    }
    if (strcmp(way, "exit") == 0) {
        atexit(say_bye);
        exit(8);
    }
    if (strcmp(way, "_exit") == 0) {
        atexit(say_bye);
        printf("this stays in the buffer");
        _exit(9);
    }
    if (strcmp(way, "abort") == 0) {
        abort();
    }
    if (strcmp(way, "assert") == 0) {
        assert(way == NULL);
    }
    if (strcmp(way, "terminate") == 0) {
        raise(SIGTERM);
    }
    if (strcmp(way, "stack") == 0) {
        return overflow(0);
    }
    if (strcmp(way, "thread-stack") == 0) {
        return overflow_in_thread();
    }
    if (strcmp(way, "fork") == 0) {
        printf("%d\n", fork());
        perror("fork");
        printf("%d\n", system("true"));
        perror("system");
        printf("%d\n", popen("true", "r") == NULL);
        perror("popen");
        return 0;
    }
    return call_what_is_missing();
}

int main(int argc, char **argv)
{
    if (argc > 1) {
        return end(argv[1]);
    }
    return uc_test_main() == 0 ? 0 : 1;
}
