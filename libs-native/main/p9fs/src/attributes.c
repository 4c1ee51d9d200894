/* SPDX-License-Identifier: BSD-3-Clause */
/* Attributes of files and of the file system. */
#include "internal.h"

enum {
    NS_PER_S = 1000000000,
    BASIC = 0x7ff, /* what getattr asks for: as stat has it */
    SECTOR_BYTES = 512,
};

/* Bits of Tsetattr. */
enum {
    SET_MODE = 1 << 0,
    SET_UID = 1 << 1,
    SET_GID = 1 << 2,
    SET_SIZE = 1 << 3,
    SET_ATIME = 1 << 4,
    SET_MTIME = 1 << 5,
    SET_CTIME = 1 << 6,
    SET_ATIME_TO = 1 << 7,
    SET_MTIME_TO = 1 << 8,
};

static struct uc_fs_time get_time(struct p9_buffer *in)
{
    const uint64_t seconds = p9_get(in, 8);
    const uint64_t nanoseconds = p9_get(in, 8);

    return (struct uc_fs_time){
        .seconds = (int64_t)seconds,
        .nanoseconds = nanoseconds < NS_PER_S ? (uint32_t)nanoseconds : 0u,
    };
}

int p9_attributes(struct p9_fs *fs, uint32_t fid, struct uc_fs_attr *out)
{
    struct p9_buffer *b = p9_begin(fs, P9_GETATTR);
    struct uc_fs_attr attr = {.fs = 0};

    p9_put(b, fid, 4);
    p9_put(b, BASIC, 8);
    int err = p9_call(fs);
    if (err == 0) {
        struct p9_buffer *in = &fs->in;
        (void)p9_get(in, 8); /* which are valid: all that were asked for */
        attr.inode = p9_get_qid(in).path;
        attr.mode = (uint32_t)p9_get(in, 4);
        attr.uid = (uint32_t)p9_get(in, 4);
        attr.gid = (uint32_t)p9_get(in, 4);
        attr.links = (uint32_t)p9_get(in, 8);
        attr.device = p9_get(in, 8);
        attr.bytes = p9_get(in, 8);
        attr.block_bytes = (uint32_t)p9_get(in, 8);
        attr.blocks = p9_get(in, 8);
        attr.accessed = get_time(in);
        attr.modified = get_time(in);
        attr.changed = get_time(in);
        attr.bytes = attr.bytes <= INT64_MAX ? attr.bytes : INT64_MAX;
        attr.inode = attr.inode != 0 ? attr.inode : UINT64_MAX;
    }
    err = p9_end(fs, err);
    if (err == 0) {
        *out = attr;
    }
    return err;
}

int p9_getattr(struct uc_fs_node *node, struct uc_fs_attr *out)
{
    struct p9_node *of = p9_node_of(node);
    int err = -UC_ENOENT;

    if (!of->lost) {
        err = p9_attributes(p9_of(node), of->fid, out);
    }
    if (err == -UC_ENOENT) {
        /* Without a name servers do not find it; what is known will do. */
        *out = (struct uc_fs_attr){
            .bytes = of->bytes,
            .blocks = (of->bytes + SECTOR_BYTES - 1) / SECTOR_BYTES,
            .links = of->links,
            .block_bytes = UC_PAGE_SIZE,
        };
        err = 0;
    } else if (err == 0) {
        of->bytes = out->bytes;
        node->mode = p9_mode(node->mode, out->mode);
        node->uid = out->uid;
        node->gid = out->gid;
    }
    if (err == 0) {
        out->inode = node->inode;
        out->mode = node->mode;
        out->uid = node->uid;
        out->gid = node->gid;
    }
    return err;
}

static void put_time(struct p9_buffer *b, const struct uc_fs_time *time)
{
    p9_put(b, (uint64_t)time->seconds, 8);
    p9_put(b, time->nanoseconds, 8);
}

int p9_setattr(struct uc_fs_node *node, const struct uc_fs_attr *attr,
               unsigned mask)
{
    struct p9_fs *fs = p9_of(node);
    struct p9_node *of = p9_node_of(node);
    const uint64_t valid =
        ((mask & UC_FS_SET_MODE) != 0 ? SET_MODE : 0u) |
        ((mask & UC_FS_SET_UID) != 0 ? SET_UID : 0u) |
        ((mask & UC_FS_SET_GID) != 0 ? SET_GID : 0u) |
        ((mask & UC_FS_SET_BYTES) != 0 ? SET_SIZE : 0u) |
        ((mask & UC_FS_SET_ACCESSED) != 0 ? SET_ATIME | SET_ATIME_TO : 0u) |
        ((mask & UC_FS_SET_MODIFIED) != 0 ? SET_MTIME | SET_MTIME_TO : 0u) |
        SET_CTIME;

    if (of->lost) {
        return -UC_ENOENT; /* the server would change another file */
    }
    struct p9_buffer *b = p9_begin(fs, P9_SETATTR);
    p9_put(b, of->fid, 4);
    p9_put(b, valid, 4);
    /* With the type: servers that keep it in attributes of their own would
     * lose it. */
    p9_put(b, p9_mode(node->mode, attr->mode), 4);
    p9_put(b, attr->uid, 4);
    p9_put(b, attr->gid, 4);
    p9_put(b, attr->bytes, 8);
    put_time(b, &attr->accessed);
    put_time(b, &attr->modified);
    int err = p9_finish(fs);
    if (err == 0) {
        node->mode = (mask & UC_FS_SET_MODE) != 0
                         ? p9_mode(node->mode, attr->mode)
                         : node->mode;
        node->uid = (mask & UC_FS_SET_UID) != 0 ? attr->uid : node->uid;
        node->gid = (mask & UC_FS_SET_GID) != 0 ? attr->gid : node->gid;
        of->bytes = (mask & UC_FS_SET_BYTES) != 0 ? attr->bytes : of->bytes;
    }
    return err;
}
