/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef P9_INTERNAL_H
#define P9_INTERNAL_H

#include <uc/errors.h>
#include <uc/fs.h>
#include <uc/mutex.h>
#include <uc/p9.h>

#include "wire.h"

/* Requests; each answer is one more, or P9_RLERROR. */
enum p9_type {
    P9_RLERROR = 7,
    P9_STATFS = 8,
    P9_LOPEN = 12,
    P9_LCREATE = 14,
    P9_SYMLINK = 16,
    P9_MKNOD = 18,
    P9_RENAME = 20,
    P9_READLINK = 22,
    P9_GETATTR = 24,
    P9_SETATTR = 26,
    P9_READDIR = 40,
    P9_FSYNC = 50,
    P9_LINK = 70,
    P9_MKDIR = 72,
    P9_RENAMEAT = 74,
    P9_UNLINKAT = 76,
    P9_VERSION = 100,
    P9_ATTACH = 104,
    P9_WALK = 110,
    P9_READ = 116,
    P9_WRITE = 118,
    P9_CLUNK = 120,
    P9_REMOVE = 122,
};

enum {
    P9_HEADER_BYTES = 7,
    P9_IO_HEADER_BYTES = 24, /* the most beside the data of read and write */
    P9_MSIZE_MIN = 4096 + P9_IO_HEADER_BYTES,
    P9_ROOT_FID = 0,
    P9_BUCKETS = 64,
    P9_PLACES = 4,
};

static const uint32_t P9_NO_FID = UINT32_MAX;

/* Flags of open: those of Linux' generic table, whatever the architecture. */
enum {
    P9_RDONLY = 0,
    P9_RDWR = 2,
    P9_DIRECTORY = 0200000,
};

struct p9_fs {
    struct uc_fs fs;
    struct uc_p9_transport *transport;
    struct uc_mutex call; /* held from p9_begin to p9_end */
    struct p9_buffer out;
    struct p9_buffer in;
    uint8_t *buffers;
    uint32_t msize;
    bool broken; /* the server does not keep to the protocol */
    /* Numbers of files: those that are free again, and the next new one. */
    uint32_t *fids;
    size_t fids_n;
    size_t fids_room;
    uint32_t fid_next;
    struct p9_node *nodes[P9_BUCKETS];
};

/* Where reading a directory stopped: behind name (index), at the server's. */
struct p9_place {
    uint64_t index;
    uint64_t offset;
};

struct p9_node {
    struct uc_fs_node node;
    struct p9_node *chain;
    struct p9_qid qid;
    uint32_t fid;      /* stands for the place in the tree */
    uint32_t open_fid; /* open, or P9_NO_FID */
    bool writable;     /* (open_fid) is */
    /* (fid) stands for a name that the file has no more: only (open_fid)
     * serves, until it is looked up by another name. Servers go by names, and
     * what has that name next is another file. */
    bool lost;
    uint32_t links;
    uint64_t bytes; /* of a lost file */
    struct p9_place places[P9_PLACES];
    unsigned place_next;
};

static inline struct p9_fs *p9_of(const struct uc_fs_node *node)
{
    return UC_CONTAINER_OF(node->fs, struct p9_fs, fs);
}

static inline struct p9_node *p9_node_of(struct uc_fs_node *node)
{
    return UC_CONTAINER_OF(node, struct p9_node, node);
}

/* The permissions of (now), with the type that a node keeps. */
static inline uint32_t p9_mode(uint32_t before, uint32_t now)
{
    return (before & UC_FS_TYPE_MASK) | (now & UC_FS_PERMISSIONS);
}

/*
 * A request: p9_begin returns where its body goes, p9_call sends it, then the
 * answer's body is in (fs->in); p9_end is called always, and returns (err), or
 * -UC_EIO where the answer was too short.
 */
struct p9_buffer *p9_begin(struct p9_fs *fs, enum p9_type type);
int p9_call(struct p9_fs *fs);
int p9_end(struct p9_fs *fs, int err);
/* The same for requests whose answer does not count. */
int p9_finish(struct p9_fs *fs);

/* Numbers. Never fails: 2^32 files are not open at once. Context: p9_begin. */
uint32_t p9_fid_take(struct p9_fs *fs);
/* Ends (fid) at the server, and frees the number. P9_NO_FID is fine. */
void p9_clunk(struct p9_fs *fs, uint32_t fid);
/* Removes what (fid) stands for, and ends it in any case. */
int p9_remove(struct p9_fs *fs, uint32_t fid);

/* (*out) is a new fid for (name) in (fid); NULL: for (fid) itself. */
int p9_walk(struct p9_fs *fs, uint32_t fid, const struct uc_fs_name *name,
            uint32_t *out, struct p9_qid *qid);
int p9_open(struct p9_fs *fs, uint32_t fid, uint32_t flags);
int p9_attributes(struct p9_fs *fs, uint32_t fid, struct uc_fs_attr *out);

/* The node that (fid), which it takes over, stands for; one more reference. */
int p9_node_get(struct p9_fs *fs, uint32_t fid, const struct p9_qid *qid,
                struct p9_node **out);
/* Opens the node, where it is not yet; for writing as well where (writes). */
int p9_node_open(struct p9_node *node, bool writes);

int p9_getattr(struct uc_fs_node *node, struct uc_fs_attr *out);
int p9_setattr(struct uc_fs_node *node, const struct uc_fs_attr *attr,
               unsigned mask);
int p9_fsync(struct uc_fs_node *node, bool data_only);
int p9_readdir(struct uc_fs_node *dir, struct uc_fs_readdir *walk);
void p9_release(struct uc_fs_node *node);

extern const struct uc_fs_node_ops p9_dir_ops;
extern const struct uc_fs_node_ops p9_file_ops;
extern const struct uc_fs_node_ops p9_link_ops;
extern const struct uc_fs_node_ops p9_special_ops;

#endif /* P9_INTERNAL_H */
