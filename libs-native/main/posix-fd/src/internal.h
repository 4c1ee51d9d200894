/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef POSIX_FD_INTERNAL_H
#define POSIX_FD_INTERNAL_H

#include <uc/fd.h>

enum {
    POSIX_FD_STATIC = 8, /* numbers that take no memory from the heap */
};

struct posix_fd_entry {
    struct uc_fd *fd; /* NULL: the number is free */
    bool cloexec;
};

/* One CPU and no preemption: what does not block is not disturbed. */
struct posix_fd_table {
    struct posix_fd_entry *entries;
    unsigned n;
    unsigned lowest; /* no number below is free */
};

extern struct posix_fd_table posix_fd_table;
extern struct uc_fd posix_fd_console;

/* The entry of a number that is in use; NULL of any other. */
struct posix_fd_entry *posix_fd_entry(int number);

/* As uc_fd_sleep, of a call that may be begun again. */
int posix_fd_sleep(struct uc_waitq *wq, uc_nsec_t deadline);

#endif /* POSIX_FD_INTERNAL_H */
