/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_POSIX_FILE_H
#define UC_POSIX_FILE_H

/*
 * Contract "posix-file" 1.0, one provider: system calls on files
 * (uc/syscall.h), which are those of contract "vfs", behind numbers of contract
 * "posix-fd".
 *
 * Context of all: thread.
 */
#include <uc/fd.h>
#include <uc/vfs.h>

/*
 * The file that (fd) is, with the status flags that (fd) has now; NULL where it
 * is none. Owns: nothing; valid while (fd) is held.
 */
struct uc_file *uc_posix_file(struct uc_fd *fd);

/*
 * Commands of fcntl that are about files: F_GETLK, F_SETLK and F_SETLKW, with
 * (arg) a struct flock. Any other, and (fd) that is no file: -UC_EINVAL.
 */
long uc_posix_file_fcntl(struct uc_fd *fd, int command, void *arg);

#endif /* UC_POSIX_FILE_H */
