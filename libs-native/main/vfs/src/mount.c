/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/malloc.h>

#include "internal.h"

UC_SET_DECLARE(fs_type, struct uc_fs_type);

static struct uc_fs *mounted; /* the newest first */
static uint64_t numbers;

static const struct uc_fs_type *find_type(const char *text)
{
    UC_SET_FOREACH(fs_type, struct uc_fs_type, type)
    {
        const char *name = type->name;
        const char *at = text;
        while (*name != '\0' && *name == *at) {
            name++;
            at++;
        }
        if (*name == *at) {
            return type;
        }
    }
    return NULL;
}

/* The directory that is mounted on, used; NULL where that is the root. */
static int find_place(const char *path, struct vfs_dentry **out)
{
    if (vfs_root == NULL && path[0] == '/' && path[1] == '\0') {
        *out = NULL;
        return 0;
    }
    int err = vfs_find(NULL, path, 0, out);
    if (err < 0) {
        return err;
    }
    if (!vfs_is_dir((*out)->node)) {
        err = -UC_ENOTDIR;
    } else if ((*out)->parent == NULL || vfs_is_gone(*out)) {
        err = -UC_EBUSY;
    }
    if (err < 0) {
        vfs_put(*out);
    }
    return err;
}

/* Puts (fs) into the tree. Takes over the use of (place) where it succeeds. */
static int attach(struct uc_fs *fs, struct vfs_dentry *place)
{
    const struct uc_fs_name name = {"", 0};
    struct vfs_dentry *top = vfs_dentry_new(NULL, fs, &name);
    int err = 0;

    if (top == NULL) {
        return -UC_ENOMEM;
    }
    top->node = fs->root;
    uc_spin_lock(&vfs_lock);
    struct vfs_dentry **slot = (place == NULL) ? &vfs_root : &place->mounted;
    if (*slot != NULL) { /* somebody was faster */
        err = -UC_EBUSY;
    } else {
        *slot = top;
        fs->place = place;
        fs->top = top;
        fs->number = ++numbers;
        fs->next = mounted;
        mounted = fs;
    }
    uc_spin_unlock(&vfs_lock);
    if (err < 0) {
        uc_free(top);
    }
    return err;
}

int uc_vfs_mount(const char *type, const char *path,
                 const struct uc_fs_mount *what)
{
    const struct uc_fs_type *found = find_type(type);
    struct uc_fs_mount request = *what;
    struct vfs_dentry *place;
    struct uc_fs *fs;

    if (!vfs_is_root()) {
        return -UC_EPERM;
    }
    if (found == NULL) {
        return -UC_ENODEV;
    }
    int err = find_place(path, &place);
    if (err < 0) {
        return err;
    }
    request.flags = uc_fs_option_flags(what->options, what->flags);
    err = found->mount(&request, &fs);
    if (err == 0) {
        fs->type = found;
        fs->flags |= request.flags;
        err = attach(fs, place);
        if (err < 0) {
            (void)fs->ops->unmount(fs);
        }
    }
    if (err < 0) {
        vfs_put(place);
    }
    return err;
}

/* Ends (fs), unless anybody but its mount and (users) others uses its root:
 * false. (*err) is what the file system says. */
static bool detach(struct uc_fs *fs, uint32_t users, int *err)
{
    struct vfs_dentry *top = fs->top;
    struct vfs_dentry *place = fs->place;
    struct uc_fs **link = &mounted;

    vfs_dentry_prune(fs, NULL);
    uc_spin_lock(&vfs_lock);
    if (top->users != 1 + users) {
        uc_spin_unlock(&vfs_lock);
        return false;
    }
    while (*link != fs) {
        link = &(*link)->next;
    }
    *link = fs->next;
    if (place == NULL) {
        vfs_root = NULL;
    } else {
        place->mounted = NULL;
    }
    uc_spin_unlock(&vfs_lock);
    uc_free(top);
    *err = fs->ops->unmount(fs);
    vfs_put(place);
    return true;
}

int uc_vfs_umount(struct uc_file *at, const char *path)
{
    struct vfs_dentry *dentry;

    if (!vfs_is_root()) {
        return -UC_EPERM;
    }
    int err = vfs_find(at, path, 0, &dentry);
    if (err < 0) {
        return err;
    }
    if (dentry->parent != NULL) {
        err = -UC_EINVAL;
    } else if (dentry == vfs_root) {
        err = -UC_EBUSY;
    } else if (detach(dentry->fs, 1, &err)) {
        return err; /* (dentry) went with it */
    } else {
        err = -UC_EBUSY;
    }
    vfs_put(dentry);
    return err;
}

int uc_vfs_statfs(struct uc_file *at, const char *path, unsigned flags,
                  struct uc_fs_stat *out)
{
    struct vfs_dentry *dentry;

    int err = vfs_find(at, path, flags, &dentry);
    if (err == 0) {
        err = dentry->fs->ops->statfs(dentry->fs, out);
        if (err == 0) {
            out->flags = dentry->fs->flags;
        }
        vfs_put(dentry);
    }
    return err;
}

/* Context: vfs_lock. */
static struct uc_fs *mounted_at(unsigned index)
{
    unsigned count = 0;

    for (struct uc_fs *fs = mounted; fs != NULL; fs = fs->next) {
        count++;
    }
    if (index >= count) {
        return NULL;
    }
    struct uc_fs *fs = mounted;
    while (--count > index) {
        fs = fs->next;
    }
    return fs;
}

int uc_vfs_mounted(unsigned index, struct uc_vfs_mounted *out, char *path,
                   size_t bytes)
{
    int err = -UC_ENOENT;

    uc_spin_lock(&vfs_lock);
    struct uc_fs *fs = mounted_at(index);
    if (fs != NULL) {
        const uc_ssize_t n = vfs_path(fs->top, path, bytes);
        err = (n < 0) ? (int)n : 0;
    }
    if (err == 0) {
        *out = (struct uc_vfs_mounted){fs->type->name, fs->number, fs->flags};
    }
    uc_spin_unlock(&vfs_lock);
    return err;
}

/* (fs), which may be NULL, does not go away until its top is put. */
static struct uc_fs *pin(struct uc_fs *fs)
{
    if (fs != NULL) {
        struct vfs_dentry *top = fs->top;
        top->users++;
    }
    return fs;
}

void uc_hook_vfs_sync(void) UC_WEAK;

static void sync_maps(void)
{
    if (UC_CONFIG_VFS_MAPS && uc_hook_vfs_sync != NULL) {
        uc_hook_vfs_sync();
    }
}

int uc_vfs_sync(void)
{
    int result = 0;

    sync_maps();
    uc_spin_lock(&vfs_lock);
    struct uc_fs *fs = pin(mounted);
    while (fs != NULL) {
        uc_spin_unlock(&vfs_lock);
        int err = (fs->ops->sync != NULL) ? fs->ops->sync(fs) : 0;
        result = (result == 0) ? err : result;
        uc_spin_lock(&vfs_lock);
        struct vfs_dentry *top = fs->top;
        fs = pin(fs->next);
        top->users--; /* of its mount there is one more */
    }
    uc_spin_unlock(&vfs_lock);
    return result;
}

void uc_vfs_shutdown(void)
{
    struct vfs_dentry *current = vfs_current;

    sync_maps();
    vfs_current = NULL;
    vfs_put(current);
    struct uc_fs *fs = mounted;
    while (fs != NULL) {
        struct uc_fs *next = fs->next;
        int err;
        if (!detach(fs, 0, &err) && fs->ops->sync != NULL) {
            (void)fs->ops->sync(fs);
        }
        fs = next;
    }
}
