/* SPDX-License-Identifier: BSD-3-Clause */
/* Threads that wait for each other by descriptors. */
#define _GNU_SOURCE /* ppoll */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <uc/test.h>

enum {
    WRITERS = 4,
    RECORDS = 500,
    RECORD = 100, /* bytes: below PIPE_BUF, so never torn */
};

static int ends[2];

static void *write_records(void *arg)
{
    char record[RECORD];

    memset(record, (int)(intptr_t)arg, sizeof record);
    for (int i = 0; i < RECORDS; i++) {
        if (write(ends[1], record, sizeof record) != sizeof record) {
            return (void *)1;
        }
    }
    return NULL;
}

UC_TEST(waiting_records_of_several_threads_come_whole_through_a_pipe)
{
    pthread_t threads[WRITERS];
    int seen[WRITERS] = {0};
    char record[RECORD], want[RECORD];
    void *failed;

    UC_REQUIRE(pipe(ends) == 0);
    FILE *file = fdopen(ends[0], "r");
    UC_REQUIRE(file != NULL);
    for (intptr_t i = 0; i < WRITERS; i++) {
        UC_REQUIRE(
            pthread_create(&threads[i], NULL, write_records, (void *)i) == 0);
    }
    for (int i = 0; i < WRITERS * RECORDS; i++) {
        UC_REQUIRE(fread(record, sizeof record, 1, file) == 1);
        UC_REQUIRE(record[0] >= 0 && record[0] < WRITERS);
        memset(want, record[0], sizeof want);
        UC_EXPECT_MEM(record, want, sizeof record);
        seen[(int)record[0]]++;
    }
    for (int i = 0; i < WRITERS; i++) {
        UC_EXPECT_EQ(seen[i], RECORDS);
        UC_EXPECT_EQ(pthread_join(threads[i], &failed), 0);
        UC_EXPECT(failed == NULL);
    }
    UC_EXPECT_EQ(close(ends[1]), 0);
    UC_EXPECT_EQ(fgetc(file), EOF);
    UC_EXPECT(feof(file) && !ferror(file));
    UC_EXPECT_EQ(fclose(file), 0);
}

UC_TEST(waiting_epoll_gives_back_the_data_it_was_given)
{
    struct epoll_event event = {.events = EPOLLIN,
                                .data.u64 = UINT64_C(0x0123456789abcdef)};
    struct epoll_event got[3];
    int epoll = epoll_create1(0);
    int one = eventfd(1, 0);
    int two = eventfd(1, EFD_NONBLOCK);

    UC_EXPECT_EQ(epoll_ctl(epoll, EPOLL_CTL_ADD, one, &event), 0);
    event.data.u64++;
    UC_EXPECT_EQ(epoll_ctl(epoll, EPOLL_CTL_ADD, two, &event), 0);
    UC_EXPECT_EQ(epoll_ctl(epoll, EPOLL_CTL_ADD, two, &event), -1);
    UC_EXPECT_EQ(errno, EEXIST);
    memset(got, 0, sizeof got);
    UC_EXPECT_EQ(epoll_wait(epoll, got, 3, -1), 2);
    UC_EXPECT_EQ(got[0].events, EPOLLIN);
    UC_EXPECT_EQ(got[0].data.u64, event.data.u64 - 1);
    UC_EXPECT_EQ(got[1].events, EPOLLIN);
    UC_EXPECT_EQ(got[1].data.u64, event.data.u64);
    UC_EXPECT_EQ(got[2].events, 0);
    UC_EXPECT_EQ(close(one) | close(two) | close(epoll), 0);
}

/* What nginx looks for before it relies on it. */
UC_TEST(waiting_epoll_tells_the_end_of_a_pair_and_of_a_time)
{
    const struct itimerspec soon = {.it_value.tv_nsec = 1000000};
    struct epoll_event event = {.events = EPOLLET | EPOLLIN | EPOLLRDHUP};
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    uint64_t ticks = 0;
    int pair[2];

    UC_REQUIRE(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
    UC_EXPECT_EQ(epoll_ctl(epoll, EPOLL_CTL_ADD, pair[0], &event), 0);
    UC_EXPECT_EQ(close(pair[1]), 0);
    UC_EXPECT_EQ(epoll_wait(epoll, &event, 1, 5000), 1);
    UC_EXPECT_EQ(event.events & EPOLLRDHUP, EPOLLRDHUP);
    UC_EXPECT_EQ(close(pair[0]), 0);
    event.events = EPOLLIN;
    UC_EXPECT_EQ(epoll_ctl(epoll, EPOLL_CTL_ADD, timer, &event), 0);
    UC_EXPECT_EQ(epoll_wait(epoll, &event, 1, 0), 0);
    UC_EXPECT_EQ(timerfd_settime(timer, 0, &soon, NULL), 0);
    UC_EXPECT_EQ(epoll_wait(epoll, &event, 1, -1), 1);
    UC_EXPECT_EQ(read(timer, &ticks, sizeof ticks), sizeof ticks);
    UC_EXPECT_EQ(ticks, 1);
    UC_EXPECT_EQ(close(timer) | close(epoll), 0);
}

UC_TEST(waiting_epoll_tells_of_a_signal_that_signalfd_reads)
{
    struct epoll_event event = {.events = EPOLLIN};
    struct signalfd_siginfo info;
    int epoll = epoll_create1(0);
    sigset_t usr;

    sigemptyset(&usr);
    sigaddset(&usr, SIGUSR1);
    UC_EXPECT_EQ(sigprocmask(SIG_BLOCK, &usr, NULL), 0);
    int fd = signalfd(-1, &usr, SFD_NONBLOCK | SFD_CLOEXEC);
    UC_EXPECT_EQ(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event), 0);
    UC_EXPECT_EQ(epoll_wait(epoll, &event, 1, 0), 0);
    UC_EXPECT_EQ(kill(getpid(), SIGUSR1), 0);
    UC_EXPECT_EQ(epoll_wait(epoll, &event, 1, -1), 1);
    UC_EXPECT_EQ(read(fd, &info, sizeof info), sizeof info);
    UC_EXPECT_EQ(info.ssi_signo, SIGUSR1);
    UC_EXPECT_EQ(info.ssi_pid, getpid());
    UC_EXPECT_EQ(epoll_wait(epoll, &event, 1, 0), 0);
    UC_EXPECT_EQ(sigprocmask(SIG_UNBLOCK, &usr, NULL), 0);
    UC_EXPECT_EQ(close(fd) | close(epoll), 0);
}

static int blocked_by; /* which call a thread waits in */

static void *block(void *arg)
{
    struct epoll_event event = {.events = EPOLLIN};
    struct pollfd fds = {.fd = ends[0], .events = POLLIN};
    int epoll = epoll_create1(0);
    fd_set set;
    char byte;

    (void)arg;
    FD_ZERO(&set);
    FD_SET(ends[0], &set);
    switch (blocked_by) {
    case 0:
        return (void *)read(ends[0], &byte, 1);
    case 1:
        return (void *)(intptr_t)poll(&fds, 1, -1);
    case 2:
        return (void *)(intptr_t)select(ends[0] + 1, &set, NULL, NULL, NULL);
    default:
        (void)epoll_ctl(epoll, EPOLL_CTL_ADD, ends[0], &event);
        return (void *)(intptr_t)epoll_wait(epoll, &event, 1, -1);
    }
}

UC_TEST(waiting_ends_when_the_thread_is_cancelled)
{
    pthread_t thread;
    void *result;

    UC_REQUIRE(pipe(ends) == 0);
    for (blocked_by = 0; blocked_by < 4; blocked_by++) {
        UC_REQUIRE(pthread_create(&thread, NULL, block, NULL) == 0);
        sched_yield();
        UC_EXPECT_EQ(pthread_cancel(thread), 0);
        UC_EXPECT_EQ(pthread_join(thread, &result), 0);
        UC_EXPECT(result == PTHREAD_CANCELED);
    }
    UC_EXPECT_EQ(close(ends[0]) | close(ends[1]), 0);
}

static volatile sig_atomic_t signals;

static void count(int signal)
{
    (void)signal;
    signals++;
}

UC_TEST(waiting_lets_a_blocked_signal_in)
{
    struct sigaction action = {.sa_handler = count};
    struct pollfd fds = {.events = POLLIN};
    sigset_t usr1, none;
    fd_set set;

    UC_REQUIRE(pipe(ends) == 0);
    fds.fd = ends[0];
    sigemptyset(&none);
    sigemptyset(&usr1);
    sigaddset(&usr1, SIGUSR1);
    UC_REQUIRE(sigaction(SIGUSR1, &action, NULL) == 0);
    UC_REQUIRE(sigprocmask(SIG_BLOCK, &usr1, NULL) == 0);
    UC_EXPECT_EQ(raise(SIGUSR1), 0);
    UC_EXPECT_EQ(signals, 0);
    UC_EXPECT_EQ(ppoll(&fds, 1, NULL, &none), -1);
    UC_EXPECT_EQ(errno, EINTR);
    UC_EXPECT_EQ(signals, 1);
    FD_ZERO(&set);
    FD_SET(ends[0], &set);
    UC_EXPECT_EQ(raise(SIGUSR1), 0);
    UC_EXPECT_EQ(pselect(ends[0] + 1, &set, NULL, NULL, NULL, &none), -1);
    UC_EXPECT_EQ(errno, EINTR);
    UC_EXPECT_EQ(signals, 2);
    UC_EXPECT_EQ(sigprocmask(SIG_UNBLOCK, &usr1, NULL), 0);
    UC_EXPECT_EQ(close(ends[0]) | close(ends[1]), 0);
}

UC_TEST(waiting_select_and_poll_say_what_posix_says)
{
    struct timeval soon = {0, 1000};
    struct pollfd fds[3] = {{-1, POLLIN, 9}, {4000, POLLIN, 0}};
    fd_set in, out;
    char bytes[10];
    int held = 0;

    UC_REQUIRE(pipe2(ends, O_NONBLOCK | O_CLOEXEC) == 0);
    fds[2] = (struct pollfd){ends[1], POLLOUT, 0};
    UC_EXPECT_EQ(poll(fds, 3, -1), 2);
    UC_EXPECT_EQ(fds[0].revents, 0);
    UC_EXPECT_EQ(fds[1].revents, POLLNVAL);
    UC_EXPECT_EQ(fds[2].revents, POLLOUT);
    FD_ZERO(&in);
    FD_SET(ends[0], &in);
    UC_EXPECT_EQ(select(ends[0] + 1, &in, NULL, NULL, &soon), 0);
    UC_EXPECT(!FD_ISSET(ends[0], &in));
    UC_EXPECT_EQ(write(ends[1], "hello", 5), 5);
    UC_EXPECT_EQ(ioctl(ends[0], FIONREAD, &held), 0);
    UC_EXPECT_EQ(held, 5);
    FD_SET(ends[0], &in);
    FD_ZERO(&out);
    FD_SET(ends[1], &out);
    UC_EXPECT_EQ(select(ends[1] + 1, &in, &out, NULL, NULL), 2);
    UC_EXPECT_EQ(read(ends[0], bytes, sizeof bytes), 5);
    UC_EXPECT_EQ(read(ends[0], bytes, sizeof bytes), -1);
    UC_EXPECT_EQ(errno, EAGAIN);
    UC_EXPECT_EQ(close(ends[0]), 0);
    UC_EXPECT_EQ(select(ends[0] + 1, &in, NULL, NULL, NULL), -1);
    UC_EXPECT_EQ(errno, EBADF);
    UC_EXPECT(signal(SIGPIPE, SIG_IGN) == SIG_DFL);
    UC_EXPECT_EQ(write(ends[1], "x", 1), -1);
    UC_EXPECT_EQ(errno, EPIPE);
    UC_EXPECT(signal(SIGPIPE, SIG_DFL) == SIG_IGN);
    UC_EXPECT_EQ(close(ends[1]), 0);
}
