/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

static void touch(struct ramfs_node *dir)
{
    dir->modified = dir->changed = uc_fs_now();
}

static int ramfs_lookup(struct uc_fs_node *dir, const struct uc_fs_name *name,
                        struct uc_fs_node **out)
{
    const struct ramfs_entry *entry =
        ramfs_entry_find(ramfs_node_of(dir), name);

    if (entry == NULL) {
        return -UC_ENOENT;
    }
    *out = &entry->node->node;
    uc_fs_node_hold(*out);
    return 0;
}

static int ramfs_create(struct uc_fs_node *node, const struct uc_fs_name *name,
                        const struct uc_fs_new *what, struct uc_fs_node **out)
{
    struct ramfs_node *dir = ramfs_node_of(node);
    struct ramfs_node *made = ramfs_node_new(ramfs_of(node), what);

    if (made == NULL) {
        return -UC_ENOSPC;
    }
    if (name != NULL) {
        if (ramfs_entry_add(dir, name, made) == NULL) {
            ramfs_node_free(made);
            return -UC_ENOSPC;
        }
        const bool is_dir = (what->mode & UC_FS_TYPE_MASK) == UC_FS_DIRECTORY;
        made->links = is_dir ? 2 : 1;
        dir->links += is_dir ? 1 : 0;
        touch(dir);
    }
    *out = &made->node;
    return 0;
}

static int ramfs_link(struct uc_fs_node *node, const struct uc_fs_name *name,
                      struct uc_fs_node *target)
{
    struct ramfs_node *linked = ramfs_node_of(target);

    if (linked->links == UINT32_MAX) {
        return -UC_EMLINK;
    }
    if (ramfs_entry_add(ramfs_node_of(node), name, linked) == NULL) {
        return -UC_ENOSPC;
    }
    linked->links++;
    touch(ramfs_node_of(node));
    linked->changed = ramfs_node_of(node)->changed;
    return 0;
}

/* One name of (node) less; its links of a directory are "." and the name. */
static void drop_link(struct ramfs_node *dir, struct ramfs_node *node)
{
    touch(dir);
    node->changed = dir->changed;
    if ((node->node.mode & UC_FS_TYPE_MASK) == UC_FS_DIRECTORY) {
        node->links = 0;
        dir->links--;
    } else {
        node->links--;
    }
}

static int ramfs_unlink(struct uc_fs_node *node, const struct uc_fs_name *name,
                        struct uc_fs_node *target)
{
    struct ramfs_node *dir = ramfs_node_of(node);

    ramfs_entry_remove(dir, ramfs_entry_find(dir, name));
    drop_link(dir, ramfs_node_of(target));
    return 0;
}

static int ramfs_rmdir(struct uc_fs_node *node, const struct uc_fs_name *name,
                       struct uc_fs_node *target)
{
    if (ramfs_node_of(target)->dir.count > 0) {
        return -UC_ENOTEMPTY;
    }
    return ramfs_unlink(node, name, target);
}

/* A directory counts as a link of the one that it is in. */
static void turn(const struct uc_fs_node *node, struct ramfs_node *from,
                 struct ramfs_node *to)
{
    if ((node->mode & UC_FS_TYPE_MASK) == UC_FS_DIRECTORY) {
        from->links--;
        to->links++;
    }
}

static int ramfs_rename(const struct uc_fs_rename *what)
{
    struct ramfs_node *from_dir = ramfs_node_of(what->from_dir);
    struct ramfs_node *to_dir = ramfs_node_of(what->to_dir);
    struct ramfs_node *from = ramfs_node_of(what->from);
    struct ramfs_entry *from_entry =
        ramfs_entry_find(from_dir, what->from_name);
    struct ramfs_entry *to_entry = NULL;

    if (what->to == NULL) {
        to_entry = ramfs_entry_add(to_dir, what->to_name, from);
        if (to_entry == NULL) {
            return -UC_ENOSPC;
        }
    } else {
        struct ramfs_node *to = ramfs_node_of(what->to);
        const bool exchange = (what->flags & UC_FS_RENAME_EXCHANGE) != 0;
        if (!exchange &&
            (what->to->mode & UC_FS_TYPE_MASK) == UC_FS_DIRECTORY &&
            to->dir.count > 0) {
            return -UC_ENOTEMPTY;
        }
        to_entry = ramfs_entry_find(to_dir, what->to_name);
        to_entry->node = from;
        if (exchange) {
            from_entry->node = to;
            turn(what->to, to_dir, from_dir);
            to->changed = uc_fs_now();
            from_entry = NULL;
        } else {
            drop_link(to_dir, to);
        }
    }
    turn(what->from, from_dir, to_dir);
    if (from_entry != NULL) {
        ramfs_entry_remove(from_dir, from_entry);
    }
    touch(from_dir);
    touch(to_dir);
    from->changed = to_dir->changed;
    return 0;
}

static uc_ssize_t ramfs_readlink(struct uc_fs_node *node, char *buf,
                                 size_t bytes)
{
    const struct ramfs_node *link = ramfs_node_of(node);
    const size_t n = (link->link.bytes < bytes) ? link->link.bytes : bytes;

    __builtin_memcpy(buf, link->link.target, n);
    return (uc_ssize_t)n;
}

static void ramfs_release(struct uc_fs_node *node)
{
    struct ramfs_node *released = ramfs_node_of(node);

    if (released->links == 0) {
        ramfs_node_free(released);
    }
}

const struct uc_fs_node_ops ramfs_dir_ops = {
    .lookup = ramfs_lookup,
    .create = ramfs_create,
    .link = ramfs_link,
    .unlink = ramfs_unlink,
    .rmdir = ramfs_rmdir,
    .rename = ramfs_rename,
    .readdir = ramfs_readdir,
    .getattr = ramfs_getattr,
    .setattr = ramfs_setattr,
    .release = ramfs_release,
};

const struct uc_fs_node_ops ramfs_file_ops = {
    .getattr = ramfs_getattr,
    .setattr = ramfs_setattr,
    .read = ramfs_read,
    .write = ramfs_write,
    .allocate = ramfs_allocate,
    .borrow = ramfs_borrow,
    .give_back = ramfs_give_back,
    .extent = ramfs_extent,
    .release = ramfs_release,
};

const struct uc_fs_node_ops ramfs_link_ops = {
    .readlink = ramfs_readlink,
    .getattr = ramfs_getattr,
    .setattr = ramfs_setattr,
    .release = ramfs_release,
};

/* FIFOs, sockets and devices: others serve them. */
const struct uc_fs_node_ops ramfs_special_ops = {
    .getattr = ramfs_getattr,
    .setattr = ramfs_setattr,
    .release = ramfs_release,
};
