/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_LINUXU_FILES_H
#define UC_LINUXU_FILES_H

/*
 * Calls of drivers that keep data in files of Linux, in images with option
 * linuxuplat.files. The filter of option seccomp lets through those marked with
 * *; see <uc/linuxu/syscall.h>, which opens and closes files.
 *
 * Context of all: any; they stop the whole image until Linux has done its work.
 * Errors: -UC_Exxx of Linux.
 */
#include <uc/linuxu/syscall.h>
#include <uc/types.h>

/* * Returns how many bytes, which may be fewer than asked for. */
uc_ssize_t uc_linuxu_preadv(int fd, const struct uc_linuxu_piece *pieces,
                            unsigned count, uint64_t offset);
/* * The same. */
uc_ssize_t uc_linuxu_pwritev(int fd, const struct uc_linuxu_piece *pieces,
                             unsigned count, uint64_t offset);
/* * What was written outlives a loss of power from here on. */
int uc_linuxu_fdatasync(int fd);
/* * Gives the room of these bytes back: they read as zeroes. */
int uc_linuxu_punch_hole(int fd, uint64_t offset, uint64_t bytes);
/*
 * Keeps out others that would write and, where the caller (writes), those that
 * read as well: images of this platform and virtual machines of QEMU, which
 * locks disks in the same way. -UC_EAGAIN: somebody is there already.
 */
int uc_linuxu_lock_file(int fd, bool writes);
/* Of a file or a block device. */
int uc_linuxu_file_bytes(int fd, uint64_t *bytes);

#endif /* UC_LINUXU_FILES_H */
