/* SPDX-License-Identifier: BSD-3-Clause */
/* poll and select as their pages tell of them. */
#include <uc/errors.h>
#include <uc/fd.h>
#include <uc/hosted.h>
#include <uc/plat/clock.h>
#include <uc/sched.h>
#include <uc/test.h>

UC_HOSTED_BOOT("");

enum {
    IN = 1,
    PRI = 2,
    OUT = 4,
    ERROR = 8,
    HANGUP = 0x10,
    NVAL = 0x20,
    RDNORM = 0x40,
    USR1 = 10,
    MANY = 100,
    BITS = 8 * sizeof(long),
};

struct poll_fd {
    int fd;
    int16_t events;
    int16_t revents;
};

struct span {
    int64_t s;
    int64_t ns;
};

struct action {
    void (*handler)(int);
    unsigned long flags;
    void (*restorer)(void);
    uint64_t mask;
};

long uc_sys_close(int number);
long uc_sys_eventfd2(unsigned count, unsigned flags);
long uc_sys_kill(int pid, int signal);
long uc_sys_pipe2(int *out, unsigned flags);
long uc_sys_poll(struct poll_fd *fds, unsigned n, int ms);
long uc_sys_ppoll(struct poll_fd *fds, unsigned n, const struct span *span,
                  const uint64_t *set, size_t bytes);
long uc_sys_pselect6(int n, unsigned long *read, unsigned long *write,
                     unsigned long *except, const struct span *span,
                     const void *mask);
long uc_sys_read(int number, void *buf, size_t bytes);
long uc_sys_rt_sigaction(int signal, const struct action *set,
                         struct action *old, size_t bytes);
long uc_sys_rt_sigprocmask(int how, const uint64_t *set, uint64_t *old,
                           size_t bytes);
long uc_sys_select(int n, unsigned long *read, unsigned long *write,
                   unsigned long *except, const long *span);
long uc_sys_write(int number, void *buf, size_t bytes);

static char byte = 'x';

UC_TEST(tells_of_each_what_it_is_ready_for)
{
    int ends[2], gone[2];

    UC_REQUIRE(uc_sys_pipe2(ends, 0) == 0 && uc_sys_pipe2(gone, 0) == 0);
    UC_EXPECT_EQ(uc_sys_close(gone[1]), 0);
    struct poll_fd fds[] = {
        {ends[0], IN | RDNORM, -1},
        {ends[1], OUT, -1},
        {gone[0], 0, -1},
        {-5, IN, -1},
        {999, IN, -1},
        {ends[1], IN, -1},
    };
    UC_EXPECT_EQ(uc_sys_poll(fds, 6, -1), 3);
    UC_EXPECT_EQ(fds[0].revents, 0);
    UC_EXPECT_EQ(fds[1].revents, OUT);
    UC_EXPECT_EQ(fds[2].revents, HANGUP);
    UC_EXPECT_EQ(fds[3].revents, 0);
    UC_EXPECT_EQ(fds[4].revents, NVAL);
    UC_EXPECT_EQ(fds[5].revents, 0);
    UC_EXPECT_EQ(uc_sys_write(ends[1], &byte, 1), 1);
    UC_EXPECT_EQ(uc_sys_poll(fds, 1, 0), 1);
    UC_EXPECT_EQ(fds[0].revents, IN | RDNORM);
    UC_EXPECT_EQ(uc_sys_close(ends[0]), 0);
    UC_EXPECT_EQ(uc_sys_poll(fds, 2, 0), 2);
    UC_EXPECT_EQ(fds[0].revents, NVAL);
    UC_EXPECT_EQ(fds[1].revents, OUT | ERROR);
    UC_EXPECT_EQ(uc_sys_close(ends[1]) | uc_sys_close(gone[0]), 0);
    UC_EXPECT_EQ(uc_sys_poll(fds, UINT32_MAX, 0), -UC_EINVAL);
}

UC_TEST(holds_what_it_knows_no_state_of_for_ready)
{
    static const struct uc_fd_ops ops = {.close = NULL};
    struct uc_fd file = {&ops, UC_FD_RDWR, 1, NULL};
    struct poll_fd fds = {uc_fd_install(&file, 0, 0), IN | OUT | PRI, 0};

    UC_EXPECT_EQ(uc_sys_poll(&fds, 1, -1), 1);
    UC_EXPECT_EQ(fds.revents, IN | OUT);
    UC_EXPECT_EQ(uc_sys_close(fds.fd), 0);
}

UC_TEST(waits_no_longer_than_it_is_told)
{
    int ends[2];
    struct poll_fd fds = {0, IN, 0};
    const struct span wrong = {0, 1000000000};
    uc_nsec_t start = uc_plat_clock_monotonic();

    UC_REQUIRE(uc_sys_pipe2(ends, 0) == 0);
    fds.fd = ends[0];
    UC_EXPECT_EQ(uc_sys_poll(&fds, 1, 0), 0);
    UC_EXPECT_EQ(uc_sys_poll(&fds, 1, 2), 0);
    UC_EXPECT_GE(uc_plat_clock_monotonic() - start, 2 * UC_NSEC_PER_MS);
    UC_EXPECT_EQ(uc_sys_poll(NULL, 0, 2), 0);
    UC_EXPECT_GE(uc_plat_clock_monotonic() - start, 4 * UC_NSEC_PER_MS);
    UC_EXPECT_EQ(uc_sys_ppoll(&fds, 1, &wrong, NULL, 0), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_close(ends[0]) | uc_sys_close(ends[1]), 0);
}

static void write_one(void *arg)
{
    UC_EXPECT_EQ(uc_sys_write(*(int *)arg, &byte, 1), 1);
}

UC_TEST(waits_for_any_of_many)
{
    static const unsigned counts[] = {1, 16, 17, MANY};
    static struct poll_fd fds[MANY];
    static int ends[MANY][2];
    char read;

    for (unsigned i = 0; i < MANY; i++) {
        UC_REQUIRE(uc_sys_pipe2(ends[i], 0) == 0);
        fds[i] = (struct poll_fd){ends[i][0], IN, 0};
    }
    for (unsigned i = 0; i < UC_ARRAY_SIZE(counts); i++) {
        unsigned last = counts[i] - 1;
        struct uc_thread *thread;

        UC_REQUIRE(uc_thread_create(&thread, NULL, write_one, &ends[last][1]) ==
                   0);
        UC_EXPECT_EQ(uc_sys_poll(fds, counts[i], -1), 1);
        UC_EXPECT_EQ(fds[last].revents, IN);
        uc_thread_join(thread);
        UC_EXPECT_EQ(uc_sys_read(ends[last][0], &read, 1), 1);
        /* Nobody watches or holds it any more. */
        struct uc_fd *fd = uc_fd_get(ends[last][0]);
        UC_EXPECT(fd->watches == NULL);
        UC_EXPECT_EQ(fd->holders, 2);
        uc_fd_release(fd);
    }
    for (unsigned i = 0; i < MANY; i++) {
        UC_EXPECT_EQ(uc_sys_close(ends[i][0]) | uc_sys_close(ends[i][1]), 0);
    }
}

static unsigned signals;

static void count_signal(int signal)
{
    UC_EXPECT_EQ(signal, USR1);
    signals++;
}

UC_TEST(ends_with_eintr_when_its_mask_lets_a_signal_in)
{
    const struct action action = {.handler = count_signal};
    const uint64_t usr1 = 1u << (USR1 - 1);
    const uint64_t none = 0;
    const struct {
        const uint64_t *set;
        size_t bytes;
    } mask = {&none, sizeof none};
    struct poll_fd fds = {(int)uc_sys_eventfd2(0, 0), IN, 0};
    unsigned long set[1024 / BITS] = {1ul << fds.fd};
    uint64_t now = 0;

    UC_REQUIRE(uc_sys_rt_sigaction(USR1, &action, NULL, 8) == 0);
    UC_REQUIRE(uc_sys_rt_sigprocmask(0, &usr1, NULL, 8) == 0);
    UC_EXPECT_EQ(uc_sys_ppoll(&fds, 1, NULL, &none, 4), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_kill(1, USR1), 0);
    UC_EXPECT_EQ(signals, 0);
    UC_EXPECT_EQ(uc_sys_ppoll(&fds, 1, NULL, &none, 8), -UC_EINTR);
    UC_EXPECT_EQ(signals, 1);
    UC_EXPECT_EQ(uc_sys_kill(1, USR1), 0);
    UC_EXPECT_EQ(uc_sys_pselect6(fds.fd + 1, set, NULL, NULL, NULL, &mask),
                 -UC_EINTR);
    UC_EXPECT_EQ(signals, 2);
    /* Who is ready is told all the same. */
    UC_EXPECT_EQ(uc_sys_kill(1, USR1), 0);
    fds.events = OUT;
    UC_EXPECT_EQ(uc_sys_ppoll(&fds, 1, NULL, &none, 8), 1);
    UC_EXPECT_EQ(signals, 3);
    UC_EXPECT_EQ(uc_sys_rt_sigprocmask(1, &usr1, &now, 8), 0);
    UC_EXPECT_EQ(now, usr1);
    UC_EXPECT_EQ(uc_sys_close(fds.fd), 0);
}

UC_TEST(selects_from_sets)
{
    int ends[2], far[2];
    unsigned long read[1024 / BITS] = {0}, write[1024 / BITS] = {0},
                              except[1024 / BITS] = {0};

    UC_REQUIRE(uc_sys_pipe2(ends, 0) == 0);
    UC_REQUIRE(uc_sys_pipe2(far, 0) == 0);
    /* Numbers in different words. */
    long high = uc_sys_eventfd2(1, 0);
    struct uc_fd *fd = uc_fd_get((int)high);
    UC_REQUIRE(uc_fd_install(fd, 700, 0) == 700);
    read[ends[0] / BITS] |= 1ul << ends[0] % BITS;
    write[ends[1] / BITS] |= 1ul << ends[1] % BITS;
    read[700 / BITS] |= 1ul << 700 % BITS;
    except[700 / BITS] |= 1ul << 700 % BITS;
    UC_EXPECT_EQ(uc_sys_select(701, read, write, except, NULL), 2);
    UC_EXPECT_EQ(read[ends[0] / BITS], 0);
    UC_EXPECT_EQ(read[700 / BITS], 1ul << 700 % BITS);
    UC_EXPECT_EQ(except[700 / BITS], 0);
    UC_EXPECT_EQ(write[ends[1] / BITS], 1ul << ends[1] % BITS);
    /* Both ways count twice. */
    write[700 / BITS] |= 1ul << 700 % BITS;
    UC_EXPECT_EQ(uc_sys_select(701, read, write, NULL, NULL), 3);
    /* A number that is not below the first argument does not count. */
    write[ends[1] / BITS] = 0;
    UC_EXPECT_EQ(uc_sys_select(700, read, write, NULL, (long[]){0, 0}), 0);
    /* The reader gone: an error is told as ready to be written to. */
    UC_EXPECT_EQ(uc_sys_close(ends[0]), 0);
    write[ends[1] / BITS] |= 1ul << ends[1] % BITS;
    UC_EXPECT_EQ(uc_sys_select(ends[1] + 1, NULL, write, NULL, NULL), 1);
    for (int number = 3; number <= 700; number++) {
        (void)uc_sys_close(number);
    }
}

UC_TEST(refuses_sets_with_closed_numbers)
{
    unsigned long read[1024 / BITS] = {0};

    read[500 / BITS] |= 1ul << 500 % BITS;
    UC_EXPECT_EQ(uc_sys_select(501, read, NULL, NULL, NULL), -UC_EBADF);
    UC_EXPECT_EQ(uc_sys_select(-1, NULL, NULL, NULL, NULL), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_select(0, NULL, NULL, NULL, (long[]){-1, 0}),
                 -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_select(0, NULL, NULL, NULL, (long[]){0, 1000}), 0);
}
