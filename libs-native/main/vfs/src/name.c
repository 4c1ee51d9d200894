/* SPDX-License-Identifier: BSD-3-Clause */
/* Making and removing names. */
#include "internal.h"

/*
 * Walks to a name that is to be made: on success (*out) stands for it, and the
 * lock of its file system is held until make_end.
 */
static int make_begin(struct vfs_walk *walk, struct uc_file *at,
                      const char *path, struct vfs_dentry **out)
{
    *out = NULL;
    int err = vfs_walk_begin(walk, at, path);
    if (err == 0) {
        err = vfs_walk_next(walk);
    }
    if (err == 0 && walk->last.bytes == 0) {
        err = -UC_EEXIST;
    }
    if (err < 0) {
        return err;
    }
    vfs_mutex_lock(&walk->dir->fs->lock);
    err = vfs_child_locked(walk->dir, &walk->last, out);
    if (err == 0 && (*out)->node != NULL) {
        err = -UC_EEXIST;
    }
    if (err == 0) {
        err = vfs_may_change(walk->dir);
    }
    if (err < 0) {
        vfs_mutex_unlock(&walk->dir->fs->lock);
    }
    return err;
}

static void make_end(struct vfs_walk *walk, struct vfs_dentry *dentry)
{
    vfs_put(dentry);
    vfs_walk_end(walk);
}

/* A node of (type) at (path). */
static int make(struct uc_file *at, const char *path, struct uc_fs_new *what)
{
    const uint32_t type = what->mode & UC_FS_TYPE_MASK;
    struct vfs_walk walk;
    struct vfs_dentry *dentry;
    struct uc_fs_node *node;

    int err = make_begin(&walk, at, path, &dentry);
    if (err == 0) {
        struct uc_fs_node *dir = walk.dir->node;
        if (walk.must_be_dir && type != UC_FS_DIRECTORY) {
            err = -UC_ENOENT;
        } else {
            vfs_new_fill(dir, what->mode, what);
            if (type == UC_FS_LINK) {
                what->mode = UC_FS_LINK | 0777;
            }
            err = dir->ops->create(dir, &dentry->name, what, &node);
        }
        if (err == 0) {
            vfs_dentry_set(dentry, node);
        }
        vfs_mutex_unlock(&walk.dir->fs->lock);
    }
    make_end(&walk, dentry);
    return err;
}

int uc_vfs_mkdir(struct uc_file *at, const char *path, uint32_t mode)
{
    /* Of the set-user-ID bits, the directory above decides. */
    struct uc_fs_new what = {
        .mode = UC_FS_DIRECTORY | (mode & (0777 | UC_FS_STICKY)),
    };

    return make(at, path, &what);
}

int uc_vfs_mknod(struct uc_file *at, const char *path, uint32_t mode,
                 uint64_t device)
{
    struct uc_fs_new what = {
        .mode = mode & (UC_FS_TYPE_MASK | UC_FS_PERMISSIONS),
    };

    switch (mode & UC_FS_TYPE_MASK) {
    case 0:
        what.mode |= UC_FS_FILE;
        break;
    case UC_FS_FILE:
    case UC_FS_FIFO:
    case UC_FS_SOCKET:
        break;
    case UC_FS_CHARACTER_DEVICE:
    case UC_FS_BLOCK_DEVICE:
        if (!vfs_is_root()) {
            return -UC_EPERM;
        }
        what.device = device;
        break;
    case UC_FS_DIRECTORY:
        return -UC_EPERM;
    default:
        return -UC_EINVAL;
    }
    return make(at, path, &what);
}

int uc_vfs_symlink(const char *target, struct uc_file *at, const char *path)
{
    struct uc_fs_new what = {.mode = UC_FS_LINK, .target = {target, 0}};

    while (target[what.target.bytes] != '\0') {
        if (++what.target.bytes > UC_FS_TARGET_MAX) {
            return -UC_ENAMETOOLONG;
        }
    }
    return (what.target.bytes == 0) ? -UC_ENOENT : make(at, path, &what);
}

uc_ssize_t uc_vfs_readlink(struct uc_file *at, const char *path, char *buf,
                           size_t bytes)
{
    struct vfs_dentry *dentry;

    if (bytes == 0) {
        return -UC_EINVAL;
    }
    uc_ssize_t n =
        vfs_find(at, path, UC_AT_SYMLINK_NOFOLLOW | UC_AT_EMPTY_PATH, &dentry);
    if (n < 0) {
        return n;
    }
    struct uc_fs_node *node = dentry->node;
    if (vfs_type(node) != UC_FS_LINK) {
        n = (*path == '\0') ? -UC_ENOENT : -UC_EINVAL;
    } else {
        vfs_mutex_lock(&node->fs->lock);
        n = node->ops->readlink(node, buf, bytes);
        vfs_mutex_unlock(&node->fs->lock);
    }
    vfs_put(dentry);
    return n;
}

/* Whether (source) may get one more name. */
static int check_source(const struct vfs_dentry *source)
{
    struct uc_fs_attr attr;

    if (vfs_is_dir(source->node)) {
        return -UC_EPERM;
    }
    if (source->hashed || source->name.bytes == 0) {
        return 0; /* in place, or made by O_TMPFILE */
    }
    int err = source->node->ops->getattr(source->node, &attr);
    return (err == 0 && attr.links == 0) ? -UC_ENOENT : err;
}

int uc_vfs_link(struct uc_file *from_at, const char *from,
                struct uc_file *to_at, const char *to, unsigned flags)
{
    struct vfs_walk walk;
    struct vfs_dentry *source;
    struct vfs_dentry *dentry;
    const unsigned how =
        (flags & UC_AT_EMPTY_PATH) |
        ((flags & UC_AT_SYMLINK_FOLLOW) != 0 ? 0u : UC_AT_SYMLINK_NOFOLLOW);

    int err = vfs_find(from_at, from, how, &source);
    if (err < 0) {
        return err;
    }
    err = make_begin(&walk, to_at, to, &dentry);
    if (err == 0) {
        struct uc_fs_node *dir = walk.dir->node;
        err = check_source(source);
        if (err == 0 && walk.must_be_dir) {
            err = -UC_ENOENT;
        }
        if (err == 0 && source->fs != walk.dir->fs) {
            err = -UC_EXDEV;
        }
        if (err == 0) {
            err = (dir->ops->link == NULL)
                      ? -UC_EPERM
                      : dir->ops->link(dir, &dentry->name, source->node);
        }
        if (err == 0) {
            uc_fs_node_hold(source->node);
            vfs_dentry_set(dentry, source->node);
        }
        vfs_mutex_unlock(&walk.dir->fs->lock);
    }
    make_end(&walk, dentry);
    vfs_put(source);
    return err;
}

/* What Linux says of names that are no names. */
static int refuse_special(const struct uc_fs_name *last, bool directory)
{
    if (!directory) {
        return -UC_EISDIR;
    }
    if (last->text[0] == '/') {
        return -UC_EBUSY;
    }
    return (last->text[1] == '.') ? -UC_ENOTEMPTY : -UC_EINVAL;
}

/*
 * Removes what stands at (victim). Returns, in (*node), what the caller lets go
 * of once it has released the lock of the file system.
 */
static int remove_locked(struct vfs_walk *walk, struct vfs_dentry *victim,
                         bool directory, struct uc_fs_node **node)
{
    struct uc_fs_node *dir = walk->dir->node;

    if (victim->node == NULL) {
        return -UC_ENOENT;
    }
    if (!vfs_is_dir(victim->node) && (directory || walk->must_be_dir)) {
        return -UC_ENOTDIR;
    }
    if (vfs_is_dir(victim->node) && !directory) {
        return -UC_EISDIR;
    }
    int err = vfs_may_remove(walk->dir, victim);
    if (err < 0) {
        return err;
    }
    err = directory ? dir->ops->rmdir(dir, &victim->name, victim->node)
                    : dir->ops->unlink(dir, &victim->name, victim->node);
    if (err < 0) {
        return err;
    }
    uc_spin_lock(&vfs_lock);
    if (victim->users == 1) { /* the caller's: it stays as one that is absent */
        *node = victim->node;
        victim->node = NULL;
    }
    uc_spin_unlock(&vfs_lock);
    if (victim->node != NULL) {
        vfs_dentry_unhash(victim);
    }
    return 0;
}

int uc_vfs_unlink(struct uc_file *at, const char *path, unsigned flags)
{
    const bool directory = (flags & UC_AT_REMOVEDIR) != 0;
    struct vfs_walk walk;
    struct vfs_dentry *victim = NULL;
    struct uc_fs_node *node = NULL;

    int err = vfs_walk_begin(&walk, at, path);
    if (err == 0) {
        err = vfs_walk_next(&walk);
    }
    if (err == 0 && walk.last.bytes == 0) {
        err = refuse_special(&walk.last, directory);
    }
    if (err == 0) {
        vfs_mutex_lock(&walk.dir->fs->lock);
        err = vfs_child_locked(walk.dir, &walk.last, &victim);
        if (err == 0) {
            err = remove_locked(&walk, victim, directory, &node);
        }
        vfs_mutex_unlock(&walk.dir->fs->lock);
    }
    if (err == 0 && directory && node == NULL) {
        vfs_dentry_prune(victim->fs, victim); /* names that it did not have */
    }
    vfs_node_put(node);
    vfs_put(victim);
    vfs_walk_end(&walk);
    return err;
}
