/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

enum {
    NSEC_PER_S = 1000000000,
};

int vfs_setattr(struct uc_fs_node *node, const struct uc_fs_attr *attr,
                unsigned mask)
{
    if ((node->fs->flags & UC_FS_READ_ONLY) != 0) {
        return -UC_EROFS;
    }
    vfs_mutex_lock(&node->lock);
    int err = node->ops->setattr(node, attr, mask);
    vfs_mutex_unlock(&node->lock);
    return err;
}

uint32_t vfs_changed_mode(const struct uc_fs_node *node)
{
    return vfs_is_root()
               ? node->mode
               : node->mode & ~(uint32_t)(UC_FS_SETUID | UC_FS_SETGID);
}

int vfs_set_size(struct uc_fs_node *node, int64_t bytes)
{
    if (bytes < 0) {
        return -UC_EINVAL;
    }
    if ((uint64_t)bytes > node->fs->bytes_max) {
        return -UC_EFBIG;
    }
    const struct uc_fs_attr attr = {
        .bytes = (uint64_t)bytes,
        .mode = vfs_changed_mode(node),
    };
    return vfs_setattr(node, &attr,
                       UC_FS_SET_BYTES |
                           (attr.mode != node->mode ? UC_FS_SET_MODE : 0u));
}

int uc_vfs_stat(struct uc_file *at, const char *path, unsigned flags,
                struct uc_fs_attr *out)
{
    struct vfs_dentry *dentry;

    int err = vfs_find(at, path, flags, &dentry);
    if (err < 0) {
        return err;
    }
    err = dentry->node->ops->getattr(dentry->node, out);
    if (err == 0) {
        out->fs = dentry->fs->number;
    }
    vfs_put(dentry);
    return err;
}

int uc_vfs_access(struct uc_file *at, const char *path, unsigned mode,
                  unsigned flags)
{
    struct vfs_dentry *dentry;

    if (mode > 7) {
        return -UC_EINVAL;
    }
    int err = vfs_find(at, path, flags, &dentry);
    if (err < 0) {
        return err;
    }
    const struct uc_fs_node *node = dentry->node;
    if ((mode & VFS_MAY_WRITE) != 0 &&
        (dentry->fs->flags & UC_FS_READ_ONLY) != 0 &&
        (vfs_is_dir(node) || vfs_type(node) == UC_FS_FILE)) {
        err = -UC_EROFS;
    } else {
        err = vfs_may(node, mode);
    }
    vfs_put(dentry);
    return err;
}

static int set_mode(struct uc_fs_node *node, uint32_t mode)
{
    struct uc_fs_attr attr = {.mode = mode & UC_FS_PERMISSIONS};

    if (!vfs_is_owner(node)) {
        return -UC_EPERM;
    }
    if (vfs_type(node) == UC_FS_LINK) {
        return -UC_EOPNOTSUPP;
    }
    if (!vfs_in_group(node->gid)) {
        attr.mode &= ~(uint32_t)UC_FS_SETGID;
    }
    attr.mode |= vfs_type(node);
    return vfs_setattr(node, &attr, UC_FS_SET_MODE);
}

int uc_vfs_chmod(struct uc_file *at, const char *path, uint32_t mode,
                 unsigned flags)
{
    struct vfs_dentry *dentry;

    int err = vfs_find(at, path, flags, &dentry);
    if (err == 0) {
        err = set_mode(dentry->node, mode);
        vfs_put(dentry);
    }
    return err;
}

static int set_owner(struct uc_fs_node *node, uint32_t uid, uint32_t gid)
{
    struct uc_fs_attr attr = {.uid = uid, .gid = gid, .mode = node->mode};
    unsigned mask = 0;

    if (uid != UINT32_MAX) {
        if (!vfs_is_root() && (uid != node->uid || !vfs_is_owner(node))) {
            return -UC_EPERM;
        }
        mask |= UC_FS_SET_UID;
    }
    if (gid != UINT32_MAX) {
        if (!vfs_is_owner(node) || (gid != node->gid && !vfs_in_group(gid))) {
            return -UC_EPERM;
        }
        mask |= UC_FS_SET_GID;
    }
    if (mask != 0 && vfs_type(node) == UC_FS_FILE) {
        attr.mode &= ~(uint32_t)(UC_FS_SETUID | UC_FS_SETGID);
        mask |= (attr.mode != node->mode) ? UC_FS_SET_MODE : 0u;
    }
    return (mask == 0) ? 0 : vfs_setattr(node, &attr, mask);
}

int uc_vfs_chown(struct uc_file *at, const char *path, uint32_t uid,
                 uint32_t gid, unsigned flags)
{
    struct vfs_dentry *dentry;

    int err = vfs_find(at, path, flags, &dentry);
    if (err == 0) {
        err = set_owner(dentry->node, uid, gid);
        vfs_put(dentry);
    }
    return err;
}

/* What (time) means: -UC_EINVAL, or whether it is to be set. */
static int read_time(const struct uc_fs_time *time, struct uc_fs_time *out)
{
    if (time->nanoseconds == UC_UTIME_OMIT) {
        return 0;
    }
    if (time->nanoseconds == UC_UTIME_NOW) {
        *out = uc_fs_now();
        return 1;
    }
    if (time->nanoseconds >= NSEC_PER_S) {
        return -UC_EINVAL;
    }
    *out = *time;
    return 1;
}

static int set_times(struct uc_fs_node *node, const struct uc_fs_time times[2])
{
    static const struct uc_fs_time now = {0, UC_UTIME_NOW};
    struct uc_fs_attr attr = {.mode = 0};
    const struct uc_fs_time *access = (times == NULL) ? &now : &times[0];
    const struct uc_fs_time *change = (times == NULL) ? &now : &times[1];
    const bool both_now = access->nanoseconds == UC_UTIME_NOW &&
                          change->nanoseconds == UC_UTIME_NOW;

    int accessed = read_time(access, &attr.accessed);
    int modified = read_time(change, &attr.modified);
    if (accessed < 0 || modified < 0) {
        return -UC_EINVAL;
    }
    if (accessed + modified == 0) {
        return 0;
    }
    if (!vfs_is_owner(node)) {
        if (!both_now) {
            return -UC_EPERM;
        }
        int err = vfs_may(node, VFS_MAY_WRITE);
        if (err < 0) {
            return err;
        }
    }
    return vfs_setattr(node, &attr,
                       (accessed > 0 ? UC_FS_SET_ACCESSED : 0u) |
                           (modified > 0 ? UC_FS_SET_MODIFIED : 0u));
}

int uc_vfs_utimens(struct uc_file *at, const char *path,
                   const struct uc_fs_time times[2], unsigned flags)
{
    struct vfs_dentry *dentry;

    int err = vfs_find(at, path, flags, &dentry);
    if (err == 0) {
        err = set_times(dentry->node, times);
        vfs_put(dentry);
    }
    return err;
}

int uc_vfs_truncate(struct uc_file *at, const char *path, int64_t bytes)
{
    struct vfs_dentry *dentry;

    int err = vfs_find(at, path, 0, &dentry);
    if (err < 0) {
        return err;
    }
    struct uc_fs_node *node = dentry->node;
    if (vfs_is_dir(node)) {
        err = -UC_EISDIR;
    } else if (vfs_type(node) != UC_FS_FILE) {
        err = -UC_EINVAL;
    } else {
        err = vfs_may(node, VFS_MAY_WRITE);
    }
    if (err == 0) {
        err = vfs_set_size(node, bytes);
    }
    vfs_put(dentry);
    return err;
}
