/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * exec_to_output N PROGRAM: runs PROGRAM N times and prints, a line each, the
 * milliseconds from before vfork and exec to its first byte of output.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: exec_to_output N PROGRAM [ARG...]\n");
        return 2;
    }
    for (int i = atoi(argv[1]); i > 0; i--) {
        int ends[2];
        char bytes[4096];

        if (pipe(ends) < 0) {
            perror("pipe");
            return 1;
        }
        double began = now_ms();
        pid_t pid = vfork();
        if (pid == 0) {
            dup2(ends[1], 1);
            close(ends[0]);
            close(ends[1]);
            execv(argv[2], argv + 2);
            _exit(127);
        }
        close(ends[1]);
        ssize_t n = read(ends[0], bytes, sizeof bytes);
        double ms = now_ms() - began;
        while (n > 0) {
            n = read(ends[0], bytes, sizeof bytes);
        }
        close(ends[0]);
        int status;
        waitpid(pid, &status, 0);
        if (status != 0) {
            fprintf(stderr, "%s ended with status %#x\n", argv[2], status);
            return 1;
        }
        printf("%.3f\n", ms);
    }
    return 0;
}
