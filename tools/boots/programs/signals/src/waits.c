/* SPDX-License-Identifier: BSD-3-Clause */
/* Calls that wait, and signals that end them. Spec: signal(7). */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <unistd.h>

#include <uc/test.h>

#include "handled.h"

enum {
    SOON = 20, /* ms */
};

static int fds[2];

static void open_pipe(void)
{
    UC_REQUIRE(pipe(fds) == 0);
}

static void close_pipe(void)
{
    close(fds[0]);
    close(fds[1]);
}

UC_TEST(waits_of_read_end_with_eintr)
{
    char c;

    open_pipe();
    handle(SIGALRM, 0);
    alarm_in(SOON, 0);
    UC_EXPECT_EQ(read(fds[0], &c, 1), -1);
    UC_EXPECT_EQ(errno, EINTR);
    UC_EXPECT_EQ(handled, 1);
    close_pipe();
}

static void feed(int signal)
{
    (void)signal;
    handled++;
    if (handled == 3) {
        UC_EXPECT_EQ(write(fds[1], "abc\n", 4), 4);
    }
}

/* Three alarms: the reader never sees two of them. */
UC_TEST(waits_of_read_and_of_stdio_go_on_with_sa_restart)
{
    struct sigaction action = {.sa_handler = feed, .sa_flags = SA_RESTART};
    char text[8] = "";

    open_pipe();
    handled = 0;
    sigaction(SIGALRM, &action, NULL);
    alarm_in(SOON, SOON);
    UC_EXPECT_EQ(read(fds[0], text, sizeof text), 4);
    handled = 0;
    FILE *file = fdopen(fds[0], "r");
    UC_REQUIRE(file != NULL);
    UC_EXPECT(fgets(text, sizeof text, file) != NULL);
    UC_EXPECT(strcmp(text, "abc\n") == 0);
    alarm_in(0, 0);
    fclose(file);
    close(fds[1]);
}

UC_TEST(waits_of_poll_select_and_epoll_end_even_with_sa_restart)
{
    struct pollfd pollfd = {.events = POLLIN};
    struct epoll_event event = {.events = EPOLLIN};
    fd_set set;

    open_pipe();
    pollfd.fd = fds[0];
    handle(SIGALRM, SA_RESTART);
    alarm_in(SOON, SOON);
    UC_EXPECT_EQ(poll(&pollfd, 1, -1), -1);
    UC_EXPECT_EQ(errno, EINTR);
    FD_ZERO(&set);
    FD_SET(fds[0], &set);
    UC_EXPECT_EQ(select(fds[0] + 1, &set, NULL, NULL, NULL), -1);
    UC_EXPECT_EQ(errno, EINTR);
    int epoll = epoll_create1(0);
    UC_EXPECT_EQ(epoll_ctl(epoll, EPOLL_CTL_ADD, fds[0], &event), 0);
    UC_EXPECT_EQ(epoll_wait(epoll, &event, 1, -1), -1);
    UC_EXPECT_EQ(errno, EINTR);
    alarm_in(0, 0);
    UC_EXPECT_EQ(handled, 3);
    close(epoll);
    close_pipe();
}

UC_TEST(waits_of_nanosleep_tell_the_time_that_remains)
{
    struct timespec rest = {0, 0};

    handle(SIGALRM, SA_RESTART);
    alarm_in(SOON, 0);
    UC_EXPECT_EQ(nanosleep(&(struct timespec){3000, 0}, &rest), -1);
    UC_EXPECT_EQ(errno, EINTR);
    UC_EXPECT(rest.tv_sec > 2000 && rest.tv_sec < 3000);
}

UC_TEST(waits_of_semaphores_end_or_go_on)
{
    sem_t sem;

    sem_init(&sem, 0, 0);
    handle(SIGALRM, 0);
    alarm_in(SOON, 0);
    UC_EXPECT_EQ(sem_wait(&sem), -1);
    UC_EXPECT_EQ(errno, EINTR);
    sem_destroy(&sem);
}

UC_TEST(waits_of_sigsuspend_let_in_what_is_blocked)
{
    sigset_t none, now;

    sigemptyset(&none);
    handle(SIGALRM, SA_RESTART);
    block(SIG_BLOCK, SIGALRM);
    alarm_in(SOON, 0);
    UC_EXPECT_EQ(sigsuspend(&none), -1);
    UC_EXPECT_EQ(errno, EINTR);
    UC_EXPECT_EQ(handled, 1);
    pthread_sigmask(SIG_BLOCK, NULL, &now);
    UC_EXPECT(sigismember(&now, SIGALRM));
    block(SIG_UNBLOCK, SIGALRM);
    alarm_in(SOON, 0);
    UC_EXPECT_EQ(pause(), -1);
    UC_EXPECT_EQ(handled, 2);
}

static sigjmp_buf back;

static void jump(int signal)
{
    siglongjmp(back, signal);
}

UC_TEST(waits_of_read_are_left_by_siglongjmp_time_and_again)
{
    struct sigaction action = {.sa_handler = jump};
    volatile int jumps = 0;
    char c;

    open_pipe();
    sigaction(SIGALRM, &action, NULL);
    if (sigsetjmp(back, 1) != 0) {
        jumps++;
    }
    if (jumps < 3) {
        alarm_in(SOON, 0);
        (void)read(fds[0], &c, 1);
    }
    UC_EXPECT_EQ(jumps, 3);
    close_pipe();
}

static char stack[16384];
static char *volatile seen;

static void look(int signal)
{
    char here;

    (void)signal;
    seen = &here;
}

UC_TEST(waits_end_on_the_alternate_stack)
{
    struct sigaction action = {.sa_handler = look, .sa_flags = SA_ONSTACK};
    const stack_t there = {.ss_sp = stack, .ss_size = sizeof stack};

    UC_EXPECT_EQ(sigaltstack(&there, NULL), 0);
    sigaction(SIGALRM, &action, NULL);
    alarm_in(SOON, 0);
    UC_EXPECT_EQ(pause(), -1);
    UC_EXPECT(seen > stack && seen < stack + sizeof stack);
    UC_EXPECT_EQ(sigaltstack(&(stack_t){.ss_flags = SS_DISABLE}, NULL), 0);
}

static volatile bool ready;

static void *read_pipe(void *arg)
{
    char c;

    block(SIG_UNBLOCK, SIGUSR1);
    ready = true;
    long n = read(fds[0], &c, 1);
    return n < 0 && errno == EINTR ? arg : NULL;
}

UC_TEST(waits_of_another_thread_end_by_pthread_kill_and_by_kill)
{
    pthread_t thread;
    void *result;

    open_pipe();
    handle(SIGUSR1, 0);
    block(SIG_BLOCK, SIGUSR1);
    for (int i = 0; i < 2; i++) {
        ready = false;
        UC_REQUIRE(pthread_create(&thread, NULL, read_pipe, fds) == 0);
        while (!ready) {
            usleep(1000);
        }
        UC_EXPECT_EQ(i == 0 ? pthread_kill(thread, SIGUSR1)
                            : kill(getpid(), SIGUSR1),
                     0);
        UC_EXPECT_EQ(pthread_join(thread, &result), 0);
        UC_EXPECT(result == fds);
    }
    UC_EXPECT_EQ(handled, 2);
    block(SIG_UNBLOCK, SIGUSR1);
    close_pipe();
}

static void *end(void *arg)
{
    return arg;
}

/* Each of them is told while it begins, runs or ends, or is gone. */
UC_TEST(waits_hold_a_storm_of_signals_at_threads_that_end)
{
    handle(SIGUSR1, SA_RESTART);
    for (int i = 0; i < 500; i++) {
        pthread_t thread;
        UC_REQUIRE(pthread_create(&thread, NULL, end, NULL) == 0);
        for (int n = 0; n < 10; n++) {
            (void)pthread_kill(thread, SIGUSR1);
            if (n == i % 10) {
                usleep(0);
            }
        }
        UC_REQUIRE(pthread_join(thread, NULL) == 0);
    }
    handled = 0;
    UC_EXPECT_EQ(raise(SIGUSR1), 0);
    UC_EXPECT_EQ(handled, 1);
}
