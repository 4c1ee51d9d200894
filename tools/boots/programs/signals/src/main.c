/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A program of POSIX with signals and timers, as it would be on Linux, but for
 * its tests' frame: without an argument all tests; "alarm" waits for an alarm
 * that nobody handles, "other" for a signal that nobody handles in a thread.
 */
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include <uc/test.h>

static void *wait_for_ever(void *arg)
{
    for (;;) {
        pause();
    }
    return arg;
}

int main(int argc, char **argv)
{
    pthread_t thread;

    if (argc == 1) {
        return uc_test_main() == 0 ? 0 : 1;
    }
    if (strcmp(argv[1], "alarm") == 0) {
        alarm(1);
    } else {
        pthread_create(&thread, NULL, wait_for_ever, NULL);
        pthread_kill(thread, SIGUSR1);
    }
    wait_for_ever(NULL);
}
