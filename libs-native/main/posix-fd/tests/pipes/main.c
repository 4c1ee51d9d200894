/* SPDX-License-Identifier: BSD-3-Clause */
/* Pipes as pipe(7) tells of them, and who watches a descriptor. */
#include <uc/errors.h>
#include <uc/fd.h>
#include <uc/hosted.h>
#include <uc/hosted_malloc.h>
#include <uc/malloc.h>
#include <uc/plat/clock.h>
#include <uc/sched.h>
#include <uc/test.h>

UC_HOSTED_BOOT("");

enum {
    SIGPIPE = 13,
    FIONREAD = 0x541b,
    FIONBIO = 0x5421,
    CAPACITY = 65536,
    ATOMIC = 4096,
    STREAM = 300000,
};

struct action {
    void (*handler)(int);
    unsigned long flags;
    void (*restorer)(void);
    uint64_t mask;
};

long uc_sys_close(int number);
long uc_sys_dup(int number);
long uc_sys_ioctl(int number, unsigned long request, void *arg);
long uc_sys_pipe2(int *out, unsigned flags);
long uc_sys_read(int number, void *buf, size_t bytes);
long uc_sys_readv(int number, const struct uc_fs_piece *pieces, int n);
long uc_sys_write(int number, void *buf, size_t bytes);
long uc_sys_writev(int number, const struct uc_fs_piece *pieces, int n);
long uc_sys_rt_sigaction(int signal, const struct action *set,
                         struct action *old, size_t bytes);

static char out[STREAM], in[STREAM];

static unsigned events_of(int number)
{
    struct uc_fd *fd = uc_fd_get(number);
    unsigned events = fd->ops->events(fd);

    uc_fd_release(fd);
    return events;
}

static uint32_t random_state = 7;

static uint32_t random_below(uint32_t n)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    random_state ^= random_state << 5;
    return random_state % n;
}

UC_TEST(keeps_the_order_of_bytes_whatever_the_pieces)
{
    int ends[2];
    size_t written = 0;
    size_t read = 0;

    for (size_t i = 0; i < sizeof out; i++) {
        out[i] = (char)(i * 31 + i / 256);
    }
    UC_REQUIRE(uc_sys_pipe2(ends, UC_FD_NONBLOCK) == 0);
    while (read < STREAM) {
        size_t most = STREAM - written;
        size_t a = random_below(3000) % (most + 1);
        size_t b = random_below(9000) % (most - a + 1);
        const struct uc_fs_piece put[3] = {
            {out + written, a}, {NULL, 0}, {out + written + a, b}};
        long n = uc_sys_writev(ends[1], put, 3);

        written += n > 0 ? (size_t)n : 0;
        UC_REQUIRE(n >= 0 || n == -UC_EAGAIN);
        a = random_below(5000);
        b = random_below(9000);
        a = a < STREAM - read ? a : STREAM - read;
        b = b < STREAM - read - a ? b : STREAM - read - a;
        const struct uc_fs_piece get[2] = {{in + read, a}, {in + read + a, b}};
        int held = -1;
        UC_EXPECT_EQ(uc_sys_ioctl(ends[0], FIONREAD, &held), 0);
        UC_EXPECT_EQ(held, written - read);
        n = uc_sys_readv(ends[0], get, 2);
        UC_REQUIRE(n >= 0 || (n == -UC_EAGAIN && held == 0));
        read += n > 0 ? (size_t)n : 0;
    }
    UC_EXPECT_MEM(in, out, STREAM);
    UC_EXPECT_EQ(uc_sys_close(ends[0]) | uc_sys_close(ends[1]), 0);
}

UC_TEST(writes_up_to_4096_bytes_whole_or_not_at_all)
{
    int ends[2];

    UC_REQUIRE(uc_sys_pipe2(ends, UC_FD_NONBLOCK) == 0);
    UC_EXPECT_EQ(uc_sys_write(ends[1], out, CAPACITY - 100), CAPACITY - 100);
    UC_EXPECT_EQ(events_of(ends[1]), 0);
    UC_EXPECT_EQ(uc_sys_write(ends[1], out, 101), -UC_EAGAIN);
    UC_EXPECT_EQ(uc_sys_write(ends[1], out, ATOMIC), -UC_EAGAIN);
    /* More than that may be cut. */
    UC_EXPECT_EQ(uc_sys_write(ends[1], out, ATOMIC + 1), 100);
    UC_EXPECT_EQ(uc_sys_write(ends[1], out, 1), -UC_EAGAIN);
    UC_EXPECT_EQ(uc_sys_read(ends[0], in, ATOMIC - 1), ATOMIC - 1);
    UC_EXPECT_EQ(events_of(ends[1]), 0);
    UC_EXPECT_EQ(uc_sys_read(ends[0], in, 1), 1);
    UC_EXPECT_EQ(events_of(ends[1]), UC_FD_OUT);
    UC_EXPECT_EQ(uc_sys_close(ends[0]) | uc_sys_close(ends[1]), 0);
}

UC_TEST(takes_what_fits_where_memory_ends)
{
    struct uc_malloc_stats stats;
    int ends[2];

    UC_REQUIRE(uc_sys_pipe2(ends, UC_FD_NONBLOCK) == 0);
    uc_malloc_stats(&stats);
    uc_hosted_malloc_limit(stats.used_bytes);
    UC_EXPECT_EQ(uc_sys_write(ends[1], out, 1), -UC_ENOMEM);
    uc_hosted_malloc_limit(SIZE_MAX);
    UC_EXPECT_EQ(uc_sys_write(ends[1], out, 3000), 3000);
    uc_malloc_stats(&stats);
    uc_hosted_malloc_limit(stats.used_bytes);
    UC_EXPECT_EQ(uc_sys_write(ends[1], out, 2000), -UC_ENOMEM);
    UC_EXPECT_EQ(uc_sys_write(ends[1], out + 3000, 9000), ATOMIC - 3000);
    uc_hosted_malloc_limit(SIZE_MAX);
    UC_EXPECT_EQ(uc_sys_read(ends[0], in, sizeof in), ATOMIC);
    UC_EXPECT_MEM(in, out, ATOMIC);
    UC_EXPECT_EQ(uc_sys_close(ends[0]) | uc_sys_close(ends[1]), 0);
}

static unsigned pipe_signals;

static void count_signal(int signal)
{
    UC_EXPECT_EQ(signal, SIGPIPE);
    pipe_signals++;
}

UC_TEST(tells_writers_that_there_is_no_reader_by_signal_and_error)
{
    struct action action = {.handler = count_signal};
    int ends[2];

    UC_REQUIRE(uc_sys_rt_sigaction(SIGPIPE, &action, NULL, 8) == 0);
    UC_REQUIRE(uc_sys_pipe2(ends, 0) == 0);
    UC_EXPECT_EQ(uc_sys_write(ends[1], out, 3), 3);
    UC_EXPECT_EQ(uc_sys_close(ends[0]), 0);
    UC_EXPECT_EQ(events_of(ends[1]), UC_FD_OUT | UC_FD_ERROR);
    UC_EXPECT_EQ(uc_sys_write(ends[1], out, 0), 0);
    UC_EXPECT_EQ(pipe_signals, 0);
    UC_EXPECT_EQ(uc_sys_write(ends[1], out, 1), -UC_EPIPE);
    UC_EXPECT_EQ(pipe_signals, 1);
    UC_EXPECT_EQ(uc_sys_close(ends[1]), 0);
}

UC_TEST(ends_when_the_last_copy_of_the_writer_is_closed)
{
    int ends[2];

    UC_REQUIRE(uc_sys_pipe2(ends, 0) == 0);
    long copy = uc_sys_dup(ends[1]);
    UC_EXPECT_EQ(uc_sys_write((int)copy, out, 2), 2);
    UC_EXPECT_EQ(uc_sys_close(ends[1]), 0);
    UC_EXPECT_EQ(events_of(ends[0]), UC_FD_IN);
    UC_EXPECT_EQ(uc_sys_close((int)copy), 0);
    UC_EXPECT_EQ(events_of(ends[0]), UC_FD_IN | UC_FD_HANGUP);
    UC_EXPECT_EQ(uc_sys_read(ends[0], in, 9), 2);
    UC_EXPECT_EQ(uc_sys_read(ends[0], in, 9), 0);
    UC_EXPECT_EQ(events_of(ends[0]), UC_FD_HANGUP);
    UC_EXPECT_EQ(uc_sys_close(ends[0]), 0);
}

UC_TEST(refuses_the_wrong_end_and_flags_that_it_does_not_know)
{
    int ends[2];
    int yes = 1;

    UC_EXPECT_EQ(uc_sys_pipe2(ends, 040000), -UC_EINVAL);
    UC_REQUIRE(uc_sys_pipe2(ends, 0) == 0);
    UC_EXPECT_EQ(uc_sys_read(ends[1], in, 1), -UC_EBADF);
    UC_EXPECT_EQ(uc_sys_write(ends[0], out, 1), -UC_EBADF);
    UC_EXPECT_EQ(uc_sys_ioctl(ends[0], 1, NULL), -UC_ENOTTY);
    UC_EXPECT_EQ(uc_sys_ioctl(ends[0], FIONBIO, &yes), 0);
    UC_EXPECT_EQ(uc_sys_read(ends[0], in, 1), -UC_EAGAIN);
    UC_EXPECT_EQ(uc_sys_read(ends[0], in, 0), 0);
    UC_EXPECT_EQ(uc_sys_close(ends[0]) | uc_sys_close(ends[1]), 0);
}

UC_TEST(leaves_nothing_open_where_numbers_run_out)
{
    static int ends[1024][2];
    unsigned n = 0;
    long err;
    int spare[2];

    while ((err = uc_sys_pipe2(ends[n], 0)) == 0) {
        n++;
    }
    UC_EXPECT_EQ(err, -UC_EMFILE);
    UC_EXPECT_EQ(n, (1024 - 3) / 2);
    /* One number is free, two are wanted. */
    UC_EXPECT_EQ(uc_sys_close(ends[7][1]), 0);
    UC_EXPECT_EQ(uc_sys_pipe2(spare, 0), 0);
    UC_EXPECT_EQ(spare[0], ends[7][1]);
    UC_EXPECT_EQ(uc_sys_pipe2(spare, 0), -UC_EMFILE);
    for (int number = 3; number < 1024; number++) {
        UC_EXPECT_EQ(uc_sys_close(number), 0);
    }
    UC_EXPECT_EQ(uc_sys_pipe2(spare, 0), 0);
    UC_EXPECT_EQ(spare[0], 3);
    UC_EXPECT_EQ(uc_sys_close(3) | uc_sys_close(4), 0);
}

static void read_all(void *arg)
{
    size_t done = 0;
    long n;

    while ((n = uc_sys_read(*(int *)arg, in + done, 10000)) > 0) {
        done += (size_t)n;
    }
    UC_EXPECT_EQ(n, 0);
    UC_EXPECT_EQ(done, STREAM - 10000);
}

UC_TEST(lets_readers_and_writers_wait_for_each_other)
{
    struct uc_thread *thread;
    int ends[2];

    UC_REQUIRE(uc_sys_pipe2(ends, 0) == 0);
    UC_REQUIRE(uc_thread_create(&thread, NULL, read_all, &ends[0]) == 0);
    uc_yield();
    UC_EXPECT_EQ(uc_sys_write(ends[1], out, STREAM - 10000), STREAM - 10000);
    UC_EXPECT_EQ(uc_sys_close(ends[1]), 0);
    uc_thread_join(thread);
    UC_EXPECT_MEM(in, out, STREAM - 10000);
    UC_EXPECT_EQ(uc_sys_close(ends[0]), 0);
}

static void close_reader(void *arg)
{
    UC_EXPECT_EQ(uc_sys_close(*(int *)arg), 0);
}

UC_TEST(ends_a_write_that_waits_when_the_reader_goes)
{
    struct action action = {.handler = (void (*)(int))1};
    struct uc_thread *thread;
    int ends[2];

    UC_REQUIRE(uc_sys_rt_sigaction(SIGPIPE, &action, NULL, 8) == 0);
    UC_REQUIRE(uc_sys_pipe2(ends, 0) == 0);
    UC_REQUIRE(uc_thread_create(&thread, NULL, close_reader, &ends[0]) == 0);
    UC_EXPECT_EQ(uc_sys_write(ends[1], out, STREAM), CAPACITY);
    UC_EXPECT_EQ(uc_sys_write(ends[1], out, 1), -UC_EPIPE);
    uc_thread_join(thread);
    UC_EXPECT_EQ(uc_sys_close(ends[1]), 0);
}

struct watcher {
    struct uc_fd_watch watch;
    unsigned calls;
    unsigned events;
};

static void note(struct uc_fd_watch *watch, unsigned events)
{
    struct watcher *watcher = UC_CONTAINER_OF(watch, struct watcher, watch);

    watcher->calls++;
    watcher->events |= events;
}

UC_TEST(tells_each_who_watches_and_none_who_does_so_no_more)
{
    struct watcher watchers[3] = {
        {.watch = {.notify = note}},
        {.watch = {.notify = note}},
        {.watch = {.notify = note}},
    };
    int ends[2];

    UC_REQUIRE(uc_sys_pipe2(ends, 0) == 0);
    struct uc_fd *reader = uc_fd_get(ends[0]);
    for (unsigned i = 0; i < UC_ARRAY_SIZE(watchers); i++) {
        uc_fd_watch(reader, &watchers[i].watch);
    }
    UC_EXPECT_EQ(uc_sys_write(ends[1], out, 1), 1);
    uc_fd_unwatch(&watchers[1].watch);
    UC_EXPECT_EQ(uc_sys_close(ends[1]), 0);
    UC_EXPECT_EQ(watchers[0].events, UC_FD_IN | UC_FD_HANGUP);
    UC_EXPECT_EQ(watchers[1].events, UC_FD_IN);
    UC_EXPECT_EQ(watchers[2].calls, 2);
    /* Somebody holds it still. */
    UC_EXPECT_EQ(uc_sys_close(ends[0]), 0);
    UC_EXPECT_EQ(watchers[2].calls, 2);
    uc_fd_release(reader);
    UC_EXPECT_EQ(watchers[0].events, UC_FD_IN | UC_FD_HANGUP | UC_FD_GONE);
    UC_EXPECT_EQ(watchers[1].calls, 1);
    UC_EXPECT_EQ(watchers[2].calls, 3);
}

UC_TEST(stops_waiting_when_time_is_up)
{
    uc_nsec_t deadline = uc_plat_clock_monotonic() + 2 * UC_NSEC_PER_MS;
    int ends[2];

    UC_REQUIRE(uc_sys_pipe2(ends, 0) == 0);
    struct uc_fd *reader = uc_fd_get(ends[0]);
    UC_EXPECT_EQ(uc_fd_wait(reader, UC_FD_IN, deadline), -UC_ETIMEDOUT);
    UC_EXPECT_GE(uc_plat_clock_monotonic(), deadline);
    UC_EXPECT_EQ(uc_sys_write(ends[1], out, 1), 1);
    UC_EXPECT_EQ(uc_fd_wait(reader, UC_FD_IN, 0), 0);
    UC_EXPECT(reader->watches == NULL);
    uc_fd_release(reader);
    UC_EXPECT_EQ(uc_sys_close(ends[0]) | uc_sys_close(ends[1]), 0);
}
