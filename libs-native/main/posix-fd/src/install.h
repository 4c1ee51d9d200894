/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef POSIX_FD_INSTALL_H
#define POSIX_FD_INSTALL_H

#include "internal.h"

/* Makes room in the table. Returns 0; -UC_EMFILE, -UC_ENOMEM. */
int posix_fd_reserve(int number);

#endif /* POSIX_FD_INSTALL_H */
