/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/test.h>

/* The kernel's struct, as C libraries fill it in. */
struct action {
    uintptr_t handler;
    unsigned long flags;
    uintptr_t restorer;
    uint64_t mask;
};

long uc_sys_gettid(void);
long uc_sys_kill(int pid, int signal);
long uc_sys_tgkill(int pid, int tid, int signal);
long uc_sys_rt_sigaction(int signal, const struct action *set,
                         struct action *old, size_t bytes);
long uc_sys_rt_sigprocmask(int how, const uint64_t *set, uint64_t *old,
                           size_t bytes);
long uc_sys_rt_sigpending(uint64_t *out, size_t bytes);

long uc_sys_gettid(void)
{
    return 1;
}

enum {
    USR1 = 10,
    USR2 = 12,
    BLOCK = 0,
    UNBLOCK = 1,
    SETMASK = 2,
    SIGINFO = 4,
};

static int calls[8], calls_n;
static uint64_t blocked_inside;

static void note(int signal)
{
    calls[calls_n++] = signal;
    uc_sys_rt_sigprocmask(BLOCK, NULL, &blocked_inside, 8);
}

static void note_info(int signal, const int *info, void *context)
{
    note(signal);
    calls[calls_n++] = info[0] + (context != NULL);
}

static void send_usr2(int signal)
{
    note(signal);
    uc_sys_kill(1, USR2);
    note(-signal);
}

static void set(int signal, struct action action)
{
    calls_n = 0;
    UC_EXPECT_EQ(uc_sys_rt_sigaction(signal, &action, NULL, 8), 0);
}

UC_TEST(blocks_a_signal_and_its_mask_while_its_handler_runs)
{
    set(USR1, (struct action){.handler = (uintptr_t)note, .mask = 1});
    UC_EXPECT_EQ(uc_sys_kill(0, USR1), 0);
    UC_EXPECT_EQ(calls_n, 1);
    UC_EXPECT_EQ(blocked_inside, 1u << (USR1 - 1) | 1);
    uint64_t blocked = 1;
    uc_sys_rt_sigprocmask(BLOCK, NULL, &blocked, 8);
    UC_EXPECT_EQ(blocked, 0);
}

UC_TEST(gives_handlers_the_information_that_they_ask_for)
{
    set(USR1, (struct action){(uintptr_t)note_info, SIGINFO, 0, 0});
    UC_EXPECT_EQ(uc_sys_tgkill(1, 1, USR1), 0);
    UC_EXPECT_EQ(calls[0], USR1);
    UC_EXPECT_EQ(calls[1], USR1);
}

UC_TEST(delivers_inside_a_handler_what_that_does_not_block)
{
    set(USR1, (struct action){.handler = (uintptr_t)send_usr2});
    set(USR2, (struct action){.handler = (uintptr_t)note});
    uc_sys_kill(1, USR1);
    UC_EXPECT_EQ(calls_n, 3);
    UC_EXPECT_EQ(calls[1], USR2);
    set(USR1, (struct action){.handler = (uintptr_t)send_usr2,
                              .mask = 1u << (USR2 - 1)});
    uc_sys_kill(1, USR1);
    UC_EXPECT_EQ(calls_n, 3);
    UC_EXPECT_EQ(calls[2], USR2);
}

UC_TEST(keeps_blocked_signals_once_and_drops_what_is_then_ignored)
{
    const uint64_t both = 1u << (USR1 - 1) | 1u << (USR2 - 1);
    uint64_t pending = 0;

    set(USR1, (struct action){.handler = (uintptr_t)note});
    UC_EXPECT_EQ(uc_sys_rt_sigprocmask(BLOCK, &both, NULL, 8), 0);
    uc_sys_kill(1, USR1);
    uc_sys_kill(1, USR1);
    uc_sys_kill(1, USR2);
    UC_EXPECT_EQ(calls_n, 0);
    UC_EXPECT_EQ(uc_sys_rt_sigpending(&pending, 8), 0);
    UC_EXPECT_EQ(pending, both);
    UC_EXPECT_EQ(
        uc_sys_rt_sigaction(USR2, &(struct action){.handler = 1}, NULL, 8), 0);
    UC_EXPECT_EQ(uc_sys_rt_sigprocmask(UNBLOCK, &both, NULL, 8), 0);
    UC_EXPECT_EQ(calls_n, 1);
}

UC_TEST(refuses_what_no_signal_is)
{
    const struct action action = {.handler = 1};
    uint64_t all = UINT64_MAX, blocked;

    UC_EXPECT_EQ(uc_sys_rt_sigaction(0, &action, NULL, 8), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_rt_sigaction(65, &action, NULL, 8), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_rt_sigaction(9, &action, NULL, 8), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_rt_sigaction(1, &action, NULL, 4), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_kill(2, 1), -UC_ESRCH);
    UC_EXPECT_EQ(uc_sys_kill(INT32_MIN, 1), -UC_ESRCH);
    UC_EXPECT_EQ(uc_sys_kill(1, -1), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_kill(1, 65), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_kill(1, 0), 0);
    UC_EXPECT_EQ(uc_sys_rt_sigprocmask(3, &all, NULL, 8), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_rt_sigprocmask(SETMASK, &all, NULL, 8), 0);
    UC_EXPECT_EQ(uc_sys_rt_sigprocmask(SETMASK, &(uint64_t){0}, &blocked, 8),
                 0);
    UC_EXPECT_EQ(~blocked, UINT64_C(1) << 8 | UINT64_C(1) << 18);
}
