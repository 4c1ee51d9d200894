/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_LINUX_FILES_H
#define UC_LINUX_FILES_H

/*
 * Part of contract "linux": calls of drivers that keep data in files. Those
 * marked with * are let through for ever; see <uc/linux/syscall.h>, which opens
 * and closes files.
 *
 * Context of all: any; they stop the whole image until Linux has done its work.
 * Errors: -UC_Exxx of Linux.
 */
#include <uc/linux/syscall.h>
#include <uc/types.h>

/* * Returns how many bytes, which may be fewer than asked for. */
uc_ssize_t uc_linux_preadv(int fd, const struct uc_linux_piece *pieces,
                           unsigned count, uint64_t offset);
/* * The same. */
uc_ssize_t uc_linux_pwritev(int fd, const struct uc_linux_piece *pieces,
                            unsigned count, uint64_t offset);
/* * What was written outlives a loss of power from here on. */
int uc_linux_fdatasync(int fd);
/* * Gives the room of these bytes back: they read as zeroes. */
int uc_linux_punch_hole(int fd, uint64_t offset, uint64_t bytes);
/*
 * Keeps out others that would write and, where the caller (writes), those that
 * read as well: other images, and virtual machines of QEMU, which locks disks
 * in the same way. -UC_EAGAIN: somebody is there already.
 */
int uc_linux_lock_file(int fd, bool writes);
/* Of a file or a block device. */
int uc_linux_file_bytes(int fd, uint64_t *bytes);

#endif /* UC_LINUX_FILES_H */
