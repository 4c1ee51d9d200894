/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/malloc.h>

#include "internal.h"

/* One side of a rename. */
struct side {
    struct vfs_walk walk;
    struct vfs_dentry *dentry;
    struct vfs_name_copy name; /* for what moves there */
};

static bool is_above(const struct vfs_dentry *above,
                     const struct vfs_dentry *dentry)
{
    while (dentry != NULL && dentry != above) {
        dentry = dentry->parent;
    }
    return dentry == above;
}

/* Of what kinds the two are, and which is in which. */
static int check_kinds(const struct side *from, const struct side *to,
                       unsigned flags)
{
    const struct uc_fs_node *moved = from->dentry->node;
    const struct uc_fs_node *met = to->dentry->node;
    const bool exchange = (flags & UC_FS_RENAME_EXCHANGE) != 0;

    if (moved == NULL || (exchange && met == NULL)) {
        return -UC_ENOENT;
    }
    if (met != NULL && (flags & UC_FS_RENAME_NOREPLACE) != 0) {
        return -UC_EEXIST;
    }
    if ((from->walk.must_be_dir && !vfs_is_dir(moved)) ||
        (to->walk.must_be_dir && !vfs_is_dir(exchange ? met : moved))) {
        return -UC_ENOTDIR;
    }
    if (is_above(from->dentry, to->walk.dir)) {
        return -UC_EINVAL;
    }
    if (is_above(to->dentry, from->walk.dir)) {
        return exchange ? -UC_EINVAL : -UC_ENOTEMPTY;
    }
    if (met != NULL && !exchange && vfs_is_dir(moved) != vfs_is_dir(met)) {
        return vfs_is_dir(met) ? -UC_EISDIR : -UC_ENOTDIR;
    }
    return 0;
}

/* A directory that gets another parent is changed itself. */
static int check_turn(const struct side *from, const struct side *to)
{
    if (from->walk.dir == to->walk.dir || from->dentry->node == NULL ||
        !vfs_is_dir(from->dentry->node)) {
        return 0;
    }
    return vfs_may(from->dentry->node, VFS_MAY_WRITE);
}

static int check_permissions(const struct side *from, const struct side *to,
                             unsigned flags)
{
    int err = vfs_may_remove(from->walk.dir, from->dentry);

    if (err == 0) {
        err = (to->dentry->node != NULL)
                  ? vfs_may_remove(to->walk.dir, to->dentry)
                  : vfs_may_change(to->walk.dir);
    }
    if (err == 0) {
        err = check_turn(from, to);
    }
    if (err == 0 && (flags & UC_FS_RENAME_EXCHANGE) != 0) {
        err = check_turn(to, from);
    }
    return err;
}

static bool copy_name(struct side *side)
{
    const struct uc_fs_name *name = &side->dentry->name;

    side->name.text = uc_malloc(name->bytes);
    if (side->name.text == NULL) {
        return false;
    }
    side->name.bytes = name->bytes;
    __builtin_memcpy(side->name.text, name->text, name->bytes);
    return true;
}

/*
 * Context: the lock of the file system is held. (gone) are parents of which the
 * caller lets go once it has released it.
 */
static int rename_locked(struct side *from, struct side *to, unsigned flags,
                         struct vfs_dentry *gone[2])
{
    const bool exchange = (flags & UC_FS_RENAME_EXCHANGE) != 0;

    int err = vfs_child_locked(from->walk.dir, &from->walk.last, &from->dentry);
    if (err == 0) {
        err = vfs_child_locked(to->walk.dir, &to->walk.last, &to->dentry);
    }
    if (err == 0) {
        err = check_kinds(from, to, flags);
    }
    if (err == 0) {
        err = check_permissions(from, to, flags);
    }
    if (err < 0 || from->dentry->node == to->dentry->node) {
        return err; /* links of one file: nothing to do. Spec: POSIX rename */
    }
    const struct uc_fs_rename what = {
        .from_dir = from->walk.dir->node,
        .from_name = &from->dentry->name,
        .from = from->dentry->node,
        .to_dir = to->walk.dir->node,
        .to_name = &to->dentry->name,
        .to = to->dentry->node,
        .flags = flags,
    };
    if (!copy_name(to) || (exchange && !copy_name(from))) {
        return -UC_ENOMEM;
    }
    if (what.from_dir->ops->rename == NULL) {
        return -UC_EOPNOTSUPP;
    }
    err = what.from_dir->ops->rename(&what);
    if (err < 0) {
        return err;
    }
    gone[0] = vfs_dentry_move(from->dentry, to->walk.dir, &to->name);
    if (exchange) {
        gone[1] = vfs_dentry_move(to->dentry, from->walk.dir, &from->name);
    } else {
        vfs_dentry_unhash(to->dentry);
    }
    return 0;
}

static int side_begin(struct side *side, struct uc_file *at, const char *path,
                      unsigned flags)
{
    int err = vfs_walk_begin(&side->walk, at, path);

    if (err == 0) {
        err = vfs_walk_next(&side->walk);
    }
    if (err == 0 && side->walk.last.bytes == 0) {
        err = ((flags & UC_FS_RENAME_NOREPLACE) != 0) ? -UC_EEXIST : -UC_EBUSY;
    }
    return err;
}

static void side_end(struct side *side)
{
    uc_free(side->name.text);
    vfs_put(side->dentry);
    vfs_walk_end(&side->walk);
}

int uc_vfs_rename(struct uc_file *from_at, const char *from,
                  struct uc_file *to_at, const char *to, unsigned flags)
{
    struct side sides[2] = {{.dentry = NULL}, {.dentry = NULL}};
    struct vfs_dentry *gone[2] = {NULL, NULL};

    if (flags > UC_FS_RENAME_EXCHANGE) { /* unknown ones, or both */
        return -UC_EINVAL;
    }
    int err = side_begin(&sides[0], from_at, from, 0);
    if (err == 0) {
        err = side_begin(&sides[1], to_at, to, flags);
    }
    if (err == 0 && sides[0].walk.dir->fs != sides[1].walk.dir->fs) {
        err = -UC_EXDEV;
    }
    if (err == 0) {
        struct uc_fs *fs = sides[0].walk.dir->fs;
        vfs_mutex_lock(&fs->lock);
        err = rename_locked(&sides[0], &sides[1], flags, gone);
        vfs_mutex_unlock(&fs->lock);
    }
    if (gone[0] != NULL && sides[1].dentry->node != NULL && gone[1] == NULL) {
        vfs_dentry_prune(sides[1].dentry->fs, sides[1].dentry);
    }
    vfs_put(gone[0]);
    vfs_put(gone[1]);
    side_end(&sides[0]);
    side_end(&sides[1]);
    return err;
}
