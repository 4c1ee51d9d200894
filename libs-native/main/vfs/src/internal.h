/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef VFS_INTERNAL_H
#define VFS_INTERNAL_H

/*
 * Locks, from the outermost to the innermost: a file's (its position), a file
 * system's (naming calls), a node's (writes and attributes), vfs_lock (names,
 * users of dentries). A dentry is let go (vfs_put) with none of them held but a
 * file's: its node may be the last reference to a removed file, and releasing
 * that is a naming call.
 */
#include <uc/errors.h>
#include <uc/fs.h>
#include <uc/mutex.h>
#include <uc/vfs.h>

/* Permissions, as bits of rwx. */
enum {
    VFS_MAY_EXEC = 1,
    VFS_MAY_WRITE = 2,
    VFS_MAY_READ = 4,
};

/* A name in its directory, whether something has it or not. */
struct vfs_dentry {
    struct vfs_dentry *parent; /* NULL: root of its file system */
    struct uc_fs *fs;
    struct uc_fs_node *node; /* NULL: known not to be there */
    /* Open files, walks, mounts, and dentries of which this is the parent. */
    uint32_t users;
    uint32_t hash;
    bool hashed;                /* can be found by its name */
    struct vfs_dentry *mounted; /* root of what is mounted here */
    struct vfs_dentry *chain;   /* others of the same bucket */
    struct vfs_dentry *older;   /* of those that nobody uses */
    struct vfs_dentry *newer;
    struct uc_fs_name name;
    char *own_name; /* after a rename; else it stands behind the struct */
};

struct uc_file {
    struct vfs_dentry *dentry;
    struct uc_fs_node *node; /* the dentry's */
    unsigned flags;
    uint32_t users;
    int64_t position;
    struct uc_mutex lock; /* of the position */
    struct uc_file
        *next;       /* of those with locks on the node, or of spare ones */
    unsigned locked; /* UC_LOCK_SH, UC_LOCK_EX or 0 */
};

struct vfs_name_copy {
    char *text; /* NULL: none, or taken over */
    uint32_t bytes;
};

/* Where path resolution stands. */
struct vfs_walk {
    struct vfs_dentry *dir; /* used: all but the last component */
    struct uc_fs_name last; /* no bytes: the path ends at (dir) */
    bool must_be_dir;       /* a slash, or "." or "..", is behind it */
    unsigned links;         /* that were followed */
    const char *rest;       /* what is behind (last) */
    char *room;             /* UC_VFS_PATH_MAX bytes once there is a link */
};

extern struct uc_spinlock vfs_lock;
extern struct vfs_dentry *vfs_root;    /* NULL: nothing is mounted yet */
extern struct vfs_dentry *vfs_current; /* directory; NULL: the root */

/* Where no scheduler is in the image, there is one thread. */
static inline void vfs_mutex_lock(struct uc_mutex *mutex)
{
    if (UC_CONFIG_VFS_THREADS) {
        uc_mutex_lock(mutex);
    }
}

static inline void vfs_mutex_unlock(struct uc_mutex *mutex)
{
    if (UC_CONFIG_VFS_THREADS) {
        uc_mutex_unlock(mutex);
    }
}

static inline uint32_t vfs_type(const struct uc_fs_node *node)
{
    return node->mode & UC_FS_TYPE_MASK;
}

static inline bool vfs_is_dir(const struct uc_fs_node *node)
{
    return vfs_type(node) == UC_FS_DIRECTORY;
}

/* A dentry with one user, the caller; takes one more of (parent), which may be
 * NULL. NULL: no memory. */
struct vfs_dentry *vfs_dentry_new(struct vfs_dentry *parent, struct uc_fs *fs,
                                  const struct uc_fs_name *name);
void vfs_get(struct vfs_dentry *dentry);
/* NULL is fine. */
void vfs_put(struct vfs_dentry *dentry);
/* Lets go of one reference, without the file system's lock. NULL is fine. */
void vfs_node_put(struct uc_fs_node *node);

/*
 * (*out) is (name) in (dir), used by the caller; its node may be NULL. The
 * second form is for holders of the file system's lock.
 */
int vfs_child(struct vfs_dentry *dir, const struct uc_fs_name *name,
              struct vfs_dentry **out);
int vfs_child_locked(struct vfs_dentry *dir, const struct uc_fs_name *name,
                     struct vfs_dentry **out);

/* Nobody finds it any more. */
void vfs_dentry_unhash(struct vfs_dentry *dentry);
/* It stands for (node), of which it takes over the reference, from here on. */
void vfs_dentry_set(struct vfs_dentry *dentry, struct uc_fs_node *node);
/* It stands in (parent), and as (name), whose text it takes over, from here on.
 * Returns the parent that it had, of which the caller drops one use. */
struct vfs_dentry *vfs_dentry_move(struct vfs_dentry *dentry,
                                   struct vfs_dentry *parent,
                                   struct vfs_name_copy *name);
/* Forgets unused names: of directory (dir), or where that is NULL, all of (fs).
 */
void vfs_dentry_prune(const struct uc_fs *fs, const struct vfs_dentry *dir);

/* What is mounted on (dentry), at the top, or itself; takes over its use. */
struct vfs_dentry *vfs_cross(struct vfs_dentry *dentry);
/* The directory above, or itself at the root; takes over its use. */
struct vfs_dentry *vfs_up(struct vfs_dentry *dentry);
/* The one that has a name for (dentry): what it is mounted on. Only the root
 * has none: no parent. Context: vfs_lock held. */
struct vfs_dentry *vfs_named(struct vfs_dentry *dentry);
/* As uc_vfs_path, of (dentry), whose name is still its own. Context: vfs_lock
 * held. */
uc_ssize_t vfs_path(struct vfs_dentry *dentry, char *buf, size_t bytes);
/* A directory that was removed: nothing is found or made in it. */
bool vfs_is_gone(const struct vfs_dentry *dir);

/* Where relative paths begin; NULL where nothing is mounted. Context: vfs_lock
 * held. */
struct vfs_dentry *vfs_start(const struct uc_file *at);
/* The same, used by the caller; something is mounted. */
struct vfs_dentry *vfs_start_get(const struct uc_file *at);

/*
 * Path resolution: begin, then next as often as the caller follows links.
 * next walks until one component is left and leaves it in (walk->last); what
 * the caller finds there may be a link that it follows. end lets go.
 */
int vfs_walk_begin(struct vfs_walk *walk, struct uc_file *at, const char *path);
int vfs_walk_next(struct vfs_walk *walk);
/* Goes on at the target of (link). */
int vfs_walk_follow(struct vfs_walk *walk, struct uc_fs_node *link);
void vfs_walk_end(struct vfs_walk *walk);

/* Whether it goes on at (node), which stands at the last component. */
bool vfs_walk_follows(const struct vfs_walk *walk,
                      const struct uc_fs_node *node, bool follow);
/* What stands at (path): a dentry with a node, used by the caller. (flags) are
 * UC_AT_SYMLINK_NOFOLLOW and UC_AT_EMPTY_PATH. */
int vfs_find(struct uc_file *at, const char *path, unsigned flags,
             struct vfs_dentry **out);

/* A new file, open for what (flags) say; takes over the use of (dentry), also
 * where it fails. */
int vfs_file_new(struct uc_file **out, struct vfs_dentry *dentry,
                 unsigned flags);
void vfs_file_free(struct uc_file *file);

/* -UC_EACCES where the user may not (bits) of (node). */
int vfs_may(const struct uc_fs_node *node, unsigned bits);
bool vfs_is_owner(const struct uc_fs_node *node); /* or root */
bool vfs_in_group(uint32_t gid);                  /* or root */
bool vfs_is_root(void);
/* Mode and owner of what is made in (dir) by a call that says (mode). */
void vfs_new_fill(const struct uc_fs_node *dir, uint32_t mode,
                  struct uc_fs_new *what);
/* Whether names of (dir) may change: 0, -UC_EROFS, -UC_EACCES. */
int vfs_may_change(const struct vfs_dentry *dir);
/* Whether (victim), of (dir), may go: those and -UC_EPERM, -UC_EBUSY. */
int vfs_may_remove(const struct vfs_dentry *dir,
                   const struct vfs_dentry *victim);

/* setattr with the node's lock; -UC_EROFS. */
int vfs_setattr(struct uc_fs_node *node, const struct uc_fs_attr *attr,
                unsigned mask);
/* Cuts or extends a file; -UC_EINVAL, -UC_EFBIG. */
int vfs_set_size(struct uc_fs_node *node, int64_t bytes);
/* Without the bits that a change of the contents by the user takes away. */
uint32_t vfs_changed_mode(const struct uc_fs_node *node);

void vfs_flock_drop(struct uc_file *file);

#endif /* VFS_INTERNAL_H */
