/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LIBC_SIGNAL_H
#define LIBC_SIGNAL_H

/*
 * What C asks for: handlers that raise and abort call. Nothing else sends
 * signals: a write to a closed connection is EPIPE, a fault ends the image.
 */
typedef int sig_atomic_t;
typedef void (*sighandler_t)(int number);

#define SIG_DFL ((sighandler_t)0)
#define SIG_IGN ((sighandler_t)1)
#define SIG_ERR ((sighandler_t) - 1)

#define SIGHUP  1
#define SIGINT  2
#define SIGQUIT 3
#define SIGILL  4
#define SIGTRAP 5
#define SIGABRT 6
#define SIGBUS  7
#define SIGFPE  8
#define SIGKILL 9
#define SIGUSR1 10
#define SIGSEGV 11
#define SIGUSR2 12
#define SIGPIPE 13
#define SIGALRM 14
#define SIGTERM 15
#define SIGCHLD 17

sighandler_t signal(int number, sighandler_t handler);
int raise(int number);

#endif /* LIBC_SIGNAL_H */
