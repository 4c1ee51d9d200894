/* SPDX-License-Identifier: BSD-3-Clause */
/* Path resolution. Spec: POSIX.1-2017, XBD 4.13. */
#include <uc/malloc.h>

#include "internal.h"

enum {
    LINKS_MAX = 40, /* as Linux */
};

static size_t length_of(const char *text)
{
    size_t n = 0;

    while (n < UC_VFS_PATH_MAX && text[n] != '\0') {
        n++;
    }
    return n;
}

int vfs_walk_begin(struct vfs_walk *walk, struct uc_file *at, const char *path)
{
    *walk = (struct vfs_walk){.rest = path};
    if (*path == '\0' || vfs_root == NULL) {
        return -UC_ENOENT;
    }
    if (length_of(path) == UC_VFS_PATH_MAX) {
        return -UC_ENAMETOOLONG;
    }
    if (*path == '/') {
        walk->dir = vfs_root;
        vfs_get(vfs_root);
    } else {
        walk->dir = vfs_start_get(at);
    }
    return vfs_is_dir(walk->dir->node) ? 0 : -UC_ENOTDIR;
}

void vfs_walk_end(struct vfs_walk *walk)
{
    vfs_put(walk->dir);
    uc_free(walk->room);
}

int vfs_walk_follow(struct vfs_walk *walk, struct uc_fs_node *link)
{
    if (++walk->links > LINKS_MAX) {
        return -UC_ELOOP;
    }
    char *room = walk->room;
    if (room == NULL) {
        room = uc_malloc(UC_VFS_PATH_MAX);
        if (room == NULL) {
            return -UC_ENOMEM;
        }
        walk->room = room;
    }
    /* What is left goes to the end of the room, and the target before it. */
    const size_t left = length_of(walk->rest) + 1;
    char *rest = room + UC_VFS_PATH_MAX - left;
    __builtin_memmove(rest, walk->rest, left);
    const size_t space = UC_VFS_PATH_MAX - left;
    vfs_mutex_lock(&link->fs->lock);
    const uc_ssize_t n = link->ops->readlink(link, room, space);
    vfs_mutex_unlock(&link->fs->lock);
    if (n < 0) {
        return (int)n;
    }
    if ((size_t)n >= space) {
        return -UC_ENAMETOOLONG;
    }
    if (n == 0) {
        return -UC_ENOENT;
    }
    walk->rest = __builtin_memmove(rest - n, room, (size_t)n);
    if (walk->rest[0] == '/') {
        vfs_put(walk->dir);
        vfs_get(vfs_root);
        walk->dir = vfs_root;
    }
    return 0;
}

/* Into (name), which is not the last component. */
static int step(struct vfs_walk *walk, const struct uc_fs_name *name)
{
    struct vfs_dentry *child;

    int err = vfs_child(walk->dir, name, &child);
    if (err < 0) {
        return err;
    }
    if (child->node == NULL) {
        err = -UC_ENOENT;
    } else if (vfs_type(child->node) == UC_FS_LINK) {
        err = vfs_walk_follow(walk, child->node);
    } else if (!vfs_is_dir(child->node)) {
        err = -UC_ENOTDIR;
    } else {
        vfs_put(walk->dir);
        walk->dir = vfs_cross(child);
        return 0;
    }
    vfs_put(child);
    return err;
}

int vfs_walk_next(struct vfs_walk *walk)
{
    for (;;) {
        const char *text = walk->rest;
        while (*text == '/') {
            text++;
        }
        if (*text == '\0') { /* "/", or a link to it */
            walk->last = (struct uc_fs_name){"/", 0};
            walk->must_be_dir = true;
            return 0;
        }
        int err = vfs_may(walk->dir->node, VFS_MAY_EXEC);
        if (err < 0) {
            return err;
        }
        const char *end = text;
        while (*end != '/' && *end != '\0') {
            end++;
        }
        const char *more = end;
        while (*more == '/') {
            more++;
        }
        const struct uc_fs_name name = {text, (uint32_t)(end - text)};
        const bool is_dot = name.bytes == 1 && text[0] == '.';
        const bool is_up = name.bytes == 2 && text[0] == '.' && text[1] == '.';
        walk->rest = end;
        if (is_up) {
            walk->dir = vfs_up(walk->dir);
        }
        if (*more == '\0') {
            walk->last = name;
            walk->must_be_dir = is_dot || is_up || *end == '/';
            if (is_dot || is_up) {
                walk->last.bytes = 0;
            }
            return 0;
        }
        if (!is_dot && !is_up) {
            err = step(walk, &name);
            if (err < 0) {
                return err;
            }
        }
    }
}

bool vfs_walk_follows(const struct vfs_walk *walk,
                      const struct uc_fs_node *node, bool follow)
{
    return node != NULL && vfs_type(node) == UC_FS_LINK &&
           (follow || walk->must_be_dir);
}

static int find_last(struct vfs_walk *walk, bool follow,
                     struct vfs_dentry **out)
{
    for (;;) {
        struct vfs_dentry *found;

        int err = vfs_walk_next(walk);
        if (err < 0) {
            return err;
        }
        if (walk->last.bytes == 0) {
            vfs_get(walk->dir);
            *out = walk->dir;
            return 0;
        }
        err = vfs_child(walk->dir, &walk->last, &found);
        if (err < 0) {
            return err;
        }
        if (vfs_walk_follows(walk, found->node, follow)) {
            err = vfs_walk_follow(walk, found->node);
            vfs_put(found);
            if (err < 0) {
                return err;
            }
            continue;
        }
        if (found->node == NULL) {
            err = -UC_ENOENT;
        } else if (walk->must_be_dir && !vfs_is_dir(found->node)) {
            err = -UC_ENOTDIR;
        } else {
            *out = vfs_cross(found);
            return 0;
        }
        vfs_put(found);
        return err;
    }
}

int vfs_find(struct uc_file *at, const char *path, unsigned flags,
             struct vfs_dentry **out)
{
    struct vfs_walk walk;

    if (*path == '\0' && (flags & UC_AT_EMPTY_PATH) != 0 && vfs_root != NULL) {
        *out = vfs_start_get(at);
        return 0;
    }
    int err = vfs_walk_begin(&walk, at, path);
    if (err == 0) {
        err = find_last(&walk, (flags & UC_AT_SYMLINK_NOFOLLOW) == 0, out);
    }
    vfs_walk_end(&walk);
    return err;
}
