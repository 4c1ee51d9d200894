/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The cache of names: a hash table of all that are in use, and of the last
 * UC_CONFIG_VFS_NAMES that nobody uses, absent ones among them.
 */
#include <uc/assert.h>
#include <uc/malloc.h>

#include "internal.h"

enum {
    BUCKETS = 256,
};

struct uc_spinlock vfs_lock = UC_SPINLOCK_INIT;
struct vfs_dentry *vfs_root;
struct vfs_dentry *vfs_current;

static struct vfs_dentry *buckets[BUCKETS];
/* Unused ones: a ring through its head. */
static struct vfs_dentry unused = {.older = &unused, .newer = &unused};
static unsigned unused_n;

static uint32_t hash_of(const struct vfs_dentry *parent,
                        const struct uc_fs_name *name)
{
    /* FNV-1a. Whoever finds names that collide makes chains as long as the
     * cache, which is bounded. */
    uint32_t hash = 2166136261u ^ (uint32_t)((uintptr_t)parent >> 4);

    for (uint32_t i = 0; i < name->bytes; i++) {
        hash = (hash ^ (uint8_t)name->text[i]) * 16777619u;
    }
    return hash ^ hash >> 16;
}

static struct vfs_dentry **bucket_of(uint32_t hash)
{
    return &buckets[hash % BUCKETS];
}

static void unused_remove(struct vfs_dentry *dentry)
{
    dentry->older->newer = dentry->newer;
    dentry->newer->older = dentry->older;
    unused_n--;
}

static void unused_add(struct vfs_dentry *dentry)
{
    dentry->older = unused.older;
    dentry->newer = &unused;
    dentry->older->newer = dentry;
    unused.older = dentry;
    unused_n++;
}

static void hash_add(struct vfs_dentry *dentry)
{
    struct vfs_dentry **bucket = bucket_of(dentry->hash);

    dentry->chain = *bucket;
    *bucket = dentry;
    dentry->hashed = true;
}

static void chain_remove(struct vfs_dentry *dentry)
{
    struct vfs_dentry **link = bucket_of(dentry->hash);

    while (*link != dentry) {
        link = &(*link)->chain;
    }
    *link = dentry->chain;
}

static void hash_remove(struct vfs_dentry *dentry)
{
    chain_remove(dentry);
    dentry->hashed = false;
}

struct vfs_dentry *vfs_dentry_new(struct vfs_dentry *parent, struct uc_fs *fs,
                                  const struct uc_fs_name *name)
{
    struct vfs_dentry *dentry = uc_malloc(sizeof *dentry + name->bytes);

    if (dentry == NULL) {
        return NULL;
    }
    char *text = (char *)(dentry + 1);
    __builtin_memcpy(text, name->text, name->bytes);
    *dentry = (struct vfs_dentry){
        .parent = parent,
        .fs = fs,
        .users = 1,
        .hash = hash_of(parent, name),
        .name = {text, name->bytes},
    };
    if (parent != NULL) {
        vfs_get(parent);
    }
    return dentry;
}

static void use(struct vfs_dentry *dentry)
{
    if (dentry->users++ == 0) {
        unused_remove(dentry);
    }
}

struct vfs_dentry *vfs_start(const struct uc_file *at)
{
    if (at != NULL) {
        return at->dentry;
    }
    return (vfs_current != NULL) ? vfs_current : vfs_root;
}

struct vfs_dentry *vfs_start_get(const struct uc_file *at)
{
    uc_spin_lock(&vfs_lock);
    struct vfs_dentry *start = vfs_start(at);
    use(start);
    uc_spin_unlock(&vfs_lock);
    return start;
}

void vfs_get(struct vfs_dentry *dentry)
{
    uc_spin_lock(&vfs_lock);
    use(dentry);
    uc_spin_unlock(&vfs_lock);
}

/* Context: the file system's lock is held. */
static void node_put_locked(struct uc_fs_node *node)
{
    uc_spin_lock(&node->fs->references_lock);
    const bool more = --node->references > 0;
    uc_spin_unlock(&node->fs->references_lock);
    if (!more) {
        node->ops->release(node);
    }
}

void vfs_node_put(struct uc_fs_node *node)
{
    if (node == NULL) {
        return;
    }
    struct uc_fs *fs = node->fs;

    uc_spin_lock(&fs->references_lock);
    bool more = node->references > 1;
    if (more) {
        node->references--;
    }
    uc_spin_unlock(&fs->references_lock);
    if (more) {
        return;
    }
    vfs_mutex_lock(&fs->lock);
    node_put_locked(node);
    vfs_mutex_unlock(&fs->lock);
}

/* Takes (dentry), which nobody uses, away from the cache. */
static struct vfs_dentry *take(struct vfs_dentry *dentry)
{
    unused_remove(dentry);
    hash_remove(dentry);
    return dentry;
}

/* Nobody knows (dentry) any more. Returns its parent, which it used. */
static struct vfs_dentry *dentry_free(struct vfs_dentry *dentry)
{
    struct vfs_dentry *parent = dentry->parent;
    struct uc_fs_node *node = dentry->node;

    uc_free(dentry->own_name);
    uc_free(dentry);
    vfs_node_put(node);
    return parent;
}

/* Whether the file system alone knows what names stand for. */
static bool is_uncached(const struct uc_fs *fs)
{
    return (fs->flags & UC_FS_UNCACHED) != 0;
}

/* One user less. Returns what is to be freed, if anything. Context: vfs_lock.
 */
static struct vfs_dentry *unuse(struct vfs_dentry *dentry)
{
    UC_ASSERT(dentry->users > 0);
    if (--dentry->users > 0) {
        return NULL;
    }
    if (!dentry->hashed) {
        return dentry;
    }
    if (is_uncached(dentry->fs)) {
        hash_remove(dentry);
        return dentry;
    }
    unused_add(dentry);
    return (unused_n > UC_CONFIG_VFS_NAMES) ? take(unused.newer) : NULL;
}

void vfs_put(struct vfs_dentry *dentry)
{
    while (dentry != NULL) {
        uc_spin_lock(&vfs_lock);
        struct vfs_dentry *victim = unuse(dentry);
        uc_spin_unlock(&vfs_lock);
        if (UC_LIKELY(victim == NULL)) {
            return;
        }
        dentry = dentry_free(victim);
    }
}

static bool is_same(const struct uc_fs_name *a, const struct uc_fs_name *b)
{
    return a->bytes == b->bytes &&
           __builtin_memcmp(a->text, b->text, a->bytes) == 0;
}

/* Context: vfs_lock. */
static struct vfs_dentry *find(const struct vfs_dentry *dir, uint32_t hash,
                               const struct uc_fs_name *name)
{
    struct vfs_dentry *dentry = *bucket_of(hash);

    while (dentry != NULL && !(dentry->hash == hash && dentry->parent == dir &&
                               is_same(&dentry->name, name))) {
        dentry = dentry->chain;
    }
    return dentry;
}

static struct vfs_dentry *cached(struct vfs_dentry *dir,
                                 const struct uc_fs_name *name)
{
    if (is_uncached(dir->fs)) {
        return NULL;
    }
    const uint32_t hash = hash_of(dir, name);
    uc_spin_lock(&vfs_lock);
    struct vfs_dentry *dentry = find(dir, hash, name);
    if (dentry != NULL) {
        use(dentry);
    }
    uc_spin_unlock(&vfs_lock);
    return dentry;
}

/* Nobody but the caller knows (dentry), and uses its parent: no last user of
 * it, nothing to release. */
static void discard(struct vfs_dentry *dentry)
{
    uc_spin_lock(&vfs_lock);
    dentry->parent->users--;
    uc_spin_unlock(&vfs_lock);
    uc_free(dentry);
}

/*
 * Enters (dentry), which was looked up just now. Where somebody uses one of
 * this name that stands for the same, that is it; else nobody finds that any
 * more.
 */
static struct vfs_dentry *enter(struct vfs_dentry *dentry)
{
    struct uc_fs_node *node = dentry->node;
    struct vfs_dentry *before = NULL;

    uc_spin_lock(&vfs_lock);
    if (is_uncached(dentry->fs)) {
        before = find(dentry->parent, dentry->hash, &dentry->name);
    }
    if (before != NULL && before->node != node && before->mounted == NULL) {
        hash_remove(before);
        before = NULL;
    }
    if (before == NULL) {
        hash_add(dentry);
    } else {
        use(before);
    }
    uc_spin_unlock(&vfs_lock);
    if (before == NULL) {
        return dentry;
    }
    discard(dentry);
    if (node != NULL) {
        node_put_locked(node);
    }
    return before;
}

int vfs_child_locked(struct vfs_dentry *dir, const struct uc_fs_name *name,
                     struct vfs_dentry **out)
{
    if (name->bytes > UC_FS_NAME_MAX) {
        return -UC_ENAMETOOLONG;
    }
    if (vfs_is_gone(dir)) {
        return -UC_ENOENT;
    }
    *out = cached(dir, name);
    if (*out != NULL) {
        return 0;
    }
    struct vfs_dentry *dentry = vfs_dentry_new(dir, dir->fs, name);
    if (dentry == NULL) {
        return -UC_ENOMEM;
    }
    int err = dir->node->ops->lookup(dir->node, name, &dentry->node);
    if (err < 0 && err != -UC_ENOENT) {
        discard(dentry);
        return err;
    }
    *out = enter(dentry);
    return 0;
}

int vfs_child(struct vfs_dentry *dir, const struct uc_fs_name *name,
              struct vfs_dentry **out)
{
    *out = cached(dir, name);
    if (*out != NULL) {
        return 0;
    }
    vfs_mutex_lock(&dir->fs->lock);
    int err = vfs_child_locked(dir, name, out);
    vfs_mutex_unlock(&dir->fs->lock);
    return err;
}

void vfs_dentry_unhash(struct vfs_dentry *dentry)
{
    uc_spin_lock(&vfs_lock);
    if (dentry->hashed) {
        hash_remove(dentry);
    }
    uc_spin_unlock(&vfs_lock);
}

void vfs_dentry_set(struct vfs_dentry *dentry, struct uc_fs_node *node)
{
    uc_spin_lock(&vfs_lock);
    dentry->node = node;
    uc_spin_unlock(&vfs_lock);
}

struct vfs_dentry *vfs_dentry_move(struct vfs_dentry *dentry,
                                   struct vfs_dentry *parent,
                                   struct vfs_name_copy *name)
{
    struct vfs_dentry *before = dentry->parent;
    char *own_name = dentry->own_name;

    uc_spin_lock(&vfs_lock);
    chain_remove(dentry); /* and never seems to be gone */
    use(parent);
    dentry->parent = parent;
    dentry->own_name = name->text;
    dentry->name = (struct uc_fs_name){name->text, name->bytes};
    dentry->hash = hash_of(parent, &dentry->name);
    hash_add(dentry);
    uc_spin_unlock(&vfs_lock);
    name->text = NULL;
    uc_free(own_name);
    return before;
}

void vfs_dentry_prune(const struct uc_fs *fs, const struct vfs_dentry *dir)
{
    struct vfs_dentry *victim;

    do {
        uc_spin_lock(&vfs_lock);
        victim = unused.newer;
        while (victim != &unused &&
               !(victim->fs == fs && (dir == NULL || victim->parent == dir))) {
            victim = victim->newer;
        }
        victim = (victim == &unused) ? NULL : take(victim);
        uc_spin_unlock(&vfs_lock);
        if (victim != NULL) {
            vfs_put(dentry_free(victim));
        }
    } while (victim != NULL);
}

struct vfs_dentry *vfs_cross(struct vfs_dentry *dentry)
{
    struct vfs_dentry *top = dentry;

    if (UC_LIKELY(UC_READ_ONCE(dentry->mounted) == NULL)) {
        return dentry;
    }
    uc_spin_lock(&vfs_lock);
    while (top->mounted != NULL) {
        top = top->mounted;
    }
    use(top);
    uc_spin_unlock(&vfs_lock);
    vfs_put(dentry);
    return top;
}

struct vfs_dentry *vfs_named(struct vfs_dentry *dentry)
{
    while (dentry->parent == NULL && dentry->fs->place != NULL) {
        dentry = dentry->fs->place;
    }
    return dentry;
}

struct vfs_dentry *vfs_up(struct vfs_dentry *dentry)
{
    uc_spin_lock(&vfs_lock);
    struct vfs_dentry *above = vfs_named(dentry);
    if (above->parent != NULL) {
        above = above->parent;
    }
    use(above);
    uc_spin_unlock(&vfs_lock);
    vfs_put(dentry);
    return vfs_cross(above);
}

bool vfs_is_gone(const struct vfs_dentry *dir)
{
    return dir->parent != NULL && !dir->hashed;
}
