/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/malloc.h>

#include "internal.h"

enum {
    SPARE_MAX = 8,
};

/* Closed files, for the next ones: most programs open one after the other. */
static struct uc_file *spare;
static unsigned spare_n;

static struct uc_file *take_spare(void)
{
    uc_spin_lock(&vfs_lock);
    struct uc_file *file = spare;
    if (file != NULL) {
        spare = file->next;
        spare_n--;
    }
    uc_spin_unlock(&vfs_lock);
    return file;
}

void vfs_file_free(struct uc_file *file)
{
    uc_spin_lock(&vfs_lock);
    if (spare_n < SPARE_MAX) {
        file->next = spare;
        spare = file;
        spare_n++;
        file = NULL;
    }
    uc_spin_unlock(&vfs_lock);
    uc_free(file);
}

int vfs_file_new(struct uc_file **out, struct vfs_dentry *dentry,
                 unsigned flags)
{
    struct uc_file *file = take_spare();

    if (file == NULL) {
        file = uc_malloc(sizeof *file);
    }
    if (file == NULL) {
        vfs_put(dentry);
        return -UC_ENOMEM;
    }
    *file = (struct uc_file){
        .dentry = dentry,
        .node = dentry->node,
        .flags = flags,
        .users = 1,
    };
    *out = file;
    return 0;
}

/* What the access mode of (flags) needs. */
static unsigned bits_of(unsigned flags)
{
    static const uint8_t bits[] = {
        VFS_MAY_READ,
        VFS_MAY_WRITE,
        VFS_MAY_READ | VFS_MAY_WRITE,
        VFS_MAY_READ | VFS_MAY_WRITE,
    };

    return bits[flags & UC_O_ACCMODE] |
           ((flags & UC_O_TRUNC) != 0 ? VFS_MAY_WRITE : 0u);
}

/* How a path is walked for (flags). */
static unsigned how_of(unsigned flags)
{
    return ((flags & UC_O_NOFOLLOW) != 0) ? UC_AT_SYMLINK_NOFOLLOW : 0u;
}

/* Whether (node) opens for (flags). */
static int check(const struct uc_fs_node *node, unsigned flags)
{
    const unsigned bits = bits_of(flags);
    const bool is_dir = vfs_is_dir(node);

    if (!is_dir && (flags & UC_O_DIRECTORY) != 0) {
        return -UC_ENOTDIR;
    }
    if ((flags & UC_O_PATH) != 0) {
        return 0;
    }
    if (vfs_type(node) == UC_FS_LINK) {
        return -UC_ELOOP;
    }
    if (is_dir && ((bits & VFS_MAY_WRITE) != 0 || (flags & UC_O_CREAT) != 0)) {
        return -UC_EISDIR;
    }
    if (!is_dir && vfs_type(node) != UC_FS_FILE && node->ops->read == NULL &&
        node->ops->descriptor == NULL) {
        return -UC_ENXIO;
    }
    if ((bits & VFS_MAY_WRITE) != 0 && vfs_type(node) == UC_FS_FILE &&
        (node->fs->flags & UC_FS_READ_ONLY) != 0) {
        return -UC_EROFS;
    }
    return vfs_may(node, bits);
}

/* Opens what is there; takes over the use of (dentry). */
static int open_found(struct uc_file **out, struct vfs_dentry *dentry,
                      unsigned flags)
{
    struct uc_fs_node *node = dentry->node;
    int err = check(node, flags);

    if (err == 0 && (flags & UC_O_TRUNC) != 0 && (flags & UC_O_PATH) == 0 &&
        vfs_type(node) == UC_FS_FILE) {
        err = vfs_set_size(node, 0);
    }
    if (err < 0) {
        vfs_put(dentry);
        return err;
    }
    return vfs_file_new(out, dentry, flags);
}

/*
 * Makes the file at the last component of (walk). Context: the lock of its file
 * system is held.
 */
static int make_locked(struct vfs_walk *walk, uint32_t mode,
                       struct vfs_dentry *dentry)
{
    struct uc_fs_node *dir = walk->dir->node;
    struct uc_fs_new what = {.device = 0};
    struct uc_fs_node *node;

    if (walk->must_be_dir) {
        return -UC_EISDIR;
    }
    int err = vfs_may_change(walk->dir);
    if (err < 0) {
        return err;
    }
    vfs_new_fill(dir, UC_FS_FILE | (mode & UC_FS_PERMISSIONS), &what);
    err = dir->ops->create(dir, &dentry->name, &what, &node);
    if (err == 0) {
        vfs_dentry_set(dentry, node);
    }
    return err;
}

/*
 * One try of O_CREAT: 0 with (*made) or found in (*out), or 1 where it goes on
 * at a link.
 */
static int open_or_make(struct vfs_walk *walk, unsigned flags, uint32_t mode,
                        struct vfs_dentry **out, bool *made)
{
    int err = vfs_walk_next(walk);

    if (err < 0) {
        return err;
    }
    if (walk->last.bytes == 0) {
        return ((flags & UC_O_EXCL) != 0) ? -UC_EEXIST : -UC_EISDIR;
    }
    struct uc_fs *fs = walk->dir->fs;
    struct vfs_dentry *found;
    vfs_mutex_lock(&fs->lock);
    err = vfs_child_locked(walk->dir, &walk->last, &found);
    if (err < 0) {
        vfs_mutex_unlock(&fs->lock);
        return err;
    }
    if (found->node == NULL) {
        err = make_locked(walk, mode, found);
        *made = err == 0;
    } else if ((flags & UC_O_EXCL) != 0) {
        err = -UC_EEXIST;
    }
    vfs_mutex_unlock(&fs->lock);
    if (err == 0 && !*made &&
        vfs_walk_follows(walk, found->node, (flags & UC_O_NOFOLLOW) == 0)) {
        err = vfs_walk_follow(walk, found->node);
        vfs_put(found);
        return (err < 0) ? err : 1;
    }
    if (err == 0 && walk->must_be_dir && !vfs_is_dir(found->node)) {
        err = -UC_ENOTDIR;
    }
    if (err < 0) {
        vfs_put(found);
        return err;
    }
    *out = *made ? found : vfs_cross(found);
    return 0;
}

static int open_creating(struct uc_file **out, struct uc_file *at,
                         const char *path, unsigned flags, uint32_t mode)
{
    struct vfs_walk walk;
    struct vfs_dentry *dentry = NULL;
    bool made = false;

    int err = vfs_walk_begin(&walk, at, path);
    if (err == 0) {
        do {
            err = open_or_make(&walk, flags, mode, &dentry, &made);
        } while (err == 1);
    }
    vfs_walk_end(&walk);
    if (err < 0) {
        return err;
    }
    /* What is new may be opened whatever its permissions are. */
    return made ? vfs_file_new(out, dentry, flags)
                : open_found(out, dentry, flags);
}

/* O_TMPFILE: (path) is the directory whose file system holds the file. */
static int open_unnamed(struct uc_file **out, struct uc_file *at,
                        const char *path, unsigned flags, uint32_t mode)
{
    const struct uc_fs_name name = {"", 0};
    struct uc_fs_new what = {.device = 0};
    struct vfs_dentry *dir;

    if ((bits_of(flags) & VFS_MAY_WRITE) == 0 || (flags & UC_O_CREAT) != 0) {
        return -UC_EINVAL;
    }
    int err = vfs_find(at, path, how_of(flags), &dir);
    if (err < 0) {
        return err;
    }
    struct uc_fs_node *node = dir->node;
    err = vfs_is_dir(node) ? vfs_may_change(dir) : -UC_ENOTDIR;
    struct vfs_dentry *dentry = NULL;
    if (err == 0) {
        dentry = vfs_dentry_new(dir, dir->fs, &name);
        err = (dentry == NULL) ? -UC_ENOMEM : 0;
    }
    if (err == 0) {
        vfs_new_fill(node, UC_FS_FILE | (mode & UC_FS_PERMISSIONS), &what);
        vfs_mutex_lock(&dir->fs->lock);
        err = vfs_is_gone(dir)
                  ? -UC_ENOENT
                  : node->ops->create(node, NULL, &what, &dentry->node);
        vfs_mutex_unlock(&dir->fs->lock);
    }
    vfs_put(dir);
    if (err < 0) {
        vfs_put(dentry);
        return err;
    }
    return vfs_file_new(out, dentry, flags);
}

int uc_vfs_open(struct uc_file **out, struct uc_file *at, const char *path,
                unsigned flags, uint32_t mode)
{
    const unsigned unnamed = UC_O_TMPFILE & ~(unsigned)UC_O_DIRECTORY;
    struct vfs_dentry *dentry;

    flags &= ~(unsigned)UC_O_CLOEXEC;
    if ((flags & UC_O_PATH) != 0) {
        flags &= UC_O_PATH | UC_O_DIRECTORY | UC_O_NOFOLLOW;
    }
    if ((flags & unnamed) != 0) {
        return ((flags & UC_O_DIRECTORY) != 0)
                   ? open_unnamed(out, at, path, flags, mode)
                   : -UC_EINVAL;
    }
    if ((flags & UC_O_CREAT) != 0) {
        return ((flags & UC_O_DIRECTORY) != 0)
                   ? -UC_EINVAL
                   : open_creating(out, at, path, flags, mode);
    }
    int err = vfs_find(at, path, how_of(flags), &dentry);
    return (err < 0) ? err : open_found(out, dentry, flags);
}
