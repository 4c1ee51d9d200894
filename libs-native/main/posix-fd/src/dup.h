/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef POSIX_FD_DUP_H
#define POSIX_FD_DUP_H

/*
 * Gives what (number) stands for another number, the lowest free one from
 * (lowest) on. Returns it; -UC_EBADF, -UC_EMFILE, -UC_ENOMEM.
 */
int posix_fd_dup(int number, int lowest, unsigned flags);

#endif /* POSIX_FD_DUP_H */
