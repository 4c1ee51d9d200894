/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef EXT4_TESTS_TREE_H
#define EXT4_TESTS_TREE_H

/*
 * Files by path, as contract "vfs" would ask for them, but for one user and
 * with no cache of names: each call of a test is one or two of the library's.
 */
#include "libc.h"

#include <uc/compiler.h>
#include <uc/errors.h>
#include <uc/fs.h>
#include <uc/set.h>

UC_SET_DECLARE(fs_type, struct uc_fs_type);

static struct uc_fs *tree;

static UC_UNUSED int tree_mount(struct uc_blkdev *disk, unsigned flags)
{
    const struct uc_fs_mount what = {
        .disk = disk, .source = "", .options = "", .flags = flags};

    UC_SET_FOREACH(fs_type, struct uc_fs_type, type)
    {
        if (type->name[3] == '4') {
            return type->mount(&what, &tree);
        }
    }
    return -UC_ENODEV;
}

static UC_UNUSED int tree_unmount(void)
{
    int err = tree->ops->unmount(tree);

    tree = NULL;
    return err;
}

static void tree_put(struct uc_fs_node *node)
{
    if (--node->references == 0) {
        node->ops->release(node);
    }
}

static struct uc_fs_name tree_name(const char *text)
{
    return (struct uc_fs_name){text, (uint32_t)strlen(text)};
}

/* The directory that (path) is in, and its last name. */
static UC_UNUSED int tree_parent(const char *path, struct uc_fs_node **dir,
                                 struct uc_fs_name *name)
{
    struct uc_fs_node *at = tree->root;

    uc_fs_node_hold(at);
    for (;;) {
        const char *slash = strchr(path, '/');
        struct uc_fs_node *next = NULL;

        if (slash == NULL) {
            *name = tree_name(path);
            *dir = at;
            return 0;
        }
        const struct uc_fs_name part = {path, (uint32_t)(slash - path)};
        int err = at->ops->lookup(at, &part, &next);
        tree_put(at);
        if (err < 0) {
            return err;
        }
        at = next;
        path = slash + 1;
    }
}

/* The node at (path), with one more reference. */
static UC_UNUSED int tree_get(const char *path, struct uc_fs_node **out)
{
    struct uc_fs_node *dir = NULL;
    struct uc_fs_name name;

    if (*path == '\0') {
        uc_fs_node_hold(tree->root);
        *out = tree->root;
        return 0;
    }
    int err = tree_parent(path, &dir, &name);
    if (err < 0) {
        return err;
    }
    err = dir->ops->lookup(dir, &name, out);
    tree_put(dir);
    return err;
}

static UC_UNUSED int tree_new(const char *path, const struct uc_fs_new *what,
                              struct uc_fs_node **out)
{
    struct uc_fs_node *dir = NULL;
    struct uc_fs_node *node = NULL;
    struct uc_fs_name name;

    int err = tree_parent(path, &dir, &name);
    if (err < 0) {
        return err;
    }
    err = dir->ops->lookup(dir, &name, &node);
    if (err == 0) {
        tree_put(node);
        err = -UC_EEXIST;
    } else if (err == -UC_ENOENT) {
        err = dir->ops->create(dir, &name, what, &node);
        if (err == 0 && out != NULL) {
            *out = node;
        } else if (err == 0) {
            tree_put(node);
        }
    }
    tree_put(dir);
    return err;
}

static UC_UNUSED int tree_mkdir(const char *path)
{
    const struct uc_fs_new what = {.mode = UC_FS_DIRECTORY | 0755};

    return tree_new(path, &what, NULL);
}

static UC_UNUSED int tree_create(const char *path, struct uc_fs_node **out)
{
    const struct uc_fs_new what = {.mode = UC_FS_FILE | 0644};

    return tree_new(path, &what, out);
}

static UC_UNUSED int tree_symlink(const char *path, const char *target)
{
    const struct uc_fs_new what = {.mode = UC_FS_LINK | 0777,
                                   .target = tree_name(target)};

    return tree_new(path, &what, NULL);
}

static UC_UNUSED int tree_remove(const char *path)
{
    struct uc_fs_node *dir = NULL;
    struct uc_fs_node *node = NULL;
    struct uc_fs_name name;

    int err = tree_parent(path, &dir, &name);
    if (err < 0) {
        return err;
    }
    err = dir->ops->lookup(dir, &name, &node);
    if (err == 0) {
        err = (node->mode & UC_FS_TYPE_MASK) == UC_FS_DIRECTORY
                  ? dir->ops->rmdir(dir, &name, node)
                  : dir->ops->unlink(dir, &name, node);
        tree_put(node);
    }
    tree_put(dir);
    return err;
}

static UC_UNUSED int tree_link(const char *from, const char *to)
{
    struct uc_fs_node *dir = NULL;
    struct uc_fs_node *node = NULL;
    struct uc_fs_name name;

    int err = tree_get(from, &node);
    if (err < 0) {
        return err;
    }
    err = tree_parent(to, &dir, &name);
    if (err == 0) {
        err = dir->ops->link(dir, &name, node);
        tree_put(dir);
    }
    tree_put(node);
    return err;
}

static UC_UNUSED int tree_rename(const char *from, const char *to,
                                 unsigned flags)
{
    struct uc_fs_name from_name;
    struct uc_fs_name to_name;
    struct uc_fs_rename what = {
        .from_name = &from_name, .to_name = &to_name, .flags = flags};

    int err = tree_parent(from, &what.from_dir, &from_name);
    if (err < 0) {
        return err;
    }
    err = tree_parent(to, &what.to_dir, &to_name);
    if (err < 0) {
        tree_put(what.from_dir);
        return err;
    }
    err = what.from_dir->ops->lookup(what.from_dir, &from_name, &what.from);
    if (err == 0) {
        err = what.to_dir->ops->lookup(what.to_dir, &to_name, &what.to);
        if (err == 0 || err == -UC_ENOENT) {
            err = what.from_dir->ops->rename(&what);
        }
        if (what.to != NULL) {
            tree_put(what.to);
        }
        tree_put(what.from);
    }
    tree_put(what.from_dir);
    tree_put(what.to_dir);
    return err;
}

static UC_UNUSED uc_ssize_t tree_pwrite(struct uc_fs_node *node,
                                        const void *data, size_t bytes,
                                        uint64_t offset)
{
    const struct uc_fs_piece piece = {(void *)(uintptr_t)data, bytes};

    return node->ops->write(node, offset, &piece, 1);
}

static UC_UNUSED uc_ssize_t tree_pread(struct uc_fs_node *node, void *data,
                                       size_t bytes, uint64_t offset)
{
    const struct uc_fs_piece piece = {data, bytes};

    return node->ops->read(node, offset, &piece, 1);
}

static UC_UNUSED uint64_t tree_bytes(struct uc_fs_node *node)
{
    struct uc_fs_attr attr = {.bytes = 0};

    return node->ops->getattr(node, &attr) < 0 ? UINT64_MAX : attr.bytes;
}

static UC_UNUSED int tree_truncate(struct uc_fs_node *node, uint64_t bytes)
{
    const struct uc_fs_attr attr = {.bytes = bytes};

    return node->ops->setattr(node, &attr, UC_FS_SET_BYTES);
}

#endif /* EXT4_TESTS_TREE_H */
