/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef POSIX_FILE_INTERNAL_H
#define POSIX_FILE_INTERNAL_H

#include <uc/aspace.h>
#include <uc/errors.h>
#include <uc/posix_file.h>

/* Spec: Linux, include/uapi/linux/fcntl.h; the rest is in uc/vfs.h. */
enum {
    POSIX_FILE_AT_CWD = -100,
    POSIX_FILE_AT_EACCESS = 0x200,
    POSIX_FILE_AT_NO_AUTOMOUNT = 0x800,
};

/* What one call may move, and a good size where memory is in between. */
enum {
    POSIX_FILE_BYTES_MAX = 0x7ffff000, /* Spec: Linux, MAX_RW_COUNT */
    POSIX_FILE_PIECES_MAX = 1024,      /* IOV_MAX */
};

/*
 * Has (pieces) there where they are mappings of files: reading them in while a
 * file system is locked, perhaps the same one, could wait for ever.
 */
static inline void posix_file_bring(const struct uc_fs_piece *pieces,
                                    unsigned n, bool write)
{
    for (unsigned i = 0; UC_CONFIG_POSIX_FILE_MAPS && i < n; i++) {
        uc_aspace_bring_objects(pieces[i].data, pieces[i].bytes, write);
    }
}

struct posix_file {
    struct uc_fd fd; /* first */
    struct uc_file *file;
};

/*
 * Opens (path), from (at) on, by a new number. Returns it; -UC_EMFILE,
 * -UC_ENOMEM, and what uc_vfs_open says.
 */
int posix_file_open(struct uc_file *at, const char *path, unsigned flags,
                    uint32_t mode);

/*
 * Holds what (number) stands for, which has to be a file; its file is in
 * (*out). Returns 0; -UC_EBADF, or for what is no file -(other).
 * Owns: the caller releases (*held) once.
 */
int posix_file_hold(int number, int other, struct uc_fd **held,
                    struct uc_file **out);

/* Where a path begins. */
struct posix_file_at {
    struct uc_fd *held;
    struct uc_file *file; /* NULL: the current directory, or does not count */
};

/*
 * Finds out where (path) begins, which the caller may give NULL: -UC_EFAULT.
 * Others: -UC_EBADF, -UC_ENOTDIR. On success end is called once.
 */
int posix_file_at_begin(struct posix_file_at *at, int number, const char *path);
void posix_file_at_end(struct posix_file_at *at);

/* The result of (call), an expression of at.file, with (path) at (number). */
#define POSIX_FILE_AT(number, path, call)                                      \
    ({                                                                         \
        struct posix_file_at at;                                               \
        long at_result = posix_file_at_begin(&at, (number), (path));           \
        if (at_result == 0) {                                                  \
            at_result = (call);                                                \
            posix_file_at_end(&at);                                            \
        }                                                                      \
        at_result;                                                             \
    })

/* The result of (call), an expression of file, on the file (number). */
#define POSIX_FILE_WITH(number, call)                                          \
    ({                                                                         \
        struct uc_fd *held;                                                    \
        struct uc_file *file;                                                  \
        long with_result = posix_file_hold((number), UC_EINVAL, &held, &file); \
        if (with_result == 0) {                                                \
            with_result = (call);                                              \
            uc_fd_release(held);                                               \
        }                                                                      \
        with_result;                                                           \
    })

#endif /* POSIX_FILE_INTERNAL_H */
