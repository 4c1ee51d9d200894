/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/assert.h>
#include <uc/boot.h>

#include "internal.h"

enum {
    STATUS_OF_SIGNAL = 128, /* as a shell tells it */
    SI_TKILL = -6,
};

/* siginfo_t, of which only this is set. Spec: asm-generic/siginfo.h. */
struct info {
    int signal;
    int error;
    int code;
    int pad[29];
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

static void call_handler(int signal)
{
    struct posix_signal_action *action = &posix_signals.actions[signal - 1];
    struct posix_signal_action now = *action;
    posix_signal_set blocked = posix_signals.blocked;

    if ((now.flags & POSIX_SIGNAL_SA_RESETHAND) != 0) {
        action->handler = 0;
    }
    posix_signals.blocked |= now.mask;
    if ((now.flags & POSIX_SIGNAL_SA_NODEFER) == 0) {
        posix_signals.blocked |= posix_signal_bit(signal);
    }
    if ((now.flags & POSIX_SIGNAL_SA_SIGINFO) != 0) {
        struct info info = {.signal = signal, .code = SI_TKILL};
        ((void (*)(int, struct info *, void *))now.handler)(signal, &info,
                                                            NULL);
    } else {
        ((void (*)(int))now.handler)(signal);
    }
    posix_signals.blocked = blocked;
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

    while ((ready = posix_signals.pending & ~posix_signals.blocked) != 0) {
        int signal = __builtin_ctzll(ready) + 1;
        uintptr_t handler = posix_signals.actions[signal - 1].handler;

        posix_signals.pending &= ~posix_signal_bit(signal);
        if (handler == 0) {
            act_by_default(signal);
        } else if (handler != 1) {
            call_handler(signal);
        }
    }
}
