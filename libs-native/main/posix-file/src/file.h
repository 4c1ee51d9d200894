/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef POSIX_FILE_FILE_H
#define POSIX_FILE_FILE_H

#include "internal.h"

/*
 * Gives (file), which it takes over, a number; (flags) may have UC_FD_CLOEXEC.
 * Returns it; -UC_EMFILE, -UC_ENOMEM, and (file) is closed.
 */
int posix_file_install(struct uc_file *file, unsigned flags);

#endif /* POSIX_FILE_FILE_H */
