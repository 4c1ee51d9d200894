/* SPDX-License-Identifier: BSD-3-Clause */
/* Who may do what. Spec: POSIX.1-2017, XBD 4.5, 4.7; XSH 2.3. */
#include "internal.h"

static struct {
    uint32_t uid;
    uint32_t gid;
    const uint32_t *groups;
    unsigned groups_n;
    uint32_t umask;
} user = {.umask = 022};

void uc_vfs_user(uint32_t uid, uint32_t gid, const uint32_t *groups,
                 unsigned groups_n)
{
    user.uid = uid;
    user.gid = gid;
    user.groups = groups;
    user.groups_n = groups_n;
}

uint32_t uc_vfs_umask(uint32_t mask)
{
    const uint32_t before = user.umask;

    user.umask = mask & 0777;
    return before;
}

bool vfs_is_root(void)
{
    return user.uid == 0;
}

bool vfs_is_owner(const struct uc_fs_node *node)
{
    return user.uid == 0 || user.uid == node->uid;
}

bool vfs_in_group(uint32_t gid)
{
    if (user.uid == 0 || user.gid == gid) {
        return true;
    }
    for (unsigned i = 0; i < user.groups_n; i++) {
        if (user.groups[i] == gid) {
            return true;
        }
    }
    return false;
}

int vfs_may(const struct uc_fs_node *node, unsigned bits)
{
    if (user.uid == 0) {
        /* Root executes what anybody may execute. */
        return (bits & VFS_MAY_EXEC) == 0 || vfs_is_dir(node) ||
                       (node->mode & 0111) != 0
                   ? 0
                   : -UC_EACCES;
    }
    unsigned granted = node->mode;
    if (user.uid == node->uid) {
        granted >>= 6;
    } else if (vfs_in_group(node->gid)) {
        granted >>= 3;
    }
    return ((granted & bits) == bits) ? 0 : -UC_EACCES;
}

void vfs_new_fill(const struct uc_fs_node *dir, uint32_t mode,
                  struct uc_fs_new *what)
{
    what->mode = mode & ~user.umask;
    what->uid = user.uid;
    what->gid = user.gid;
    if ((dir->mode & UC_FS_SETGID) != 0) { /* the group is the directory's */
        what->gid = dir->gid;
        if ((mode & UC_FS_TYPE_MASK) == UC_FS_DIRECTORY) {
            what->mode |= UC_FS_SETGID;
        } else if (!vfs_in_group(dir->gid)) {
            what->mode &= ~(uint32_t)UC_FS_SETGID;
        }
    }
}

int vfs_may_change(const struct vfs_dentry *dir)
{
    if ((dir->fs->flags & UC_FS_READ_ONLY) != 0) {
        return -UC_EROFS;
    }
    return vfs_may(dir->node, VFS_MAY_WRITE | VFS_MAY_EXEC);
}

int vfs_may_remove(const struct vfs_dentry *dir,
                   const struct vfs_dentry *victim)
{
    int err = vfs_may_change(dir);

    if (err < 0) {
        return err;
    }
    if ((dir->node->mode & UC_FS_STICKY) != 0 && !vfs_is_owner(dir->node) &&
        !vfs_is_owner(victim->node)) {
        return -UC_EPERM;
    }
    return (victim->mounted != NULL) ? -UC_EBUSY : 0;
}
