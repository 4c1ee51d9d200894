/* SPDX-License-Identifier: BSD-3-Clause */
/* Names: looking up, making, removing and moving them. */
#include "internal.h"

static int p9_lookup(struct uc_fs_node *dir, const struct uc_fs_name *name,
                     struct uc_fs_node **out)
{
    struct p9_fs *fs = p9_of(dir);
    struct p9_node *node;
    struct p9_qid qid;
    uint32_t fid;

    int err = p9_walk(fs, p9_node_of(dir)->fid, name, &fid, &qid);
    if (err == 0) {
        err = p9_node_get(fs, fid, &qid, &node);
    }
    if (err == 0) {
        *out = &node->node;
    }
    return err;
}

/* Makes a file, which is open for (*open_fid) from then on. */
static int create_file(struct p9_node *dir, const struct uc_fs_name *name,
                       const struct uc_fs_new *what, uint32_t *open_fid)
{
    struct p9_fs *fs = p9_of(&dir->node);
    struct p9_qid qid;

    int err = p9_walk(fs, dir->fid, NULL, open_fid, &qid);
    if (err < 0) {
        return err;
    }
    struct p9_buffer *b = p9_begin(fs, P9_LCREATE);
    p9_put(b, *open_fid, 4);
    p9_put_name(b, name);
    p9_put(b, P9_RDWR, 4);
    p9_put(b, what->mode & UC_FS_PERMISSIONS, 4);
    p9_put(b, what->gid, 4);
    err = p9_finish(fs);
    if (err < 0) {
        p9_clunk(fs, *open_fid);
    }
    return err;
}

/* Makes all else. */
static int create_other(struct p9_node *dir, const struct uc_fs_name *name,
                        const struct uc_fs_new *what)
{
    struct p9_fs *fs = p9_of(&dir->node);
    const uint32_t type = what->mode & UC_FS_TYPE_MASK;
    struct p9_buffer *b = p9_begin(fs, type == UC_FS_DIRECTORY ? P9_MKDIR
                                       : type == UC_FS_LINK    ? P9_SYMLINK
                                                               : P9_MKNOD);

    p9_put(b, dir->fid, 4);
    p9_put_name(b, name);
    if (type == UC_FS_LINK) {
        p9_put_name(b, &what->target);
    } else if (type == UC_FS_DIRECTORY) {
        p9_put(b, what->mode & UC_FS_PERMISSIONS, 4);
    } else {
        p9_put(b, what->mode, 4);
        /* Linux' encoding of dev_t. */
        p9_put(b, what->device >> 8 & 0xfff, 4);
        p9_put(b, (what->device & 0xff) | (what->device >> 12 & 0xfff00), 4);
    }
    p9_put(b, what->gid, 4);
    return p9_finish(fs);
}

/* Servers make files of their own user; what was asked for is set, where they
 * let one, and the umask of theirs undone. */
static void adopt(struct uc_fs_node *node, const struct uc_fs_new *what)
{
    const struct uc_fs_attr attr = {
        .mode = what->mode,
        .uid = what->uid,
        .gid = what->gid,
    };
    const unsigned mask = (node->uid != what->uid ? UC_FS_SET_UID : 0u) |
                          (node->gid != what->gid ? UC_FS_SET_GID : 0u);

    if (mask != 0) {
        (void)p9_setattr(node, &attr, mask);
    }
    if ((node->mode & UC_FS_TYPE_MASK) != UC_FS_LINK &&
        ((node->mode ^ what->mode) & UC_FS_PERMISSIONS) != 0) {
        (void)p9_setattr(node, &attr, UC_FS_SET_MODE);
    }
}

static int p9_create(struct uc_fs_node *node, const struct uc_fs_name *name,
                     const struct uc_fs_new *what, struct uc_fs_node **out)
{
    struct p9_node *dir = p9_node_of(node);
    uint32_t open_fid = P9_NO_FID;
    int err;

    if (name == NULL) {
        return -UC_EOPNOTSUPP;
    }
    if ((what->mode & UC_FS_TYPE_MASK) == UC_FS_FILE) {
        err = create_file(dir, name, what, &open_fid);
    } else {
        err = create_other(dir, name, what);
    }
    if (err == 0) {
        err = p9_lookup(node, name, out);
        if (err < 0) {
            p9_clunk(p9_of(node), open_fid);
        }
    }
    if (err < 0) {
        return err;
    }
    struct p9_node *made = p9_node_of(*out);
    if (open_fid != P9_NO_FID && made->open_fid == P9_NO_FID &&
        made->node.ops == &p9_file_ops) {
        made->open_fid = open_fid;
        made->writable = true;
    } else {
        p9_clunk(p9_of(node), open_fid);
    }
    adopt(*out, what);
    return 0;
}

static int p9_link(struct uc_fs_node *dir, const struct uc_fs_name *name,
                   struct uc_fs_node *target)
{
    struct p9_fs *fs = p9_of(dir);
    struct p9_buffer *b = p9_begin(fs, P9_LINK);

    p9_put(b, p9_node_of(dir)->fid, 4);
    p9_put(b, p9_node_of(target)->fid, 4);
    p9_put_name(b, name);
    int err = p9_finish(fs);
    if (err == 0) {
        p9_node_of(target)->links++;
    }
    return err;
}

/* A file that is in use stays open when its name goes: servers find files by
 * their names. */
static void keep_open(struct p9_node *node)
{
    if (node->node.ops == &p9_file_ops && p9_node_open(node, true) < 0) {
        (void)p9_node_open(node, false);
    }
}

/* One of its names is gone. */
static void drop_name(struct p9_node *node)
{
    const bool is_dir = node->node.ops == &p9_dir_ops;

    node->links = is_dir || node->links <= 1 ? 0 : node->links - 1;
    node->lost = true;
}

enum {
    AT_REMOVEDIR = 0x200,
};

/* What servers know that lack unlinkat. Ends the number, even on failure. */
static int remove_by_fid(struct uc_fs_node *dir, const struct uc_fs_name *name)
{
    struct p9_fs *fs = p9_of(dir);
    struct p9_qid qid;
    uint32_t fid;
    int err = p9_walk(fs, p9_node_of(dir)->fid, name, &fid, &qid);

    return err < 0 ? err : p9_remove(fs, fid);
}

static int unlink_at(struct uc_fs_node *dir, const struct uc_fs_name *name,
                     struct uc_fs_node *node, uint32_t flags)
{
    struct p9_fs *fs = p9_of(dir);
    struct p9_node *of = p9_node_of(node);

    keep_open(of);
    struct p9_buffer *b = p9_begin(fs, P9_UNLINKAT);
    p9_put(b, p9_node_of(dir)->fid, 4);
    p9_put_name(b, name);
    p9_put(b, flags, 4);
    int err = p9_finish(fs);
    if (err == -UC_EOPNOTSUPP) {
        err = remove_by_fid(dir, name);
    }
    if (err == 0) {
        drop_name(of);
    }
    return err == -UC_EEXIST ? -UC_ENOTEMPTY : err;
}

static int p9_unlink(struct uc_fs_node *dir, const struct uc_fs_name *name,
                     struct uc_fs_node *node)
{
    return unlink_at(dir, name, node, 0);
}

static int p9_rmdir(struct uc_fs_node *dir, const struct uc_fs_name *name,
                    struct uc_fs_node *node)
{
    return unlink_at(dir, name, node, AT_REMOVEDIR);
}

static int p9_rename(const struct uc_fs_rename *what)
{
    struct p9_fs *fs = p9_of(what->from_dir);

    if ((what->flags & UC_FS_RENAME_EXCHANGE) != 0) {
        return -UC_EOPNOTSUPP; /* nor does the protocol */
    }
    if (what->to != NULL) {
        keep_open(p9_node_of(what->to));
    }
    struct p9_buffer *b = p9_begin(fs, P9_RENAMEAT);
    p9_put(b, p9_node_of(what->from_dir)->fid, 4);
    p9_put_name(b, what->from_name);
    p9_put(b, p9_node_of(what->to_dir)->fid, 4);
    p9_put_name(b, what->to_name);
    int err = p9_finish(fs);
    if (err == -UC_EOPNOTSUPP) {
        /* What servers know that lack renameat. */
        b = p9_begin(fs, P9_RENAME);
        p9_put(b, p9_node_of(what->from)->fid, 4);
        p9_put(b, p9_node_of(what->to_dir)->fid, 4);
        p9_put_name(b, what->to_name);
        err = p9_finish(fs);
    }
    if (err == 0 && what->to != NULL) {
        drop_name(p9_node_of(what->to));
    }
    return err == -UC_EEXIST ? -UC_ENOTEMPTY : err;
}

static uc_ssize_t p9_readlink(struct uc_fs_node *node, char *buf, size_t bytes)
{
    struct p9_fs *fs = p9_of(node);
    struct uc_fs_name target = {"", 0};

    p9_put(p9_begin(fs, P9_READLINK), p9_node_of(node)->fid, 4);
    int err = p9_call(fs);
    if (err == 0) {
        target = p9_get_name(&fs->in);
        const size_t n = target.bytes < bytes ? target.bytes : bytes;
        __builtin_memcpy(buf, target.text, n);
        err = (int)n;
    }
    return p9_end(fs, err);
}

const struct uc_fs_node_ops p9_dir_ops = {
    .lookup = p9_lookup,
    .create = p9_create,
    .link = p9_link,
    .unlink = p9_unlink,
    .rmdir = p9_rmdir,
    .rename = p9_rename,
    .readdir = p9_readdir,
    .getattr = p9_getattr,
    .setattr = p9_setattr,
    .fsync = p9_fsync,
    .release = p9_release,
};

const struct uc_fs_node_ops p9_link_ops = {
    .readlink = p9_readlink,
    .getattr = p9_getattr,
    .setattr = p9_setattr,
    .release = p9_release,
};

const struct uc_fs_node_ops p9_special_ops = {
    .getattr = p9_getattr,
    .setattr = p9_setattr,
    .release = p9_release,
};
