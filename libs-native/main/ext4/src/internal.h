/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef EXT4_INTERNAL_H
#define EXT4_INTERNAL_H

/*
 * One lock guards a mounted file system and every struct here: calls of
 * contract "fs" take it (ext4_lock), all else expects it to be held.
 *
 *   mount.c nodes.c names.c rename.c  contract "fs"
 *   dir.c htree.c split.c readdir.c   names in directories
 *   read.c write.c truncate.c         contents of files
 *   inode.c orphan.c times.c          inodes in memory and on the disk
 *   map.c pointers.c                  which blocks a file has
 *   alloc.c group.c ialloc.c          which blocks and inodes are in use
 *   commit.c journal.c replay.c       transactions
 *   cache.c io.c                      blocks in memory, and their way to disk
 *   upstream.c crc.c                  what libext2fs calls of ours
 */
#include <uc/blkdev.h>
#include <uc/compiler.h>
#include <uc/errors.h>
#include <uc/fs.h>
#include <uc/mutex.h>
#include <uc/types.h>
#include <uc/wait.h>

#include "config.h"

#include "ext2_fs.h"
#include "ext2fs.h"

struct ext4_fs;
struct ext4_inode;

/* io.c: requests to the disk, many at once. */

enum {
    EXT4_IO_PIECES = 64,
    EXT4_IO_REQUESTS = 16,
};

struct ext4_request {
    struct uc_blk_request request;
    struct uc_blk_piece pieces[EXT4_IO_PIECES];
    struct ext4_io *io;
    struct ext4_request *next;
    uint32_t bytes;
};

struct ext4_io {
    struct uc_blkdev *disk;
    uint32_t sectors; /* of the disk, in a block of the file system */
    struct uc_spinlock lock;
    struct uc_waitq wq;
    unsigned in_flight;
    int read_result; /* first error since the last wait */
    int write_result;
    struct ext4_request *open; /* is being filled */
    struct ext4_request *free; /* of requests */
    struct ext4_request *requests;
};

int ext4_io_init(struct ext4_io *io, struct uc_blkdev *disk,
                 uint32_t block_bytes);
void ext4_io_free(struct ext4_io *io);
/* Moves (data) from or to (block) some time before one of the waits
 * returns; blocks
 * that follow each other share a request. Owns: (data) is the disk's until
 * then. */
void ext4_io_add(struct ext4_io *io, enum uc_blk_op op, uint64_t block,
                 void *data, uint32_t bytes);
/* Lets what was added begin, without waiting. */
void ext4_io_start(struct ext4_io *io);
/* Wait for all that was added. Return 0, or the first error of a read or write
 * since the last call. */
int ext4_io_wait_reads(struct ext4_io *io);
int ext4_io_wait_writes(struct ext4_io *io);
/* What was waited for outlives a loss of power from here on. */
int ext4_io_flush(struct ext4_io *io);
/* Writes one block, so that it outlives a loss of power. */
int ext4_io_write_through(struct ext4_io *io, uint64_t block, void *data,
                          uint32_t bytes);

/* cache.c: blocks of files, by inode and place in it; metadata, by place on
 * the disk, with inode 0. */

enum ext4_buf_flag {
    EXT4_BUF_VALID = 1 << 0,   /* holds the contents */
    EXT4_BUF_DIRTY = 1 << 1,   /* data that is not on the disk */
    EXT4_BUF_DELAYED = 1 << 2, /* data that has no block on the disk yet */
    EXT4_BUF_TXN = 1 << 3,     /* metadata of the running transaction */
    EXT4_BUF_LOGGED = 1 << 4,  /* the journal holds it, its place not yet */
    EXT4_BUF_CHECKED = 1 << 5, /* its checksum was right */
};

struct ext4_buf {
    struct ext4_buf *hash_next;
    /* Least recently used first, of those that may go; or the list of dirty
     * data of its inode, of the transaction, or of what was logged. */
    struct ext4_buf *next;
    struct ext4_buf *prev;
    uint64_t number; /* in the file; metadata: on the disk */
    uint64_t block;  /* data: on the disk, 0 is none */
    uint32_t inode;
    uint16_t flags; /* enum ext4_buf_flag */
    uint16_t pins;
    char *data;
};

struct ext4_buf_list {
    struct ext4_buf *first;
    struct ext4_buf *last;
    uint32_t count;
};

struct ext4_cache {
    struct ext4_buf **hash;
    uint32_t hash_n; /* a power of two */
    uint32_t made;
    uint32_t most;
    struct ext4_buf_list idle;
    struct ext4_buf_list unused; /* hold nothing */
    struct ext4_chunk *chunks;
};

int ext4_cache_init(struct ext4_fs *fs);
void ext4_cache_free(struct ext4_fs *fs);
struct ext4_buf *ext4_buf_find(struct ext4_fs *fs, uint32_t inode,
                               uint64_t number);
/* Hands out a buffer that stays until ext4_buf_put, its contents not VALID
 * where it is new. Errors: -UC_ENOMEM. */
int ext4_buf_get(struct ext4_fs *fs, uint32_t inode, uint64_t number,
                 struct ext4_buf **out);
void ext4_buf_hold(struct ext4_fs *fs, struct ext4_buf *buf);
void ext4_buf_put(struct ext4_fs *fs, struct ext4_buf *buf);
/* It is not in the cache any more; nobody holds it, it is in no list. */
void ext4_buf_forget(struct ext4_fs *fs, struct ext4_buf *buf);
void ext4_list_add(struct ext4_buf_list *list, struct ext4_buf *buf);
void ext4_list_remove(struct ext4_buf_list *list, struct ext4_buf *buf);
/* Sorts by (block), or by (number) where that is the key. */
void ext4_list_sort(struct ext4_buf_list *list, bool by_block);

/* Block (block) of the disk; put it back. Errors: -UC_EIO also where there is
 * no such block. */
int ext4_meta_read(struct ext4_fs *fs, uint64_t block, struct ext4_buf **out);
/* The same, full of zeroes instead of what is there. */
int ext4_meta_new(struct ext4_fs *fs, uint64_t block, struct ext4_buf **out);

/* commit.c: transactions. */

struct ext4_journal {
    bool present;
    struct ext4_run *runs; /* where its blocks are */
    unsigned runs_n;
    uint32_t first; /* block of the log, and one behind its last */
    uint32_t end;
    uint32_t head;     /* where the next transaction goes */
    uint32_t used;     /* blocks of the log that must stay */
    uint32_t sequence; /* of the running transaction */
    uint32_t csum_seed;
    bool csum;   /* version 3 */
    bool wide;   /* 64-bit block numbers */
    bool begun;  /* the disk says that there may be something to replay */
    void *super; /* the first block, as on the disk */
};

struct ext4_revokes {
    uint64_t *blocks;
    uint32_t count;
    uint32_t room;
};

struct ext4_txn {
    struct ext4_buf_list bufs;   /* TXN */
    struct ext4_buf_list logged; /* LOGGED and not TXN */
    struct ext4_revokes revokes;
    uint32_t most; /* blocks that it may have */
    uint32_t id;   /* counts from 1 */
    bool super_dirty;
    bool any; /* something was changed since the last commit */
};

/*
 * Begins what changes at most (blocks) blocks of metadata and must come into
 * one transaction as a whole. Errors: -UC_EROFS, -UC_EIO, -UC_ENOMEM.
 */
int ext4_begin(struct ext4_fs *fs, uint32_t blocks);
/* (buf) was or will be changed, before the lock is given back. */
void ext4_meta_dirty(struct ext4_fs *fs, struct ext4_buf *buf);
void ext4_super_dirty(struct ext4_fs *fs);
/* Metadata block (block) is free: what the journal holds of it is void. */
int ext4_meta_free(struct ext4_fs *fs, uint64_t block);
/* The running transaction is on the disk, with the data that it speaks of. */
int ext4_commit(struct ext4_fs *fs);
/* All metadata is in its place, the journal empty. */
int ext4_checkpoint(struct ext4_fs *fs);
/* An error that must not spread: no more writes. Returns (err). */
int ext4_abort(struct ext4_fs *fs, int err);
/* The same where the disk holds what cannot be; returns -UC_EIO. */
int ext4_corrupt(struct ext4_fs *fs);

/* super.c: the superblock goes into the running transaction. */
int ext4_super_write(struct ext4_fs *fs);
/* The superblock on the disk says that the journal is to be replayed, or that
 * it is not. */
int ext4_super_mark(struct ext4_fs *fs, bool recover);

/* journal.c, replay.c: JBD2's format. */

/* Finds the journal of (fs->e2). Errors: -UC_EOPNOTSUPP (of a kind that this
 * library cannot write). */
int ext4_journal_open(struct ext4_fs *fs);
void ext4_journal_close(struct ext4_fs *fs);
/* Where block (number) of the journal is. */
uint64_t ext4_journal_block(const struct ext4_journal *journal,
                            uint32_t number);
/* The log begins at (start) from here on; 0: it is empty. */
int ext4_journal_super_write(struct ext4_fs *fs, uint32_t start);
/* Before the first transaction: the log is made as Linux would on this file
 * system, and will be found after a loss of power. */
int ext4_journal_begin(struct ext4_fs *fs);
/* Writes the running transaction, for good. */
int ext4_journal_write(struct ext4_fs *fs);
/* Plays what was committed into the cache, and onto the disk where that may be
 * written. (*replayed): there was something. */
int ext4_replay(struct ext4_fs *fs, bool *replayed);

/* map.c: blocks of a file. */

struct ext4_run {
    uint64_t number; /* in the file */
    uint64_t block;  /* on the disk; 0: a hole */
    uint32_t count;
    bool unwritten; /* reads as zeroes */
};

struct ext4_inode {
    struct uc_fs_node node;
    struct ext4_inode *hash_next;
    struct ext4_inode *dirty_next;  /* of ext4_fs.dirty_inodes */
    struct ext4_inode *data_next;   /* of ext4_fs.data_inodes */
    struct ext4_inode *orphan_next; /* as on the disk */
    struct ext2_inode_large raw;    /* in the CPU's byte order */
    uint64_t bytes;                 /* size; raw has that of what is mapped */
    struct ext4_buf_list dirty;     /* its data */
    uint32_t delayed;
    uint32_t txn;        /* last transaction that changed it */
    uint32_t txn_data;   /* the same, for fsync of data only */
    uint64_t next_read;  /* block where a sequential read would go on */
    uint32_t ahead;      /* blocks read at once */
    uint64_t goal;       /* where to look for room */
    struct ext4_run run; /* last one found; count 0: none */
    bool fresh;          /* the disk holds nothing of it yet */
    bool is_dirty;       /* in dirty_inodes */
    bool has_data;       /* in data_inodes */
    bool orphan;
    bool released; /* nobody holds it: goes when it is clean */
};

/* The run that holds (number), from there on; (count) is at least 1 and at most
 * (most). */
int ext4_map(struct ext4_fs *fs, struct ext4_inode *inode, uint64_t number,
             uint32_t most, struct ext4_run *out);
/* Maps (run), a hole so far, to written blocks that are in use already. */
int ext4_map_set(struct ext4_fs *fs, struct ext4_inode *inode,
                 const struct ext4_run *run);
/* Makes blocks that are mapped but unwritten written ones. */
int ext4_map_written(struct ext4_fs *fs, struct ext4_inode *inode,
                     uint64_t number, uint32_t count);
/* pointers.c: the same for files without extents, (out) as far as one look
 * tells; and (run), which is mapped, is a hole from here on. */
int ext4_pointers_map(struct ext4_fs *fs, struct ext4_inode *inode,
                      uint64_t number, struct ext4_run *out);
int ext4_pointers_cut(struct ext4_fs *fs, struct ext4_inode *inode,
                      const struct ext4_run *run);
/* Unmaps and frees from (number) on, perhaps in several transactions. */
int ext4_unmap_from(struct ext4_fs *fs, struct ext4_inode *inode,
                    uint64_t number);
/* Size (bytes), smaller or larger. */
int ext4_resize(struct ext4_fs *fs, struct ext4_inode *inode, uint64_t bytes);

/* alloc.c, group.c, ialloc.c. */

struct ext4_group {
    uint64_t *pending; /* freed by the running transaction: not to be used
                          before it is committed; NULL is none */
    uint32_t pending_n;
    struct ext4_group *next; /* of ext4_fs.dirty_groups */
    bool is_dirty;
    bool bitmap_dirty[2]; /* its checksum is to be made: blocks, inodes */
};

int ext4_groups_init(struct ext4_fs *fs);
void ext4_groups_free(struct ext4_fs *fs);
/* The group's bitmap of blocks or (inodes); put it back. */
int ext4_bitmap(struct ext4_fs *fs, dgrp_t group, bool inodes,
                struct ext4_buf **out);
/* (bitmap) of (group) was changed, and so was its descriptor. */
void ext4_bitmap_dirty(struct ext4_fs *fs, dgrp_t group, bool inodes,
                       struct ext4_buf *bitmap);
/* Brings checksums and descriptors into the transaction. */
int ext4_groups_write(struct ext4_fs *fs);
/* Frees that were pending may be used now. */
void ext4_groups_committed(struct ext4_fs *fs);
/* Blocks that could be allocated, without those that are spoken for. */
uint64_t ext4_room(const struct ext4_fs *fs);
/* Takes 1 to (most) blocks that follow each other. Errors: -UC_ENOSPC. */
int ext4_blocks_take(struct ext4_fs *fs, uint64_t goal, uint32_t most,
                     uint64_t *block, uint32_t *count);
int ext4_blocks_free(struct ext4_fs *fs, uint64_t block, uint32_t count);
int ext4_inode_take(struct ext4_fs *fs, uint32_t parent, bool directory,
                    uint32_t *number);
int ext4_inode_free(struct ext4_fs *fs, uint32_t number, bool directory);

/* inode.c, orphan.c. */

struct ext4_inode *ext4_inode_find(struct ext4_fs *fs, uint32_t number);
/* With one more reference. Errors: -UC_EIO, -UC_ENOMEM. */
int ext4_inode_get(struct ext4_fs *fs, uint32_t number,
                   struct ext4_inode **out);
int ext4_inode_new(struct ext4_fs *fs, struct ext4_inode *dir,
                   const struct uc_fs_new *what, struct ext4_inode **out);
/* Its raw part was changed, (data) where fsync of data only needs it. */
void ext4_inode_dirty(struct ext4_fs *fs, struct ext4_inode *inode, bool data);
int ext4_inodes_write(struct ext4_fs *fs);
void ext4_inode_release(struct ext4_inode *inode);
void ext4_inodes_drop(struct ext4_fs *fs);
int ext4_orphan_add(struct ext4_fs *fs, struct ext4_inode *inode);
int ext4_orphan_remove(struct ext4_fs *fs, struct ext4_inode *inode);
int ext4_orphans_clean(struct ext4_fs *fs);

/* Whether a symbolic link's target is in its inode. */
bool ext4_is_link_inside(const struct ext4_fs *fs,
                         const struct ext2_inode_large *raw);

enum {
    EXT4_ACCESSED = 1 << 0,
    EXT4_MODIFIED = 1 << 1,
    EXT4_CHANGED = 1 << 2,
    EXT4_BORN = 1 << 3,
};
/* Sets each of (which) to (time). */
void ext4_time_set(struct ext4_inode *inode, unsigned which,
                   struct uc_fs_time time);
struct uc_fs_time ext4_time_get(const struct ext4_inode *inode, unsigned which);

/* write.c: dirty data of (inode) has blocks and is on its way to them. */
int ext4_write_out(struct ext4_fs *fs, struct ext4_inode *inode);
int ext4_write_out_all(struct ext4_fs *fs);
/* Blocks from (number) on leave the cache, unwritten. */
void ext4_data_drop(struct ext4_fs *fs, struct ext4_inode *inode,
                    uint64_t number);
int ext4_data_read(struct ext4_fs *fs, struct ext4_inode *inode,
                   uint64_t number, struct ext4_buf **out);
/* Dirty from here on; (buf) has its block or is DELAYED. */
void ext4_data_dirty(struct ext4_fs *fs, struct ext4_inode *inode,
                     struct ext4_buf *buf);

/* A mounted file system. */
struct ext4_fs {
    struct uc_fs fs;
    struct uc_mutex lock;
    struct struct_ext2_filsys *e2; /* superblock, descriptors */
    struct struct_io_channel channel;
    struct ext4_io io;
    struct ext4_cache cache;
    struct ext4_journal journal;
    struct ext4_txn txn;
    struct ext4_group *groups;
    struct ext4_group *dirty_groups;
    struct ext4_inode **inodes; /* hash */
    struct ext4_inode *dirty_inodes;
    uint32_t dirty_inodes_n;
    uint32_t dirty_groups_n;
    struct ext4_inode *data_inodes;
    struct ext4_inode *orphans;
    uint32_t block_bytes;
    uint32_t block_shift;
    uint64_t blocks;
    uint64_t delayed;    /* blocks that dirty data will take */
    uint64_t pending;    /* freed, but not by a committed transaction */
    uint32_t dirty_data; /* buffers */
    bool writable;
    bool aborted;
    bool unflushed; /* data were written since the last flush */
};

enum {
    EXT4_INODE_HASH = 256,
};

static inline void ext4_lock(struct ext4_fs *fs)
{
    uc_mutex_lock(&fs->lock);
}

static inline void ext4_unlock(struct ext4_fs *fs)
{
    uc_mutex_unlock(&fs->lock);
}

static inline struct ext4_fs *ext4_of(struct uc_fs *fs)
{
    return UC_CONTAINER_OF(fs, struct ext4_fs, fs);
}

static inline struct ext4_inode *ext4_inode_of(struct uc_fs_node *node)
{
    return UC_CONTAINER_OF(node, struct ext4_inode, node);
}

static inline uint32_t ext4_number(const struct ext4_inode *inode)
{
    return (uint32_t)inode->node.inode;
}

static inline bool ext4_is_dir(const struct ext4_inode *inode)
{
    return (inode->raw.i_mode & UC_FS_TYPE_MASK) == UC_FS_DIRECTORY;
}

static inline uint64_t ext4_blocks_of(const struct ext4_fs *fs, uint64_t bytes)
{
    return (bytes + fs->block_bytes - 1) >> fs->block_shift;
}

/* nodes.c */
/* For a node of the type in (mode). */
const struct uc_fs_node_ops *ext4_node_ops_of(uint32_t mode);

/* names.c */
/* Begins a change of names. Errors: -UC_ENOSPC, before anything is changed. */
int ext4_name_begin(struct ext4_fs *fs);
int ext4_name_lost(struct ext4_fs *fs, struct ext4_inode *inode);
/* Errors: -UC_EMLINK, which cannot be where it was looked at before. */
int ext4_link_add(struct ext4_fs *fs, struct ext4_inode *inode);
void ext4_link_remove(struct ext4_fs *fs, struct ext4_inode *inode);
/* Sets each of (which) to now. */
void ext4_touch(struct ext4_fs *fs, struct ext4_inode *inode, unsigned which);
int ext4_node_lookup(struct uc_fs_node *dir, const struct uc_fs_name *name,
                     struct uc_fs_node **out);
int ext4_node_create(struct uc_fs_node *dir, const struct uc_fs_name *name,
                     const struct uc_fs_new *what, struct uc_fs_node **out);
int ext4_node_link(struct uc_fs_node *dir, const struct uc_fs_name *name,
                   struct uc_fs_node *node);
int ext4_node_unlink(struct uc_fs_node *dir, const struct uc_fs_name *name,
                     struct uc_fs_node *node);
int ext4_node_rmdir(struct uc_fs_node *dir, const struct uc_fs_name *name,
                    struct uc_fs_node *node);
int ext4_node_rename(const struct uc_fs_rename *what);
int ext4_node_readdir(struct uc_fs_node *dir, struct uc_fs_readdir *walk);
uc_ssize_t ext4_node_read(struct uc_fs_node *node, uint64_t offset,
                          const struct uc_fs_piece *pieces, unsigned pieces_n);
uc_ssize_t ext4_node_write(struct uc_fs_node *node, uint64_t offset,
                           const struct uc_fs_piece *pieces, unsigned pieces_n);

/* error.c: of libext2fs, as -UC_E... */
int ext4_error(errcode_t err);

/* crc.c */
uint32_t ext4_crc32c(uint32_t crc, const void *data, size_t bytes);

#endif /* EXT4_INTERNAL_H */
