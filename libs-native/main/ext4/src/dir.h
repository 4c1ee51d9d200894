/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef EXT4_DIR_H
#define EXT4_DIR_H

/* dir.c, htree.c, split.c: entries of directories. */
#include "internal.h"

struct ext4_entry {
    uint32_t offset; /* in its block */
    uint32_t bytes;  /* that it takes, with the room behind it */
    uint32_t inode;  /* 0: it is free */
    uint8_t type;
    uint8_t name_bytes;
    const char *name;
};

struct ext4_place {       /* of an entry */
    struct ext4_buf *buf; /* held */
    struct ext4_entry entry;
    uint32_t before; /* offset of the one before; its own where it is first */
};

/* What of a directory's block entries may fill. */
uint32_t ext4_dir_room(const struct ext4_fs *fs);
/* The entry at (offset), checked against the block. Errors: -UC_EIO. */
int ext4_entry_read(const struct ext4_fs *fs, const char *block,
                    uint32_t offset, struct ext4_entry *out);
void ext4_entry_write(const struct ext4_fs *fs, char *block,
                      const struct ext4_entry *entry);
/* Bytes that an entry with such a name needs. */
static inline uint32_t ext4_entry_bytes(uint32_t name_bytes)
{
    return (8 + name_bytes + 3) & ~UINT32_C(3);
}

/* Block (number) of a directory, its checksum checked. */
int ext4_dir_block(struct ext4_fs *fs, struct ext4_inode *dir, uint64_t number,
                   struct ext4_buf **out);
/* Appends a block, which is one free entry. */
int ext4_dir_grow(struct ext4_fs *fs, struct ext4_inode *dir, uint64_t *number,
                  struct ext4_buf **out);
int ext4_dir_dirty(struct ext4_fs *fs, struct ext4_inode *dir,
                   struct ext4_buf *buf);
/* Makes (block) one free entry. */
void ext4_dir_clear(const struct ext4_fs *fs, char *block);
/* Looks for (name), or puts (what) in, in one block. Errors: -UC_ENOENT,
 * -UC_ENOSPC (in this block). */
int ext4_dir_find_in(struct ext4_fs *fs, struct ext4_buf *buf,
                     const struct uc_fs_name *name, struct ext4_place *place);
int ext4_dir_add_in(struct ext4_fs *fs, struct ext4_inode *dir,
                    struct ext4_buf *buf, const struct ext4_entry *what);
/* Errors: -UC_ENOENT. */
int ext4_dir_find(struct ext4_fs *fs, struct ext4_inode *dir,
                  const struct uc_fs_name *name, struct ext4_place *place);
int ext4_dir_add(struct ext4_fs *fs, struct ext4_inode *dir,
                 const struct uc_fs_name *name, uint32_t number, uint32_t mode);
/* Both put (place->buf) back. */
int ext4_dir_set(struct ext4_fs *fs, struct ext4_inode *dir,
                 struct ext4_place *place, uint32_t number, uint32_t mode);
int ext4_dir_remove(struct ext4_fs *fs, struct ext4_inode *dir,
                    struct ext4_place *place);
/* 0, or -UC_ENOTEMPTY. */
int ext4_dir_empty(struct ext4_fs *fs, struct ext4_inode *dir);
/* "." and ".." of a new directory. */
int ext4_dir_init(struct ext4_fs *fs, struct ext4_inode *dir, uint32_t parent);
int ext4_dir_parent_set(struct ext4_fs *fs, struct ext4_inode *dir,
                        uint32_t parent);

enum {
    EXT4_HTREE_LEVELS = 3,
};

/* A way from the root of an index to a leaf. */
struct ext4_way {
    struct ext4_inode *dir;
    uint32_t levels; /* of the index */
    uint32_t version;
    struct {
        struct ext4_buf *buf; /* held */
        struct ext2_dx_entry *entries;
        uint32_t at; /* the one that was taken */
    } level[EXT4_HTREE_LEVELS];
};

bool ext4_is_indexed(const struct ext4_fs *fs, const struct ext4_inode *dir);
/* The way to where names with (hash) are; (way->dir) is set. To be let go. */
int ext4_way_find(struct ext4_fs *fs, struct ext4_way *way, uint32_t hash);
void ext4_way_let_go(struct ext4_fs *fs, struct ext4_way *way);
uint64_t ext4_way_leaf(const struct ext4_way *way);
/* Moves to the next leaf. Returns 1 and the hash that it begins with, whose
 * last bit says that names with one hash go on there; 0: there is none. */
int ext4_way_next(struct ext4_fs *fs, struct ext4_way *way, uint32_t *hash);
int ext4_hash(struct ext4_fs *fs, uint32_t version, const char *name,
              uint32_t bytes, uint32_t *hash, uint32_t *minor);
int ext4_htree_find(struct ext4_fs *fs, struct ext4_inode *dir,
                    const struct uc_fs_name *name, struct ext4_place *place);
int ext4_htree_add(struct ext4_fs *fs, struct ext4_inode *dir,
                   const struct ext4_entry *what);
/* Makes an index of a directory of one block. */
int ext4_htree_make(struct ext4_fs *fs, struct ext4_inode *dir);

#endif /* EXT4_DIR_H */
