/* SPDX-License-Identifier: BSD-3-Clause */
/* Functions whose shares of the instructions are known, for a flame graph. */
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static volatile unsigned sink;
static volatile bool done;

__attribute__((noinline)) static void light(unsigned loops)
{
    for (unsigned i = 0; i < loops; i++) {
        sink += i;
    }
}

__attribute__((noinline)) static void heavy(unsigned loops)
{
    for (unsigned i = 0; i < 3 * loops; i++) {
        sink += i;
    }
}

/* Of computing time, half a second. */
__attribute__((noinline)) static void work(void)
{
    clock_t start = clock();

    for (unsigned i = 0; clock() - start < CLOCKS_PER_SEC / 2; i++) {
        heavy(5000 + i % 7 * 100);
        light(5000 + i % 7 * 100);
    }
}

static void *worker(void *arg)
{
    (void)arg;
    work();
    done = true;
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t thread;

    pthread_create(&thread, NULL, worker, NULL);
    /* Only slices let the other one run. */
    while (argc > 1 && strcmp(argv[1], "spin") == 0 && !done) {
    }
    pthread_join(thread, NULL);
    work();
    if (argc > 1 && strcmp(argv[1], "fault") == 0) {
        char *volatile nowhere = (char *)1;
        *nowhere = 0;
    }
    usleep(200000);
    puts("done");
    return 0;
}
