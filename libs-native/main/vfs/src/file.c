/* SPDX-License-Identifier: BSD-3-Clause */
/* Open files: contents and position. */
#include <uc/assert.h>

#include "internal.h"

void uc_file_hold(struct uc_file *file)
{
    uc_spin_lock(&vfs_lock);
    file->users++;
    uc_spin_unlock(&vfs_lock);
}

int uc_file_close(struct uc_file *file)
{
    uc_spin_lock(&vfs_lock);
    UC_ASSERT(file->users > 0);
    const bool last = --file->users == 0;
    uc_spin_unlock(&vfs_lock);
    if (last) {
        if (file->locked != 0) {
            vfs_flock_drop(file);
        }
        vfs_put(file->dentry);
        vfs_file_free(file);
    }
    return 0;
}

unsigned uc_file_flags(const struct uc_file *file)
{
    return file->flags;
}

void uc_file_flags_set(struct uc_file *file, unsigned flags)
{
    const unsigned changeable = UC_O_APPEND | UC_O_NONBLOCK;

    file->flags = (file->flags & ~changeable) | (flags & changeable);
}

struct uc_fs_node *uc_file_node(const struct uc_file *file)
{
    return file->node;
}

static bool is_readable(const struct uc_file *file)
{
    return (file->flags & UC_O_PATH) == 0 &&
           (file->flags & UC_O_ACCMODE) != UC_O_WRONLY;
}

static bool is_writable(const struct uc_file *file)
{
    return (file->flags & UC_O_PATH) == 0 &&
           (file->flags & UC_O_ACCMODE) != UC_O_RDONLY;
}

/* How many bytes (pieces) are, together. */
static uc_ssize_t sum_of(const struct uc_fs_piece *pieces, unsigned pieces_n)
{
    size_t sum = 0;

    for (unsigned i = 0; i < pieces_n; i++) {
        if (__builtin_add_overflow(sum, pieces[i].bytes, &sum) ||
            sum > SIZE_MAX / 2) {
            return -UC_EINVAL;
        }
    }
    return (uc_ssize_t)sum;
}

static uc_ssize_t read_at(struct uc_file *file,
                          const struct uc_fs_piece *pieces, unsigned pieces_n,
                          int64_t offset)
{
    struct uc_fs_node *node = file->node;

    if (!is_readable(file)) {
        return -UC_EBADF;
    }
    if (vfs_is_dir(node)) {
        return -UC_EISDIR;
    }
    if (node->ops->read == NULL) {
        return -UC_EINVAL;
    }
    const uc_ssize_t sum = sum_of(pieces, pieces_n);
    if (sum <= 0) {
        return sum;
    }
    if (offset < 0) {
        return -UC_EINVAL;
    }
    if ((uint64_t)offset >= node->fs->bytes_max) {
        return 0;
    }
    return node->ops->read(node, (uint64_t)offset, pieces, pieces_n);
}

/* (*offset) becomes where it was written to. Context: the node's lock. */
static uc_ssize_t write_locked(struct uc_file *file,
                               const struct uc_fs_piece *pieces,
                               unsigned pieces_n, int64_t *offset)
{
    struct uc_fs_node *node = file->node;
    const uint64_t max = node->fs->bytes_max;
    uc_ssize_t sum = sum_of(pieces, pieces_n);

    if ((file->flags & UC_O_APPEND) != 0 && vfs_type(node) == UC_FS_FILE) {
        struct uc_fs_attr attr;
        int err = node->ops->getattr(node, &attr);
        if (err < 0) {
            return err;
        }
        *offset = (int64_t)attr.bytes;
    }
    if ((uint64_t)*offset >= max) {
        return -UC_EFBIG;
    }
    const struct uc_fs_attr changed = {.mode = vfs_changed_mode(node)};
    if (changed.mode != node->mode) {
        int err = node->ops->setattr(node, &changed, UC_FS_SET_MODE);
        if (err < 0) {
            return err;
        }
    }
    const uint64_t room = max - (uint64_t)*offset;
    if ((uint64_t)sum <= room) {
        return node->ops->write(node, (uint64_t)*offset, pieces, pieces_n);
    }
    /* As much as fits, of the first piece that has anything. */
    while (pieces->bytes == 0) {
        pieces++;
    }
    const struct uc_fs_piece first = {
        .data = pieces->data,
        .bytes = (pieces->bytes < room) ? pieces->bytes : (size_t)room,
    };
    return node->ops->write(node, (uint64_t)*offset, &first, 1);
}

static uc_ssize_t write_at(struct uc_file *file,
                           const struct uc_fs_piece *pieces, unsigned pieces_n,
                           int64_t *offset)
{
    struct uc_fs_node *node = file->node;

    if (!is_writable(file) || node->ops->write == NULL) {
        return -UC_EBADF;
    }
    uc_ssize_t n = sum_of(pieces, pieces_n);
    if (n <= 0) {
        return n;
    }
    if (*offset < 0) {
        return -UC_EINVAL;
    }
    vfs_mutex_lock(&node->lock);
    n = write_locked(file, pieces, pieces_n, offset);
    vfs_mutex_unlock(&node->lock);
    if (n > 0 && (file->flags & UC_O_SYNC) != 0) {
        const bool data_only = (file->flags & UC_O_SYNC) == UC_O_DSYNC;
        int err = uc_file_sync(file, data_only);
        if (err < 0) {
            return err;
        }
    }
    return n;
}

uc_ssize_t uc_file_readv(struct uc_file *file, const struct uc_fs_piece *pieces,
                         unsigned pieces_n)
{
    vfs_mutex_lock(&file->lock);
    const uc_ssize_t n = read_at(file, pieces, pieces_n, file->position);
    if (n > 0) {
        file->position += n;
    }
    vfs_mutex_unlock(&file->lock);
    return n;
}

uc_ssize_t uc_file_writev(struct uc_file *file,
                          const struct uc_fs_piece *pieces, unsigned pieces_n)
{
    vfs_mutex_lock(&file->lock);
    int64_t offset = file->position;
    const uc_ssize_t n = write_at(file, pieces, pieces_n, &offset);
    if (n > 0) {
        file->position = offset + n;
    }
    vfs_mutex_unlock(&file->lock);
    return n;
}

uc_ssize_t uc_file_preadv(struct uc_file *file,
                          const struct uc_fs_piece *pieces, unsigned pieces_n,
                          int64_t offset)
{
    return read_at(file, pieces, pieces_n, offset);
}

uc_ssize_t uc_file_pwritev(struct uc_file *file,
                           const struct uc_fs_piece *pieces, unsigned pieces_n,
                           int64_t offset)
{
    return write_at(file, pieces, pieces_n, &offset);
}

/* The first byte of data, or of a hole, at or behind (offset). */
static int64_t next_extent(struct uc_fs_node *node, int64_t offset,
                           uint64_t size, bool hole)
{
    uint64_t at = (uint64_t)offset;

    if (offset < 0 || at >= size) {
        return -UC_ENXIO;
    }
    if (node->ops->extent != NULL) {
        int err = node->ops->extent(node, (uint64_t)offset, hole, &at);
        if (err < 0) {
            return err;
        }
    } else if (hole) {
        at = size;
    }
    return (int64_t)at;
}

/* Context: the file's lock. */
static int64_t seek_to(struct uc_file *file, int64_t offset, int whence)
{
    struct uc_fs_node *node = file->node;
    struct uc_fs_attr attr = {.bytes = 0};
    int64_t from = 0;

    if (whence == UC_SEEK_CUR) {
        from = file->position;
    } else if (whence != UC_SEEK_SET) {
        int err = node->ops->getattr(node, &attr);
        if (err < 0) {
            return err;
        }
        if (whence == UC_SEEK_DATA || whence == UC_SEEK_HOLE) {
            return next_extent(node, offset, attr.bytes,
                               whence == UC_SEEK_HOLE);
        }
        if (whence != UC_SEEK_END) {
            return -UC_EINVAL;
        }
        from = (int64_t)attr.bytes;
    }
    int64_t to;
    if (__builtin_add_overflow(from, offset, &to)) {
        return -UC_EOVERFLOW;
    }
    if (to < 0 || (!vfs_is_dir(node) && (uint64_t)to > node->fs->bytes_max)) {
        return -UC_EINVAL;
    }
    return to;
}

int64_t uc_file_seek(struct uc_file *file, int64_t offset, int whence)
{
    if ((file->flags & UC_O_PATH) != 0) {
        return -UC_EBADF;
    }
    if (vfs_type(file->node) == UC_FS_FIFO ||
        vfs_type(file->node) == UC_FS_SOCKET) {
        return -UC_ESPIPE;
    }
    vfs_mutex_lock(&file->lock);
    const int64_t to = seek_to(file, offset, whence);
    if (to >= 0) {
        file->position = to;
    }
    vfs_mutex_unlock(&file->lock);
    return to;
}

int uc_file_truncate(struct uc_file *file, int64_t bytes)
{
    if (!is_writable(file) || vfs_type(file->node) != UC_FS_FILE) {
        return -UC_EINVAL;
    }
    return vfs_set_size(file->node, bytes);
}

int uc_file_allocate(struct uc_file *file, int64_t offset, int64_t bytes,
                     unsigned flags)
{
    const unsigned known = UC_FS_KEEP_SIZE | UC_FS_PUNCH_HOLE;
    struct uc_fs_node *node = file->node;

    if (offset < 0 || bytes <= 0) {
        return -UC_EINVAL;
    }
    if (!is_writable(file)) {
        return -UC_EBADF;
    }
    if (vfs_type(node) != UC_FS_FILE) {
        return -UC_ENODEV;
    }
    if (node->ops->allocate == NULL || (flags & ~known) != 0 ||
        flags == UC_FS_PUNCH_HOLE) {
        return -UC_EOPNOTSUPP;
    }
    if ((uint64_t)offset > node->fs->bytes_max ||
        (uint64_t)bytes > node->fs->bytes_max - (uint64_t)offset) {
        return -UC_EFBIG;
    }
    if ((node->fs->flags & UC_FS_READ_ONLY) != 0) {
        return -UC_EROFS;
    }
    vfs_mutex_lock(&node->lock);
    int err =
        node->ops->allocate(node, (uint64_t)offset, (uint64_t)bytes, flags);
    vfs_mutex_unlock(&node->lock);
    return err;
}

int uc_file_sync(struct uc_file *file, bool data_only)
{
    struct uc_fs_node *node = file->node;

    if ((file->flags & UC_O_PATH) != 0) {
        return -UC_EBADF;
    }
    if (!vfs_is_dir(node) && vfs_type(node) != UC_FS_FILE) {
        return -UC_EINVAL;
    }
    return (node->ops->fsync == NULL) ? 0 : node->ops->fsync(node, data_only);
}

int uc_file_borrow(struct uc_file *file, int64_t offset, size_t bytes,
                   struct uc_fs_loan *out)
{
    struct uc_fs_node *node = file->node;

    if (!is_readable(file)) {
        return -UC_EBADF;
    }
    if (offset < 0 || bytes == 0) {
        return -UC_EINVAL;
    }
    if (node->ops->borrow == NULL) {
        return -UC_EOPNOTSUPP;
    }
    return node->ops->borrow(node, (uint64_t)offset, bytes, out);
}

void uc_file_give_back(struct uc_file *file, const struct uc_fs_loan *loan)
{
    file->node->ops->give_back(file->node, loan);
}
