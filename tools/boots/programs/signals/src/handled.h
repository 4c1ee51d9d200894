/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef HANDLED_H
#define HANDLED_H

#include <signal.h>
#include <sys/time.h>
#include <time.h>

/* What the handler of (handle) has seen. */
extern volatile sig_atomic_t handled;
extern volatile sig_atomic_t values[16];

/* Counts signals and keeps their values from now on. */
void handle(int signal, int flags);
void ignore(int signal);

/* Blocks or unblocks one signal for the calling thread. */
void block(int how, int signal);

/* Sends SIGALRM in (ms), and every (again_ms) after that. */
void alarm_in(int ms, int again_ms);

#endif /* HANDLED_H */
