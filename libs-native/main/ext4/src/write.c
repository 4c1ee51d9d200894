/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Writing files. Data wait in the cache, and get their blocks when they are
 * written out: many at once, side by side, and those of files that are gone
 * until then never. Their room is reserved at once.
 */
#include <uc/assert.h>

#include <string.h>

#include "internal.h"

enum {
    /* Metadata blocks that mapping a run changes. */
    MAP_BLOCKS = 16,
};

/* Blocks that maps of files may need beside the data that wait. */
static uint64_t margin(const struct ext4_fs *fs)
{
    return 16 + fs->delayed / 64;
}

static void list_inode(struct ext4_fs *fs, struct ext4_inode *inode)
{
    if (!inode->has_data) {
        inode->has_data = true;
        inode->data_next = fs->data_inodes;
        fs->data_inodes = inode;
    }
}

static void unlist_inode(struct ext4_fs *fs, struct ext4_inode *inode)
{
    struct ext4_inode **at = &fs->data_inodes;

    if (!inode->has_data) {
        return;
    }
    while (*at != inode) {
        at = &(*at)->data_next;
    }
    *at = inode->data_next;
    inode->has_data = false;
}

void ext4_data_dirty(struct ext4_fs *fs, struct ext4_inode *inode,
                     struct ext4_buf *buf)
{
    UC_ASSERT(buf->pins > 0);
    if (buf->flags & EXT4_BUF_DIRTY) {
        return;
    }
    buf->flags |= EXT4_BUF_DIRTY | EXT4_BUF_VALID;
    ext4_list_add(&inode->dirty, buf);
    fs->dirty_data++;
    list_inode(fs, inode);
}

/* (buf) is not dirty any more, and may go. */
static void clean(struct ext4_fs *fs, struct ext4_inode *inode,
                  struct ext4_buf *buf)
{
    ext4_list_remove(&inode->dirty, buf);
    fs->dirty_data--;
    if (buf->flags & EXT4_BUF_DELAYED) {
        inode->delayed--;
        fs->delayed--;
    }
    buf->flags &= (uint16_t)~(EXT4_BUF_DIRTY | EXT4_BUF_DELAYED);
    if (buf->pins == 0) {
        ext4_list_add(&fs->cache.idle, buf);
    }
}

static void drop_clean(struct ext4_fs *fs, struct ext4_inode *inode,
                       uint64_t number, uint64_t end)
{
    struct ext4_cache *cache = &fs->cache;
    uint32_t own = ext4_number(inode);

    if (end - number <= cache->made) {
        for (; number < end; number++) {
            struct ext4_buf *buf = ext4_buf_find(fs, own, number);
            if (buf != NULL) {
                ext4_buf_forget(fs, buf);
            }
        }
        return;
    }
    for (uint32_t i = 0; i < cache->hash_n; i++) {
        for (struct ext4_buf *buf = cache->hash[i]; buf != NULL;) {
            struct ext4_buf *next = buf->hash_next;
            if (buf->inode == own && buf->number >= number) {
                ext4_buf_forget(fs, buf);
            }
            buf = next;
        }
    }
}

void ext4_data_drop(struct ext4_fs *fs, struct ext4_inode *inode,
                    uint64_t number)
{
    uint64_t end = ext4_blocks_of(fs, inode->bytes);

    for (struct ext4_buf *buf = inode->dirty.first; buf != NULL;) {
        struct ext4_buf *next = buf->next;
        if (buf->number >= number) {
            clean(fs, inode, buf);
        }
        buf = next;
    }
    if (inode->dirty.count == 0) {
        unlist_inode(fs, inode);
    }
    if (end > number) {
        drop_clean(fs, inode, number, end);
    }
}

/* Blocks for (count) blocks of data from (first) on, which wait for some: at
 * least one gets its own. Returns how many. */
static int give_blocks(struct ext4_fs *fs, struct ext4_inode *inode,
                       struct ext4_buf *first, uint32_t count)
{
    struct ext4_run run = {.count = 0};

    int err = ext4_begin(fs, MAP_BLOCKS);
    err = err < 0 ? err : ext4_map(fs, inode, first->number, count, &run);
    if (err < 0) {
        return err;
    }
    if (run.block != 0) { /* room without contents */
        err = ext4_map_written(fs, inode, run.number, run.count);
    } else {
        err = ext4_blocks_take(fs, inode->goal, run.count, &run.block,
                               &run.count);
        err = err < 0 ? err : ext4_map_set(fs, inode, &run);
    }
    if (err < 0) {
        return err;
    }
    inode->goal = run.block + run.count;
    struct ext4_buf *buf = first;
    for (uint32_t i = 0; i < run.count; i++, buf = buf->next) {
        buf->block = run.block + i;
        buf->flags &= (uint16_t)~EXT4_BUF_DELAYED;
    }
    inode->delayed -= run.count;
    fs->delayed -= run.count;
    return (int)run.count;
}

/* How many buffers from (first) on follow each other in the file and wait for
 * blocks. */
static uint32_t count_delayed(const struct ext4_buf *first)
{
    uint32_t count = 1;
    const struct ext4_buf *buf = first;

    while (buf->next != NULL && buf->next->number == buf->number + 1 &&
           (buf->next->flags & EXT4_BUF_DELAYED) &&
           count < EXT_INIT_MAX_LEN - 1) {
        buf = buf->next;
        count++;
    }
    return count;
}

/* The file on the disk reaches as far as its data do. */
static void reach(struct ext4_fs *fs, struct ext4_inode *inode, uint64_t number)
{
    uint64_t end = (number + 1) << fs->block_shift;

    end = end < inode->bytes ? end : inode->bytes;
    if (end > EXT2_I_SIZE(&inode->raw)) {
        ext2fs_inode_size_set(fs->e2, (void *)&inode->raw, (ext2_off64_t)end);
        ext4_inode_dirty(fs, inode, true);
    }
}

int ext4_write_out(struct ext4_fs *fs, struct ext4_inode *inode)
{
    struct ext4_buf *buf = NULL;
    int err = 0;

    if (inode->dirty.count == 0) {
        return 0;
    }
    if (fs->aborted) {
        return -UC_EROFS;
    }
    ext4_list_sort(&inode->dirty, false);
    for (buf = inode->dirty.first; buf != NULL;) {
        int count = 1;
        if (buf->flags & EXT4_BUF_DELAYED) {
            count = give_blocks(fs, inode, buf, count_delayed(buf));
            if (count < 0) {
                err = ext4_abort(fs, count);
                break;
            }
        }
        /* On their way before the next transaction could speak of them. */
        for (; count > 0; count--, buf = buf->next) {
            ext4_io_add(&fs->io, UC_BLK_WRITE, buf->block, buf->data,
                        fs->block_bytes);
            reach(fs, inode, buf->number);
        }
        ext4_io_start(&fs->io);
    }
    fs->unflushed = true;
    int result = ext4_io_wait_writes(&fs->io);
    err = err < 0 ? err : result;
    if (err < 0) {
        return ext4_abort(fs, err);
    }
    while (inode->dirty.first != NULL) {
        clean(fs, inode, inode->dirty.first);
    }
    unlist_inode(fs, inode);
    return 0;
}

int ext4_write_out_all(struct ext4_fs *fs)
{
    int err = 0;

    while (err == 0 && fs->data_inodes != NULL) {
        struct ext4_inode *inode = fs->data_inodes;

        err = ext4_write_out(fs, inode);
        if (err == 0 && inode->released) {
            /* Its size may have changed: it goes with the commit. */
            ext4_inode_dirty(fs, inode, false);
        }
    }
    return err;
}

/* Makes sure that (buf) has a block, or that there will be one for it. */
static int reserve(struct ext4_fs *fs, struct ext4_inode *inode,
                   struct ext4_buf *buf)
{
    struct ext4_run run = {.count = 0};

    if (buf->flags & EXT4_BUF_DIRTY) {
        return 0;
    }
    int err = ext4_map(fs, inode, buf->number, 1, &run);
    if (err < 0) {
        return err;
    }
    if (run.block != 0 && !run.unwritten) {
        buf->block = run.block;
        return 0;
    }
    if (ext4_room(fs) <= margin(fs) && fs->pending > 0) {
        err = ext4_commit(fs);
        if (err < 0) {
            return err;
        }
    }
    if (ext4_room(fs) <= margin(fs)) {
        return -UC_ENOSPC;
    }
    buf->flags |= EXT4_BUF_DELAYED;
    inode->delayed++;
    fs->delayed++;
    return 0;
}

/* The block that is to be written to, in whole or in part. */
static int get_for_write(struct ext4_fs *fs, struct ext4_inode *inode,
                         uint64_t number, bool whole, struct ext4_buf **out)
{
    struct ext4_buf *buf = NULL;
    bool behind = number >= ext4_blocks_of(fs, inode->bytes);

    int err = whole || behind
                  ? ext4_buf_get(fs, ext4_number(inode), number, &buf)
                  : ext4_data_read(fs, inode, number, &buf);
    if (err < 0) {
        return err;
    }
    err = reserve(fs, inode, buf);
    if (err < 0) {
        ext4_buf_put(fs, buf);
        return err;
    }
    if (behind && !(buf->flags & EXT4_BUF_VALID) && !whole) {
        memset(buf->data, 0, fs->block_bytes);
    }
    ext4_data_dirty(fs, inode, buf);
    *out = buf;
    return 0;
}

static uc_ssize_t write_piece(struct ext4_fs *fs, struct ext4_inode *inode,
                              uint64_t offset, const char *from, size_t bytes)
{
    size_t done = 0;

    while (done < bytes) {
        uint64_t at = offset + done;
        size_t within = (size_t)(at & (fs->block_bytes - 1));
        size_t part = fs->block_bytes - within;
        struct ext4_buf *buf = NULL;
        int err = 0;

        part = part < bytes - done ? part : bytes - done;
        if (fs->dirty_data >= fs->cache.most / 2) {
            err = ext4_write_out_all(fs);
        }
        err = err < 0 ? err
                      : get_for_write(fs, inode, at >> fs->block_shift,
                                      part == fs->block_bytes, &buf);
        if (err < 0) {
            return done > 0 ? (uc_ssize_t)done : err;
        }
        memcpy(buf->data + within, from + done, part);
        ext4_buf_put(fs, buf);
        done += part;
        if (at + part > inode->bytes) {
            inode->bytes = at + part;
        }
    }
    return (uc_ssize_t)done;
}

uc_ssize_t ext4_node_write(struct uc_fs_node *node, uint64_t offset,
                           const struct uc_fs_piece *pieces, unsigned pieces_n)
{
    struct ext4_inode *inode = ext4_inode_of(node);
    struct ext4_fs *fs = ext4_of(node->fs);
    uc_ssize_t done = 0;

    ext4_lock(fs);
    int err = ext4_begin(fs, MAP_BLOCKS);
    for (unsigned i = 0; err == 0 && i < pieces_n; i++) {
        uc_ssize_t put =
            write_piece(fs, inode, offset, pieces[i].data, pieces[i].bytes);
        if (put < 0) {
            err = (int)put;
            break;
        }
        done += put;
        offset += (uint64_t)put;
        if ((size_t)put < pieces[i].bytes) {
            break;
        }
    }
    if (done > 0) {
        ext4_time_set(inode, EXT4_MODIFIED | EXT4_CHANGED, uc_fs_now());
        ext4_inode_dirty(fs, inode, false);
    }
    ext4_unlock(fs);
    return done > 0 ? done : err;
}
