/* SPDX-License-Identifier: BSD-3-Clause */
/* Files in memory: one for each that the server tells by its number. */
#include <uc/malloc.h>

#include "internal.h"

static struct p9_node **bucket_of(struct p9_fs *fs, uint64_t path)
{
    return &fs->nodes[(path ^ path >> 32) % P9_BUCKETS];
}

static const struct uc_fs_node_ops *ops_of(uint32_t mode)
{
    switch (mode & UC_FS_TYPE_MASK) {
    case UC_FS_DIRECTORY:
        return &p9_dir_ops;
    case UC_FS_FILE:
        return &p9_file_ops;
    case UC_FS_LINK:
        return &p9_link_ops;
    case UC_FS_FIFO:
    case UC_FS_SOCKET:
    case UC_FS_BLOCK_DEVICE:
    case UC_FS_CHARACTER_DEVICE:
        return &p9_special_ops;
    default:
        return NULL;
    }
}

static void unchain(struct p9_node *node)
{
    struct p9_node **link = bucket_of(p9_of(&node->node), node->qid.path);

    while (*link != NULL && *link != node) {
        link = &(*link)->chain;
    }
    if (*link == node) {
        *link = node->chain;
    }
}

/* The one that has this number, is of that type, and has a name still. */
static struct p9_node *find(struct p9_fs *fs, const struct p9_qid *qid,
                            uint32_t mode)
{
    struct p9_node *node = *bucket_of(fs, qid->path);

    while (node != NULL && node->qid.path != qid->path) {
        node = node->chain;
    }
    if (node == NULL) {
        return NULL;
    }
    if ((node->lost && node->links == 0) ||
        ((node->node.mode ^ mode) & UC_FS_TYPE_MASK) != 0) {
        unchain(node); /* the number is another file's now */
        return NULL;
    }
    return node;
}

static int node_new(struct p9_fs *fs, uint32_t fid, const struct p9_qid *qid,
                    const struct uc_fs_attr *attr, struct p9_node **out)
{
    const struct uc_fs_node_ops *ops = ops_of(attr->mode);
    struct p9_node *node;

    if (ops == NULL) {
        return -UC_EIO;
    }
    node = uc_calloc(1, sizeof *node);
    if (node == NULL) {
        return -UC_ENOMEM;
    }
    node->node = (struct uc_fs_node){
        .ops = ops,
        .fs = &fs->fs,
        .inode = attr->inode,
        .references = 1,
    };
    node->qid = *qid;
    node->fid = fid;
    node->open_fid = P9_NO_FID;
    node->chain = *bucket_of(fs, qid->path);
    *bucket_of(fs, qid->path) = node;
    *out = node;
    return 0;
}

/* (fid) is one more for the same file: of a lost one, the only good one. */
static void adopt_fid(struct p9_node *node, uint32_t fid)
{
    const uint32_t before = node->fid;

    if (node->lost) {
        node->fid = fid;
        node->lost = false;
        fid = before;
    }
    p9_clunk(p9_of(&node->node), fid);
}

int p9_node_get(struct p9_fs *fs, uint32_t fid, const struct p9_qid *qid,
                struct p9_node **out)
{
    struct uc_fs_attr attr;
    struct p9_node *node = NULL;

    int err = p9_attributes(fs, fid, &attr);
    if (err == 0) {
        node = find(fs, qid, attr.mode);
        if (node != NULL) {
            uc_fs_node_hold(&node->node);
            adopt_fid(node, fid);
        } else {
            err = node_new(fs, fid, qid, &attr, &node);
        }
    }
    if (err < 0) {
        p9_clunk(fs, fid);
        return err;
    }
    node->node.mode = attr.mode & (UC_FS_TYPE_MASK | UC_FS_PERMISSIONS);
    node->node.uid = attr.uid;
    node->node.gid = attr.gid;
    node->links = attr.links;
    node->bytes = attr.bytes;
    *out = node;
    return 0;
}

int p9_node_open(struct p9_node *node, bool writes)
{
    struct p9_fs *fs = p9_of(&node->node);
    const bool is_dir = node->node.ops == &p9_dir_ops;
    struct p9_qid qid;
    uint32_t fid;

    if (node->open_fid != P9_NO_FID && (node->writable || !writes)) {
        return 0;
    }
    if (node->lost) {
        return -UC_ENOENT;
    }
    int err = p9_walk(fs, node->fid, NULL, &fid, &qid);
    if (err < 0) {
        return err;
    }
    err = p9_open(fs, fid,
                  writes   ? P9_RDWR
                  : is_dir ? P9_DIRECTORY
                           : P9_RDONLY);
    if (err < 0) {
        p9_clunk(fs, fid);
        return err;
    }
    if (node->open_fid != P9_NO_FID && (node->writable || !writes)) {
        p9_clunk(fs, fid); /* somebody was faster */
        return 0;
    }
    /* Nobody is in the middle of a call with the one before: they come one at a
     * time, and each takes the number that counts then. */
    const uint32_t before = node->open_fid;
    node->open_fid = fid;
    node->writable = writes;
    p9_clunk(fs, before);
    return 0;
}

void p9_release(struct uc_fs_node *node)
{
    struct p9_node *of = p9_node_of(node);
    struct p9_fs *fs = p9_of(node);

    unchain(of);
    p9_clunk(fs, of->open_fid);
    p9_clunk(fs, of->fid);
    uc_free(of);
}
