/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch.h>
#include <uc/assert.h>
#include <uc/boot.h>
#include <uc/console.h>
#include <uc/errors.h>

#include "internal.h"

enum {
    STATUS_OF_SIGNAL = 128, /* as a shell tells it */
};

bool uc_posix_signal_due;

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

static uintptr_t handler_of(int signal)
{
    return posix_signals.actions[signal - 1].handler;
}

bool posix_signal_is_ignored(int signal)
{
    return handler_of(signal) == 1 ||
           (handler_of(signal) == 0 &&
            (ignored & posix_signal_bit(signal)) != 0);
}

bool posix_signal_is_fatal(int signal)
{
    return handler_of(signal) == 0 && (ignored & posix_signal_bit(signal)) == 0;
}

void posix_signal_die(int signal)
{
    if ((dumping & posix_signal_bit(signal)) != 0) {
        uc_panic("signal %d", signal);
    }
    char line[] = "ended by signal NN\n";
    line[sizeof line - 4] = (char)('0' + signal / 10);
    line[sizeof line - 3] = (char)('0' + signal % 10);
    uc_console_print(line);
    uc_exit(STATUS_OF_SIGNAL + signal);
}

static void run(const struct posix_signal_action *action,
                const struct posix_signal_info *info)
{
    if ((action->flags & POSIX_SIGNAL_SA_SIGINFO) != 0) {
        struct posix_signal_info own = *info;
        ((void (*)(int, struct posix_signal_info *, void *))action->handler)(
            own.signal, &own, NULL);
    } else {
        ((void (*)(int))action->handler)(info->signal);
    }
}

/* A handler on a stack of its own. */
struct visit {
    struct uc_arch_context back;
    struct uc_arch_context there;
    const struct posix_signal_action *action;
    const struct posix_signal_info *info;
};

static void run_there(void *arg)
{
    struct visit *visit = arg;

    run(visit->action, visit->info);
    uc_arch_context_switch(&visit->there, &visit->back);
}

void posix_signal_call(const struct posix_signal_info *info)
{
    const int signal = info->signal;
    struct posix_signal_action *action = &posix_signals.actions[signal - 1];
    const struct posix_signal_action now = *action;
    struct uc_posix_thread_signals *own = posix_signal_of(0);
    const posix_signal_set before = own->blocked;

    if ((now.flags & POSIX_SIGNAL_SA_RESETHAND) != 0) {
        action->handler = 0;
    }
    own->blocked |= now.mask;
    if ((now.flags & POSIX_SIGNAL_SA_NODEFER) == 0) {
        own->blocked |= posix_signal_bit(signal);
    }
    if ((now.flags & POSIX_SIGNAL_SA_ONSTACK) != 0 && own->stack != NULL &&
        !posix_signal_is_on_stack(own, uc_arch_stack_pointer())) {
        struct visit visit = {.action = &now, .info = info};

        uc_arch_context_init(&visit.there,
                             (char *)own->stack + own->stack_bytes, run_there,
                             &visit);
        uc_arch_context_switch(&visit.back, &visit.there);
    } else {
        run(&now, info);
    }
    own->blocked = before;
}

static bool is_due(struct uc_posix_thread_signals *s, void *arg)
{
    (void)arg;
    return ((s->pending | posix_signals.pending) & ~s->blocked) != 0;
}

struct posix_signal_delivered posix_signal_deliver(void)
{
    struct posix_signal_delivered did = {0, true};
    struct uc_posix_thread_signals *own = posix_signal_of(0);
    struct posix_signal_info info;

    while (posix_signal_take(~own->blocked, &info)) {
        if (posix_signal_is_fatal(info.signal)) {
            posix_signal_die(info.signal);
        }
        if (posix_signal_is_ignored(info.signal)) {
            continue;
        }
        did.handlers++;
        if ((posix_signals.actions[info.signal - 1].flags &
             POSIX_SIGNAL_SA_RESTART) == 0) {
            did.restart = false;
        }
        posix_signal_call(&info);
    }
    own->interrupted = false;
    uc_posix_signal_due = posix_signal_any(is_due, NULL) != 0;
    return did;
}

bool uc_posix_signal_deliver(long result)
{
    struct uc_posix_thread_signals *own = posix_signal_of(0);
    const bool restarts = own->restarts;

    own->restarts = false;
    const struct posix_signal_delivered did = posix_signal_deliver();
    return result == -UC_EINTR && restarts && did.restart;
}
