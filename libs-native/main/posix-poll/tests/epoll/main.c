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

UC_HOSTED_BOOT("");

enum {
    ADD = 1,
    DEL = 2,
    MOD = 3,
    IN = 1,
    OUT = 4,
    ERROR = 8,
    HANGUP = 0x10,
    READ_END = 0x2000,
    CROWD = 10000,
    MODEL = 8,
    ROUNDS = 20000,
};
#define EXCLUSIVE (1u << 28)
#define ONESHOT   (1u << 30)
#define EDGE      (1u << 31)

/* Linux packs it on one architecture. Spec: include/uapi/linux/eventpoll.h. */
#if defined(__x86_64__)
#define PACKED __attribute__((packed))
#else
#define PACKED
#endif

struct PACKED event {
    uint32_t events;
    uint64_t data;
};

struct poll_fd {
    int fd;
    int16_t events;
    int16_t revents;
};

long uc_sys_close(int number);
long uc_sys_dup(int number);
long uc_sys_epoll_create1(unsigned flags);
long uc_sys_epoll_ctl(int epoll, int operation, int number,
                      const struct event *event);
long uc_sys_epoll_wait(int epoll, struct event *events, int max, int ms);
long uc_sys_poll(struct poll_fd *fds, unsigned n, int ms);

/* A descriptor that is ready for what it is told. */
struct thing {
    struct uc_fd fd;
    unsigned ready;
    int number;
};

static unsigned asked;

static unsigned thing_events(struct uc_fd *fd)
{
    asked++;
    return UC_CONTAINER_OF(fd, struct thing, fd)->ready;
}

static const struct uc_fd_ops ops = {
    .events = thing_events,
    .close = uc_fd_gone,
};

static void make(struct thing *thing)
{
    thing->fd = (struct uc_fd){&ops, UC_FD_RDWR, 1, NULL};
    thing->ready = 0;
    thing->number = uc_fd_install(&thing->fd, 0, 0);
    UC_EXPECT_GE(thing->number, 3);
}

static void become(struct thing *thing, unsigned ready)
{
    unsigned more = ready & ~thing->ready;

    thing->ready = ready;
    if (more != 0) {
        uc_fd_ready(&thing->fd, more);
    }
}

static long control(int epoll, int operation, const struct thing *thing,
                    unsigned events)
{
    const struct event event = {events, (uint64_t)thing->number << 32 | 7};

    return uc_sys_epoll_ctl(epoll, operation, thing->number, &event);
}

/* What one that is ready tells; 0 where none is. */
static unsigned one(int epoll, const struct thing *thing)
{
    struct event event = {0, 0};
    long n = uc_sys_epoll_wait(epoll, &event, 1, 0);

    UC_EXPECT_LE(n, 1);
    if (n == 1) {
        UC_EXPECT_EQ(event.data, (uint64_t)thing->number << 32 | 7);
    }
    return n == 1 ? event.events : 0;
}

static int create(void)
{
    long epoll = uc_sys_epoll_create1(0);

    UC_EXPECT_GE(epoll, 3);
    return (int)epoll;
}

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
    /* Changing what is asked for looks again. */
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
    asked = 0;
    for (unsigned i = 0; i < 100; i++) {
        struct thing *thing = &crowd[i * 7919 % n];

        become(thing, IN);
        UC_EXPECT_EQ(one(epoll, thing), IN);
        become(thing, 0);
        UC_EXPECT_EQ(one(epoll, thing), 0);
    }
    unsigned looks = asked;
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

static uint32_t random_state = 5;

static uint32_t random_below(uint32_t n)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    random_state ^= random_state << 5;
    return random_state % n;
}

/* What epoll_wait owes of each: (edge) has come since it was last told. */
static struct model {
    bool watched;
    bool edge;
    unsigned events;
} model[MODEL];

static unsigned owed(unsigned i)
{
    const struct model *m = &model[i];
    unsigned ready = crowd[i].ready & (m->events | ERROR | HANGUP);

    if (!m->watched || ((m->events & EDGE) != 0 && !m->edge)) {
        return 0;
    }
    return (m->events & (IN | OUT)) == 0 ? 0 : ready;
}

static void change_one(int epoll)
{
    unsigned i = random_below(MODEL);
    unsigned how = random_below(4);
    unsigned events = (1 + random_below(2) * 3) | (random_below(2) ? EDGE : 0) |
                      (random_below(4) == 0 ? ONESHOT : 0);

    if (how == 0) {
        long want = model[i].watched ? -UC_EEXIST : 0;
        UC_EXPECT_EQ(control(epoll, ADD, &crowd[i], events), want);
        model[i] = want == 0 ? (struct model){true, true, events} : model[i];
    } else if (how == 1) {
        long want = model[i].watched ? 0 : -UC_ENOENT;
        UC_EXPECT_EQ(control(epoll, MOD, &crowd[i], events), want);
        model[i] = want == 0 ? (struct model){true, true, events} : model[i];
    } else if (how == 2 && random_below(4) == 0) {
        long want = model[i].watched ? 0 : -UC_ENOENT;
        UC_EXPECT_EQ(control(epoll, DEL, &crowd[i], 0), want);
        model[i].watched = false;
    } else {
        unsigned ready = random_below(2) | random_below(2) * OUT;
        unsigned more = ready & ~crowd[i].ready;
        /* An edge counts where it is of what was asked for. */
        model[i].edge |= (more & model[i].events) != 0;
        become(&crowd[i], ready);
    }
}

static void check_all(int epoll)
{
    struct event events[MODEL];
    unsigned got[MODEL] = {0};
    long n = uc_sys_epoll_wait(epoll, events, MODEL, 0);

    UC_REQUIRE(n >= 0);
    for (long i = 0; i < n; i++) {
        unsigned of =
            (unsigned)(events[i].data >> 32) - (unsigned)crowd[0].number;
        UC_REQUIRE(of < MODEL && got[of] == 0);
        got[of] = events[i].events;
    }
    for (unsigned i = 0; i < MODEL; i++) {
        unsigned want = owed(i);

        UC_EXPECT_EQ(got[i], want);
        /* Looked at and found not ready, an edge is gone as well. */
        model[i].edge = false;
        if (want != 0 && (model[i].events & ONESHOT) != 0) {
            model[i].events = 0;
        }
    }
}

UC_TEST(agrees_with_a_model)
{
    int epoll = create();

    for (unsigned i = 0; i < MODEL; i++) {
        make(&crowd[i]);
    }
    for (unsigned round = 0; round < ROUNDS; round++) {
        change_one(epoll);
        if (random_below(3) == 0) {
            check_all(epoll);
        }
    }
    /* With its items, watched or ready. */
    UC_EXPECT_EQ(uc_sys_close(epoll), 0);
    for (unsigned i = 0; i < MODEL; i++) {
        UC_EXPECT(crowd[i].fd.watches == NULL);
        UC_EXPECT_EQ(uc_sys_close(crowd[i].number), 0);
    }
}
