/* SPDX-License-Identifier: BSD-3-Clause */
/* epoll(7), with descriptors of the test's own that count how they are asked.
 */
#include <uc/errors.h>
#include <uc/fd.h>
#include <uc/hosted.h>
#include <uc/hosted_malloc.h>
#include <uc/malloc.h>
#include <uc/plat/clock.h>
#include <uc/sched.h>
#include <uc/test.h>

#include "thing.h"

UC_HOSTED_BOOT("");

enum {
    CROWD = 10000,
};

UC_TEST(tells_levels_until_they_fall)
{
    int epoll = create();
    struct thing thing;

    make(&thing);
    thing.ready = OUT;
    UC_EXPECT_EQ(control(epoll, ADD, &thing, IN | OUT), 0);
    UC_EXPECT_EQ(one(epoll, &thing), OUT);
    UC_EXPECT_EQ(one(epoll, &thing), OUT);
    become(&thing, IN | OUT);
    UC_EXPECT_EQ(one(epoll, &thing), IN | OUT);
    become(&thing, 0);
    UC_EXPECT_EQ(one(epoll, &thing), 0);
    /* Errors and hang-ups are told unasked, the end of the stream is not. */
    become(&thing, ERROR | HANGUP | READ_END);
    UC_EXPECT_EQ(one(epoll, &thing), ERROR | HANGUP);
    UC_EXPECT_EQ(control(epoll, MOD, &thing, READ_END), 0);
    UC_EXPECT_EQ(one(epoll, &thing), ERROR | HANGUP | READ_END);
    UC_EXPECT_EQ(control(epoll, DEL, &thing, 0), 0);
    UC_EXPECT_EQ(one(epoll, &thing), 0);
    UC_EXPECT_EQ(uc_sys_close(thing.number) | uc_sys_close(epoll), 0);
}

UC_TEST(tells_edges_once)
{
    int epoll = create();
    struct thing thing;

    make(&thing);
    thing.ready = IN;
    UC_EXPECT_EQ(control(epoll, ADD, &thing, IN | OUT | EDGE), 0);
    UC_EXPECT_EQ(one(epoll, &thing), IN);
    UC_EXPECT_EQ(one(epoll, &thing), 0);
    /* More of the same is an edge. */
    uc_fd_ready(&thing.fd, IN);
    UC_EXPECT_EQ(one(epoll, &thing), IN);
    UC_EXPECT_EQ(one(epoll, &thing), 0);
    /* With an edge, all that it is ready for is told. */
    become(&thing, IN | OUT);
    UC_EXPECT_EQ(one(epoll, &thing), IN | OUT);
    UC_EXPECT_EQ(one(epoll, &thing), 0);
    /* Changing what is thing_asked for looks again. */
    UC_EXPECT_EQ(control(epoll, MOD, &thing, OUT | EDGE), 0);
    UC_EXPECT_EQ(one(epoll, &thing), OUT);
    /* Gone before somebody looked. */
    uc_fd_ready(&thing.fd, OUT);
    thing.ready = 0;
    UC_EXPECT_EQ(one(epoll, &thing), 0);
    UC_EXPECT_EQ(uc_sys_close(thing.number) | uc_sys_close(epoll), 0);
}

UC_TEST(tells_one_shots_once_until_asked_again)
{
    int epoll = create();
    struct thing thing;

    make(&thing);
    UC_EXPECT_EQ(control(epoll, ADD, &thing, IN | ONESHOT), 0);
    become(&thing, IN);
    UC_EXPECT_EQ(one(epoll, &thing), IN);
    become(&thing, IN | HANGUP);
    UC_EXPECT_EQ(one(epoll, &thing), 0);
    UC_EXPECT_EQ(control(epoll, MOD, &thing, IN | ONESHOT), 0);
    UC_EXPECT_EQ(one(epoll, &thing), IN | HANGUP);
    UC_EXPECT_EQ(one(epoll, &thing), 0);
    UC_EXPECT_EQ(uc_sys_close(thing.number) | uc_sys_close(epoll), 0);
}

UC_TEST(forgets_who_is_closed_by_all)
{
    int epoll = create();
    struct thing thing;

    make(&thing);
    long copy = uc_sys_dup(thing.number);
    UC_EXPECT_EQ(control(epoll, ADD, &thing, IN), 0);
    become(&thing, IN);
    UC_EXPECT_EQ(uc_sys_close(thing.number), 0);
    /* The copy keeps it alive, as on Linux. */
    UC_EXPECT_EQ(one(epoll, &thing), IN);
    UC_EXPECT_EQ(uc_sys_close((int)copy), 0);
    UC_EXPECT_EQ(one(epoll, &thing), 0);
    UC_EXPECT_EQ(uc_sys_close(epoll), 0);
}

UC_TEST(refuses_what_makes_no_sense)
{
    static const struct uc_fd_ops no_events = {.close = NULL};
    struct uc_fd file = {&no_events, UC_FD_RDWR, 1, NULL};
    int epoll = create();
    struct thing thing, unknown = {.number = 777};
    struct thing itself = {.number = epoll};
    struct event event;

    make(&thing);
    UC_EXPECT_EQ(control(epoll, ADD, &unknown, IN), -UC_EBADF);
    UC_EXPECT_EQ(control(777, ADD, &thing, IN), -UC_EBADF);
    UC_EXPECT_EQ(control(thing.number, ADD, &itself, IN), -UC_EINVAL);
    UC_EXPECT_EQ(control(epoll, ADD, &itself, IN), -UC_EINVAL);
    UC_EXPECT_EQ(control(epoll, MOD, &thing, IN), -UC_ENOENT);
    UC_EXPECT_EQ(control(epoll, DEL, &thing, IN), -UC_ENOENT);
    UC_EXPECT_EQ(control(epoll, 4, &thing, IN), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_epoll_ctl(epoll, ADD, thing.number, NULL), -UC_EFAULT);
    UC_EXPECT_EQ(control(epoll, ADD, &thing, IN | EXCLUSIVE | ONESHOT),
                 -UC_EINVAL);
    UC_EXPECT_EQ(control(epoll, ADD, &thing, IN | EXCLUSIVE), 0);
    UC_EXPECT_EQ(control(epoll, ADD, &thing, IN), -UC_EEXIST);
    UC_EXPECT_EQ(control(epoll, MOD, &thing, IN), -UC_EINVAL);
    int number = uc_fd_install(&file, 0, 0);
    unknown.number = number;
    UC_EXPECT_EQ(control(epoll, ADD, &unknown, IN), -UC_EPERM);
    UC_EXPECT_EQ(uc_sys_close(number), 0);
    UC_EXPECT_EQ(uc_sys_epoll_wait(epoll, &event, 0, 0), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_epoll_wait(epoll, &event, -1, 0), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_epoll_wait(777, &event, 1, 0), -UC_EBADF);
    UC_EXPECT_EQ(uc_sys_epoll_wait(thing.number, &event, 1, 0), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_epoll_create1(1), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_close(thing.number) | uc_sys_close(epoll), 0);
}

UC_TEST(watches_epolls_but_no_loops_and_no_chains_of_more_than_five)
{
    int chain[6];
    struct thing thing, next = {.number = 0};
    struct event event;

    make(&thing);
    for (unsigned i = 0; i < 6; i++) {
        chain[i] = create();
    }
    UC_EXPECT_EQ(control(chain[0], ADD, &thing, IN), 0);
    for (unsigned i = 1; i < 5; i++) {
        next.number = chain[i - 1];
        UC_EXPECT_EQ(control(chain[i], ADD, &next, IN), 0);
    }
    next.number = chain[4];
    UC_EXPECT_EQ(control(chain[5], ADD, &next, IN), -UC_ELOOP);
    UC_EXPECT_EQ(control(chain[0], ADD, &next, IN), -UC_ELOOP);
    next.number = chain[2];
    UC_EXPECT_EQ(control(chain[1], ADD, &next, IN), -UC_ELOOP);
    next.number = chain[0];
    UC_EXPECT_EQ(control(chain[3], ADD, &next, IN | EXCLUSIVE), -UC_EINVAL);
    struct poll_fd fds = {chain[4], IN, 0};
    UC_EXPECT_EQ(uc_sys_poll(&fds, 1, 0), 0);
    become(&thing, IN);
    UC_EXPECT_EQ(uc_sys_poll(&fds, 1, -1), 1);
    UC_EXPECT_EQ(uc_sys_epoll_wait(chain[4], &event, 1, -1), 1);
    UC_EXPECT_EQ(event.data >> 32, chain[3]);
    become(&thing, 0);
    UC_EXPECT_EQ(uc_sys_epoll_wait(chain[4], &event, 1, 0), 0);
    UC_EXPECT_EQ(uc_sys_poll(&fds, 1, 0), 0);
    /* From the middle, so that both its sides notice. */
    UC_EXPECT_EQ(uc_sys_close(chain[2]), 0);
    become(&thing, IN);
    UC_EXPECT_EQ(uc_sys_epoll_wait(chain[4], &event, 1, 0), 0);
    UC_EXPECT_EQ(uc_sys_epoll_wait(chain[1], &event, 1, 0), 1);
    for (unsigned i = 0; i < 6; i++) {
        UC_EXPECT_EQ(uc_sys_close(chain[i]), i == 2 ? -UC_EBADF : 0);
    }
    UC_EXPECT_EQ(uc_sys_close(thing.number), 0);
}

static struct thing crowd[CROWD];

/* How many descriptors an event costs a look, with (n) watched. */
static unsigned cost(unsigned n, unsigned events)
{
    int epoll = create();

    for (unsigned i = 0; i < n; i++) {
        make(&crowd[i]);
        UC_EXPECT_EQ(control(epoll, ADD, &crowd[i], events), 0);
    }
    thing_asked = 0;
    for (unsigned i = 0; i < 100; i++) {
        struct thing *thing = &crowd[i * 7919 % n];

        become(thing, IN);
        UC_EXPECT_EQ(one(epoll, thing), IN);
        become(thing, 0);
        UC_EXPECT_EQ(one(epoll, thing), 0);
    }
    unsigned looks = thing_asked;
    for (unsigned i = 0; i < n; i++) {
        UC_EXPECT_EQ(uc_sys_close(crowd[i].number), 0);
    }
    UC_EXPECT_EQ(uc_sys_close(epoll), 0);
    return looks;
}

UC_TEST(looks_at_as_many_of_10000_as_of_1)
{
    UC_EXPECT_EQ(cost(1, IN | EDGE), 100);
    UC_EXPECT_EQ(cost(CROWD, IN | EDGE), 100);
    /* A level is looked at once more, to see it fall. */
    UC_EXPECT_EQ(cost(1, IN), 200);
    UC_EXPECT_EQ(cost(CROWD, IN), 200);
}

UC_TEST(needs_memory_to_watch_and_none_to_tell)
{
    int epoll = create();
    struct uc_malloc_stats stats;

    make(&crowd[0]);
    make(&crowd[1]);
    UC_EXPECT_EQ(control(epoll, ADD, &crowd[0], IN | EDGE), 0);
    uc_malloc_stats(&stats);
    uc_hosted_malloc_limit(stats.used_bytes);
    UC_EXPECT_EQ(control(epoll, ADD, &crowd[1], IN), -UC_ENOMEM);
    UC_EXPECT_EQ(uc_sys_epoll_create1(0), -UC_ENOMEM);
    for (unsigned i = 0; i < 10; i++) {
        become(&crowd[0], IN);
        UC_EXPECT_EQ(one(epoll, &crowd[0]), IN);
        become(&crowd[0], 0);
        UC_EXPECT_EQ(control(epoll, MOD, &crowd[0], IN | EDGE), 0);
    }
    uc_hosted_malloc_limit(SIZE_MAX);
    UC_EXPECT_EQ(control(epoll, ADD, &crowd[1], IN), 0);
    become(&crowd[1], IN);
    UC_EXPECT_EQ(one(epoll, &crowd[1]), IN);
    UC_EXPECT_EQ(uc_sys_close(crowd[0].number), 0);
    UC_EXPECT_EQ(uc_sys_close(crowd[1].number) | uc_sys_close(epoll), 0);
}

UC_TEST(gives_each_its_turn_where_not_all_fit)
{
    int epoll = create();
    unsigned told[5] = {0};

    for (unsigned i = 0; i < 5; i++) {
        make(&crowd[i]);
        UC_EXPECT_EQ(control(epoll, ADD, &crowd[i], IN), 0);
        become(&crowd[i], IN);
    }
    for (unsigned round = 0; round < 5; round++) {
        struct event events[2];

        UC_EXPECT_EQ(uc_sys_epoll_wait(epoll, events, 2, -1), 2);
        for (unsigned i = 0; i < 2; i++) {
            told[(events[i].data >> 32) - (unsigned)crowd[0].number]++;
        }
    }
    for (unsigned i = 0; i < 5; i++) {
        UC_EXPECT_EQ(told[i], 2);
        UC_EXPECT_EQ(uc_sys_close(crowd[i].number), 0);
    }
    UC_EXPECT_EQ(uc_sys_close(epoll), 0);
}

static struct worker {
    struct uc_thread *thread;
    int epoll;
    long result;
} workers[3];

static void wait_for_event(void *arg)
{
    struct worker *worker = arg;
    struct event event;

    worker->result = uc_sys_epoll_wait(worker->epoll, &event, 1, -1);
}

UC_TEST(wakes_one_thread_for_an_event)
{
    int epoll = create();
    struct event event;

    for (unsigned i = 0; i < 3; i++) {
        make(&crowd[i]);
        UC_EXPECT_EQ(control(epoll, ADD, &crowd[i], IN | EDGE), 0);
        workers[i] = (struct worker){NULL, epoll, 0};
        UC_REQUIRE(uc_thread_create(&workers[i].thread, NULL, wait_for_event,
                                    &workers[i]) == 0);
    }
    uc_yield();
    become(&crowd[0], IN);
    uc_yield();
    UC_EXPECT_EQ(workers[0].result + workers[1].result + workers[2].result, 1);
    become(&crowd[1], IN);
    become(&crowd[2], IN);
    for (unsigned i = 0; i < 3; i++) {
        uc_thread_join(workers[i].thread);
        UC_EXPECT_EQ(workers[i].result, 1);
        UC_EXPECT_EQ(uc_sys_close(crowd[i].number), 0);
    }
    uc_nsec_t start = uc_plat_clock_monotonic();
    UC_EXPECT_EQ(uc_sys_epoll_wait(epoll, &event, 1, 2), 0);
    UC_EXPECT_GE(uc_plat_clock_monotonic() - start, 2 * UC_NSEC_PER_MS);
    UC_EXPECT_EQ(uc_sys_close(epoll), 0);
}
