/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading directories, and the current one. */
#include "internal.h"

/*
 * Positions of directories: "." is at 0, ".." at 1, and from 2 on come the file
 * system's cookies.
 */
enum {
    DOTS = 2,
};

/* Stands between the file system and whoever reads. */
struct between {
    struct uc_fs_readdir walk;
    struct uc_fs_readdir *reader;
    int taken;
    bool refused;
};

static bool pass_on(struct between *between, const struct uc_fs_entry *entry)
{
    if (!between->reader->emit(between->reader, entry)) {
        between->refused = true;
        return false;
    }
    between->taken++;
    return true;
}

static bool emit(struct uc_fs_readdir *walk, const struct uc_fs_entry *entry)
{
    struct uc_fs_entry moved = *entry;

    moved.cookie += DOTS;
    return pass_on(UC_CONTAINER_OF(walk, struct between, walk), &moved);
}

/* "." at (position) 0, ".." at 1. */
static bool emit_dots(struct uc_file *file, struct between *between)
{
    uint64_t up;

    uc_spin_lock(&vfs_lock);
    const struct vfs_dentry *named = vfs_named(file->dentry);
    up = (named->parent != NULL) ? named->parent->node->inode
                                 : named->node->inode;
    uc_spin_unlock(&vfs_lock);
    for (; file->position < DOTS; file->position++) {
        const uint32_t length = (uint32_t)file->position + 1;
        const struct uc_fs_entry entry = {
            .name = {"..", length},
            .inode = (length == 1) ? file->node->inode : up,
            .type = UC_FS_DIRECTORY,
            .cookie = length,
        };
        if (!pass_on(between, &entry)) {
            return false;
        }
    }
    return true;
}

int uc_file_readdir(struct uc_file *file, struct uc_fs_readdir *walk)
{
    struct between between = {.walk = {.emit = emit}, .reader = walk};
    struct uc_fs *fs = file->node->fs;
    int err = 0;

    if ((file->flags & UC_O_PATH) != 0) {
        return -UC_EBADF;
    }
    if (!vfs_is_dir(file->node)) {
        return -UC_ENOTDIR;
    }
    vfs_mutex_lock(&file->lock);
    if (vfs_is_gone(file->dentry)) {
        err = -UC_ENOENT;
    } else if (file->position >= DOTS || emit_dots(file, &between)) {
        between.walk.cookie = (uint64_t)file->position - DOTS;
        vfs_mutex_lock(&fs->lock);
        err = file->node->ops->readdir(file->node, &between.walk);
        vfs_mutex_unlock(&fs->lock);
        file->position = (int64_t)between.walk.cookie + DOTS;
    }
    vfs_mutex_unlock(&file->lock);
    if (between.taken > 0) {
        return between.taken;
    }
    return (err == 0 && between.refused) ? -UC_EINVAL : err;
}

int uc_vfs_chdir(struct uc_file *at, const char *path, unsigned flags)
{
    struct vfs_dentry *dentry;

    int err = vfs_find(at, path, flags, &dentry);
    if (err < 0) {
        return err;
    }
    err = vfs_is_dir(dentry->node) ? vfs_may(dentry->node, VFS_MAY_EXEC)
                                   : -UC_ENOTDIR;
    if (err < 0) {
        vfs_put(dentry);
        return err;
    }
    uc_spin_lock(&vfs_lock);
    struct vfs_dentry *before = vfs_current;
    vfs_current = dentry;
    uc_spin_unlock(&vfs_lock);
    vfs_put(before);
    return 0;
}

/* Fills in names from the end of (buf) on, where it is not NULL. Returns how
 * many bytes they are. Context: vfs_lock. */
static size_t write_names(struct vfs_dentry *dentry, char *buf, size_t bytes)
{
    size_t length = 0;

    for (dentry = vfs_named(dentry); dentry->parent != NULL;
         dentry = vfs_named(dentry->parent)) {
        const struct uc_fs_name *name = &dentry->name;
        length += name->bytes + 1;
        if (buf != NULL) {
            char *at = buf + bytes - length;
            *at = '/';
            __builtin_memcpy(at + 1, name->text, name->bytes);
        }
    }
    return length;
}

uc_ssize_t vfs_path(struct vfs_dentry *dentry, char *buf, size_t bytes)
{
    size_t length = write_names(dentry, NULL, 0);
    const bool is_root = length == 0;

    length += is_root ? 2 : 1;
    if (length > bytes) {
        return -UC_ERANGE;
    }
    buf[0] = '/'; /* of the root */
    write_names(dentry, buf, length - 1);
    buf[length - 1] = '\0';
    return (uc_ssize_t)length;
}

uc_ssize_t uc_vfs_path(struct uc_file *file, char *buf, size_t bytes)
{
    uc_ssize_t result = -UC_ENOENT;

    uc_spin_lock(&vfs_lock);
    struct vfs_dentry *dentry = vfs_start(file);
    if (dentry != NULL && !vfs_is_gone(dentry)) {
        result = vfs_path(dentry, buf, bytes);
    }
    uc_spin_unlock(&vfs_lock);
    return result;
}
