/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/assert.h>
#include <uc/boot.h>

#include "internal.h"

enum {
    STATUS_OF_SIGNAL = 128, /* as a shell tells it */
    SI_TKILL = -6,
};

struct posix_signals posix_signals;

/* Those that leave a core file elsewhere leave a backtrace here. */
static const posix_signal_set dumping =
    (posix_signal_set)1 << (POSIX_SIGNAL_QUIT - 1) |
    (posix_signal_set)1 << (POSIX_SIGNAL_ILL - 1) |
    (posix_signal_set)1 << (POSIX_SIGNAL_TRAP - 1) |
    (posix_signal_set)1 << (POSIX_SIGNAL_ABRT - 1) |
    (posix_signal_set)1 << (POSIX_SIGNAL_BUS - 1) |
    (posix_signal_set)1 << (POSIX_SIGNAL_FPE - 1) |
    (posix_signal_set)1 << (POSIX_SIGNAL_SEGV - 1) |
    (posix_signal_set)1 << (POSIX_SIGNAL_SYS - 1);

/* There is no job control: nobody could let a stopped image go on. */
static const posix_signal_set ignored =
    (posix_signal_set)1 << (POSIX_SIGNAL_CHLD - 1) |
    (posix_signal_set)1 << (POSIX_SIGNAL_CONT - 1) |
    (posix_signal_set)0xf << (POSIX_SIGNAL_STOP - 1) | /* to SIGTTOU */
    (posix_signal_set)1 << (POSIX_SIGNAL_URG - 1) |
    (posix_signal_set)1 << (POSIX_SIGNAL_WINCH - 1);

static void act_by_default(int signal)
{
    if ((dumping & posix_signal_bit(signal)) != 0) {
        uc_panic("signal %d", signal);
    }
    if ((ignored & posix_signal_bit(signal)) == 0) {
        uc_exit(STATUS_OF_SIGNAL + signal);
    }
}

void posix_signal_call(const struct posix_signal_info *info)
{
    const int signal = info->signal;
    struct posix_signal_action *action = &posix_signals.actions[signal - 1];
    struct posix_signal_action now = *action;
    posix_signal_set *const blocked = posix_signal_blocked();
    const posix_signal_set before = *blocked;

    if ((now.flags & POSIX_SIGNAL_SA_RESETHAND) != 0) {
        action->handler = 0;
    }
    *blocked |= now.mask;
    if ((now.flags & POSIX_SIGNAL_SA_NODEFER) == 0) {
        *blocked |= posix_signal_bit(signal);
    }
    if ((now.flags & POSIX_SIGNAL_SA_SIGINFO) != 0) {
        struct posix_signal_info own = *info;
        ((void (*)(int, struct posix_signal_info *, void *))now.handler)(
            signal, &own, NULL);
    } else {
        ((void (*)(int))now.handler)(signal);
    }
    *blocked = before;
}

void posix_signal_send(int signal)
{
    const posix_signal_set bit = posix_signal_bit(signal);
    struct posix_signal_watch *watch = posix_signals.watches;

    posix_signals.pending |= bit;
    posix_signal_deliver();
    for (; watch != NULL; watch = watch->next) {
        if ((posix_signals.pending & watch->mask & bit) != 0) {
            watch->notify(watch);
        }
    }
}

void posix_signal_deliver(void)
{
    posix_signal_set ready;

    while ((ready = posix_signals.pending & ~*posix_signal_blocked()) != 0) {
        int signal = __builtin_ctzll(ready) + 1;
        uintptr_t handler = posix_signals.actions[signal - 1].handler;

        posix_signals.pending &= ~posix_signal_bit(signal);
        if (handler == 0) {
            act_by_default(signal);
        } else if (handler != 1) {
            posix_signal_call(&(struct posix_signal_info){.signal = signal,
                                                          .code = SI_TKILL});
        }
    }
}
