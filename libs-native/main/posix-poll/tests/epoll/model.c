/* SPDX-License-Identifier: BSD-3-Clause */
/* epoll(7) by random changes, beside a model of what it owes. */
#include <uc/errors.h>

#include "thing.h"

enum {
    MODEL = 8,
    ROUNDS = 20000,
};

static struct thing things[MODEL];

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
    unsigned ready = things[i].ready & (m->events | ERROR | HANGUP);

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
        UC_EXPECT_EQ(control(epoll, ADD, &things[i], events), want);
        model[i] = want == 0 ? (struct model){true, true, events} : model[i];
    } else if (how == 1) {
        long want = model[i].watched ? 0 : -UC_ENOENT;
        UC_EXPECT_EQ(control(epoll, MOD, &things[i], events), want);
        model[i] = want == 0 ? (struct model){true, true, events} : model[i];
    } else if (how == 2 && random_below(4) == 0) {
        long want = model[i].watched ? 0 : -UC_ENOENT;
        UC_EXPECT_EQ(control(epoll, DEL, &things[i], 0), want);
        model[i].watched = false;
    } else {
        unsigned ready = random_below(2) | random_below(2) * OUT;
        unsigned more = ready & ~things[i].ready;
        /* An edge counts where it is of what was asked for. */
        model[i].edge |= (more & model[i].events) != 0;
        become(&things[i], ready);
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
            (unsigned)(events[i].data >> 32) - (unsigned)things[0].number;
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
        make(&things[i]);
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
        UC_EXPECT(things[i].fd.watches == NULL);
        UC_EXPECT_EQ(uc_sys_close(things[i].number), 0);
    }
}
