/* SPDX-License-Identifier: BSD-3-Clause */
/* From a file to elsewhere, past the program. */
#include <uc/malloc.h>

#include "internal.h"

enum {
    BUFFER_BYTES = 16384, /* where contents do not lie in memory */
};

long uc_sys_sendfile(int to, int from, long *offset, size_t bytes);
long uc_sys_copy_file_range(int from, int64_t *from_offset, int to,
                            int64_t *to_offset, size_t bytes, unsigned flags);

struct copy {
    struct uc_file *from;
    int64_t at;
    struct uc_fd *to;
    struct uc_file *to_file; /* NULL: (to) is written to where it stands */
    int64_t to_at;
    size_t left;
    void *buffer; /* NULL until it is needed */
};

static uc_ssize_t write_piece(struct copy *copy, const void *data, size_t bytes)
{
    const struct uc_fs_piece piece = {(void *)(uintptr_t)data, bytes};

    return copy->to_file == NULL
               ? copy->to->ops->writev(copy->to, &piece, 1)
               : uc_file_pwritev(copy->to_file, &piece, 1, copy->to_at);
}

/* By way of memory of our own. */
static uc_ssize_t step_by_buffer(struct copy *copy)
{
    if (copy->buffer == NULL) {
        copy->buffer = uc_malloc(BUFFER_BYTES);
    }
    if (copy->buffer == NULL) {
        return -UC_ENOMEM;
    }
    const struct uc_fs_piece piece = {
        copy->buffer,
        copy->left < BUFFER_BYTES ? copy->left : BUFFER_BYTES,
    };
    uc_ssize_t n = uc_file_preadv(copy->from, &piece, 1, copy->at);
    return n <= 0 ? n : write_piece(copy, copy->buffer, (size_t)n);
}

/* Returns what was moved; 0 at the end. */
static uc_ssize_t step(struct copy *copy)
{
    struct uc_fs_loan loan;

    int err = uc_file_borrow(copy->from, copy->at, copy->left, &loan);
    if (err == -UC_EOPNOTSUPP) {
        return step_by_buffer(copy);
    }
    if (err < 0) {
        return err == -UC_ERANGE ? 0 : err;
    }
    const size_t bytes = loan.bytes < copy->left ? loan.bytes : copy->left;
    uc_ssize_t n = write_piece(copy, loan.data, bytes);
    uc_file_give_back(copy->from, &loan);
    return n;
}

/* Returns what was moved, or the error where nothing was. */
static long run(struct copy *copy, size_t bytes)
{
    const size_t max = POSIX_FILE_BYTES_MAX;
    size_t moved = 0;
    uc_ssize_t n = 1;

    copy->left = bytes < max ? bytes : max;
    while (copy->left > 0 && (n = step(copy)) > 0) {
        moved += (size_t)n;
        copy->left -= (size_t)n;
        copy->at += n;
        copy->to_at += n;
    }
    uc_free(copy->buffer);
    return moved > 0 || n > 0 ? (long)moved : n;
}

/* Where (offset), or the position where that is NULL, begins. */
static int64_t begin(struct uc_file *file, const int64_t *offset)
{
    int64_t at = offset != NULL ? *offset : uc_file_seek(file, 0, UC_SEEK_CUR);

    return offset != NULL && at < 0 ? -UC_EINVAL : at;
}

static void end(struct uc_file *file, int64_t *offset, int64_t at)
{
    if (offset != NULL) {
        *offset = at;
    } else {
        (void)uc_file_seek(file, at, UC_SEEK_SET);
    }
}

static bool is_file(const struct uc_file *file)
{
    return (uc_file_node(file)->mode & UC_FS_TYPE_MASK) == UC_FS_FILE;
}

static long send(struct uc_file *from, struct uc_fd *to, int64_t *offset,
                 size_t bytes)
{
    struct copy copy = {.from = from, .to = to};

    if ((to->flags & UC_FD_ACCESS) == UC_O_RDONLY) {
        return -UC_EBADF;
    }
    if (!is_file(from) || to->ops->writev == NULL ||
        (to->flags & UC_FD_APPEND) != 0) {
        return -UC_EINVAL;
    }
    copy.at = begin(from, offset);
    if (copy.at < 0) {
        return (long)copy.at;
    }
    long result = run(&copy, bytes);
    if (result > 0) {
        end(from, offset, copy.at);
    }
    return result;
}

long uc_sys_sendfile(int to, int from, long *offset, size_t bytes)
{
    struct uc_fd *out = uc_fd_get(to);
    struct uc_fd *held;
    struct uc_file *file;
    int64_t at = offset != NULL ? *offset : 0;

    if (out == NULL) {
        return -UC_EBADF;
    }
    long result = posix_file_hold(from, UC_EINVAL, &held, &file);
    if (result == 0) {
        result = send(file, out, offset != NULL ? &at : NULL, bytes);
        uc_fd_release(held);
    }
    uc_fd_release(out);
    if (result > 0 && offset != NULL) {
        *offset = (long)at;
    }
    return result;
}

/* Cuts (*bytes) at the end of what is read, as it is now: it may grow by what
 * is written. -UC_EINVAL where both ranges overlap. */
static int cut(const struct copy *copy, size_t *bytes)
{
    const int64_t apart = copy->at < copy->to_at ? copy->to_at - copy->at
                                                 : copy->at - copy->to_at;
    struct uc_fs_attr attr;

    int err = uc_vfs_stat(copy->from, "", UC_AT_EMPTY_PATH, &attr);
    if (err < 0) {
        return err;
    }
    const uint64_t left =
        (uint64_t)copy->at < attr.bytes ? attr.bytes - (uint64_t)copy->at : 0;
    *bytes = *bytes < left ? *bytes : (size_t)left;
    return uc_file_node(copy->from) == uc_file_node(copy->to_file) &&
                   (uint64_t)apart < *bytes
               ? -UC_EINVAL
               : 0;
}

static long copy_range(struct copy *copy, int64_t *from_offset,
                       int64_t *to_offset, size_t bytes)
{
    const unsigned flags = uc_file_flags(copy->to_file);

    if (!is_file(copy->from) || !is_file(copy->to_file)) {
        return -UC_EINVAL;
    }
    if ((uc_file_flags(copy->from) & UC_O_ACCMODE) == UC_O_WRONLY ||
        (flags & UC_O_ACCMODE) == UC_O_RDONLY || (flags & UC_O_APPEND) != 0) {
        return -UC_EBADF;
    }
    copy->at = begin(copy->from, from_offset);
    copy->to_at = begin(copy->to_file, to_offset);
    if (copy->at < 0 || copy->to_at < 0) {
        return -UC_EINVAL;
    }
    long result = cut(copy, &bytes);
    if (result < 0) {
        return result;
    }
    result = run(copy, bytes);
    if (result > 0) {
        end(copy->from, from_offset, copy->at);
        end(copy->to_file, to_offset, copy->to_at);
    }
    return result;
}

long uc_sys_copy_file_range(int from, int64_t *from_offset, int to,
                            int64_t *to_offset, size_t bytes, unsigned flags)
{
    struct copy copy = {.left = 0};
    struct uc_fd *held;

    if (flags != 0) {
        return -UC_EINVAL;
    }
    long result = posix_file_hold(from, UC_EINVAL, &held, &copy.from);
    if (result < 0) {
        return result;
    }
    result = posix_file_hold(to, UC_EINVAL, &copy.to, &copy.to_file);
    if (result == 0) {
        result = copy_range(&copy, from_offset, to_offset, bytes);
        uc_fd_release(copy.to);
    }
    uc_fd_release(held);
    return result;
}
