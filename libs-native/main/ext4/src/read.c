/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading files, by way of the cache, with more at once where a reader goes
 * on from where it was. */
#include <string.h>

#include "internal.h"

enum {
    AHEAD_LEAST = 4, /* blocks */
    AHEAD_MOST = 64,
};

/* On a disk that is not to be written to, what a journal holds of data is seen
 * where it was played: in the cache. */
static const struct ext4_buf *find_played(struct ext4_fs *fs, uint64_t block)
{
    if (fs->writable || fs->txn.logged.count == 0) {
        return NULL;
    }
    const struct ext4_buf *buf = ext4_buf_find(fs, 0, block);

    return buf != NULL && (buf->flags & EXT4_BUF_LOGGED) ? buf : NULL;
}

static void begin_read(struct ext4_fs *fs, struct ext4_buf *buf,
                       const struct ext4_run *run)
{
    if (run->block == 0 || run->unwritten) {
        memset(buf->data, 0, fs->block_bytes);
        return;
    }
    const struct ext4_buf *played = find_played(fs, run->block);
    buf->block = run->block;
    if (played != NULL) {
        memcpy(buf->data, played->data, fs->block_bytes);
    } else {
        ext4_io_add(&fs->io, UC_BLK_READ, run->block, buf->data,
                    fs->block_bytes);
    }
}

/* Has room in (bufs) for (count) blocks; returns how many are to be waited for
 * or an error. All are held. */
static int begin_reads(struct ext4_fs *fs, struct ext4_inode *inode,
                       uint64_t number, uint32_t count, struct ext4_buf **bufs)
{
    struct ext4_run run = {.count = 0};

    for (uint32_t i = 0; i < count; i++) {
        struct ext4_buf *buf = NULL;
        int err = 0;

        if (run.count == 0) {
            err = ext4_map(fs, inode, number + i, count - i, &run);
        }
        err = err < 0 ? err
                      : ext4_buf_get(fs, ext4_number(inode), number + i, &buf);
        if (err < 0) {
            return i > 0 ? (int)i : err;
        }
        bufs[i] = buf;
        if (!(buf->flags & EXT4_BUF_VALID)) {
            begin_read(fs, buf, &run);
        }
        run.number++;
        run.block += run.block != 0;
        run.count--;
    }
    return (int)count;
}

/* What is behind the end of a file, whoever wrote it there, is zero for when
 * the file grows. */
static void clear_behind(const struct ext4_fs *fs,
                         const struct ext4_inode *inode, struct ext4_buf *buf)
{
    uint64_t start = buf->number << fs->block_shift;

    if (start + fs->block_bytes > inode->bytes) {
        size_t keep = inode->bytes > start ? (size_t)(inode->bytes - start) : 0;
        memset(buf->data + keep, 0, fs->block_bytes - keep);
    }
}

static int read_blocks(struct ext4_fs *fs, struct ext4_inode *inode,
                       uint64_t number, uint32_t count)
{
    struct ext4_buf *bufs[AHEAD_MOST];
    int begun = begin_reads(fs, inode, number, count, bufs);

    if (begun < 0) {
        return begun;
    }
    int err = ext4_io_wait_reads(&fs->io);
    for (int i = 0; i < begun; i++) {
        if (err == 0 && !(bufs[i]->flags & EXT4_BUF_VALID)) {
            bufs[i]->flags |= EXT4_BUF_VALID;
            clear_behind(fs, inode, bufs[i]);
        }
        ext4_buf_put(fs, bufs[i]);
    }
    return err;
}

int ext4_data_read(struct ext4_fs *fs, struct ext4_inode *inode,
                   uint64_t number, struct ext4_buf **out)
{
    struct ext4_buf *buf = ext4_buf_find(fs, ext4_number(inode), number);

    if (buf == NULL || !(buf->flags & EXT4_BUF_VALID)) {
        int err = read_blocks(fs, inode, number, 1);
        if (err < 0) {
            return err;
        }
    }
    return ext4_buf_get(fs, ext4_number(inode), number, out);
}

/* How many blocks to read for a reader that wants (wanted) from (number) on. */
static uint32_t ahead_of(struct ext4_fs *fs, struct ext4_inode *inode,
                         uint64_t number, uint64_t wanted)
{
    uint64_t left = ext4_blocks_of(fs, inode->bytes) - number;
    uint64_t count = wanted;

    if (number == inode->next_read) {
        inode->ahead =
            inode->ahead < AHEAD_LEAST ? AHEAD_LEAST : inode->ahead * 2;
        if (inode->ahead > AHEAD_MOST) {
            inode->ahead = AHEAD_MOST;
        }
        count = count > inode->ahead ? count : inode->ahead;
    } else {
        inode->ahead = 0;
    }
    count = count < AHEAD_MOST ? count : AHEAD_MOST;
    count = count < left ? count : left;
    if (count > fs->cache.most / 4) {
        count = fs->cache.most / 4;
    }
    return count > 0 ? (uint32_t)count : 1;
}

/* One that follows what was read is to be read with more. */
static int find_or_read(struct ext4_fs *fs, struct ext4_inode *inode,
                        uint64_t number, uint64_t wanted, struct ext4_buf **out)
{
    struct ext4_buf *buf = ext4_buf_find(fs, ext4_number(inode), number);

    if (buf != NULL && (buf->flags & EXT4_BUF_VALID)) {
        ext4_buf_hold(fs, buf);
        *out = buf;
        return 0;
    }
    uint32_t count = ahead_of(fs, inode, number, wanted);
    int err = read_blocks(fs, inode, number, count);
    if (err < 0 && count > 1) {
        /* A bad block further on is no reason to fail here. */
        err = read_blocks(fs, inode, number, 1);
    }
    if (err < 0) {
        return err;
    }
    inode->next_read = number + count;
    return ext4_data_read(fs, inode, number, out);
}

static uc_ssize_t read_piece(struct ext4_fs *fs, struct ext4_inode *inode,
                             uint64_t offset, char *to, size_t bytes)
{
    size_t done = 0;

    while (done < bytes) {
        uint64_t at = offset + done;
        size_t within = (size_t)(at & (fs->block_bytes - 1));
        size_t part = fs->block_bytes - within;
        struct ext4_buf *buf = NULL;

        part = part < bytes - done ? part : bytes - done;
        int err = find_or_read(fs, inode, at >> fs->block_shift,
                               ext4_blocks_of(fs, within + bytes - done), &buf);
        if (err < 0) {
            return done > 0 ? (uc_ssize_t)done : err;
        }
        memcpy(to + done, buf->data + within, part);
        ext4_buf_put(fs, buf);
        done += part;
    }
    return (uc_ssize_t)done;
}

uc_ssize_t ext4_node_read(struct uc_fs_node *node, uint64_t offset,
                          const struct uc_fs_piece *pieces, unsigned pieces_n)
{
    struct ext4_inode *inode = ext4_inode_of(node);
    struct ext4_fs *fs = ext4_of(node->fs);
    uc_ssize_t done = 0;

    ext4_lock(fs);
    for (unsigned i = 0; i < pieces_n; i++) {
        uint64_t left = offset < inode->bytes ? inode->bytes - offset : 0;
        size_t bytes = pieces[i].bytes < left ? pieces[i].bytes : (size_t)left;
        uc_ssize_t got = read_piece(fs, inode, offset, pieces[i].data, bytes);

        if (got < 0) {
            done = done > 0 ? done : got;
            break;
        }
        done += got;
        offset += (uint64_t)got;
        if ((size_t)got < pieces[i].bytes) {
            break;
        }
    }
    ext4_unlock(fs);
    return done;
}
