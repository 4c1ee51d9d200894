/* SPDX-License-Identifier: BSD-3-Clause */
#include "handled.h"

volatile sig_atomic_t handled;
volatile sig_atomic_t values[16];

static void note(int signal, siginfo_t *info, void *context)
{
    (void)signal;
    (void)context;
    if (handled < 16) {
        values[handled] = info->si_value.sival_int;
    }
    handled++;
}

void handle(int signal, int flags)
{
    struct sigaction action = {.sa_sigaction = note,
                               .sa_flags = flags | SA_SIGINFO};

    handled = 0;
    sigaction(signal, &action, NULL);
}

void ignore(int signal)
{
    struct sigaction action = {.sa_handler = SIG_IGN};

    sigaction(signal, &action, NULL);
}

void block(int how, int signal)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, signal);
    pthread_sigmask(how, &set, NULL);
}

void alarm_in(int ms, int again_ms)
{
    const struct itimerval timer = {
        .it_value = {ms / 1000, ms % 1000 * 1000},
        .it_interval = {again_ms / 1000, again_ms % 1000 * 1000},
    };

    setitimer(ITIMER_REAL, &timer, NULL);
}
