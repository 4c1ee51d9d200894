/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Entries of directories. No length in a block is believed: each is checked
 * where it is read, since another part of a damaged file system may claim the
 * same block.
 * Spec: Linux, Documentation/filesystems/ext4/directory.rst.
 */
#include <string.h>

#include "dir.h"

static uint32_t tail_bytes(const struct ext4_fs *fs)
{
    return ext2fs_has_feature_metadata_csum(fs->e2->super)
               ? sizeof(struct ext2_dir_entry_tail)
               : 0;
}

uint32_t ext4_dir_room(const struct ext4_fs *fs)
{
    return fs->block_bytes - tail_bytes(fs);
}

int ext4_entry_read(const struct ext4_fs *fs, const char *block,
                    uint32_t offset, struct ext4_entry *out)
{
    const struct ext2_dir_entry_2 *raw = (const void *)(block + offset);

    if (offset % 4 != 0 || offset + 8 > fs->block_bytes) {
        return -UC_EIO;
    }
    uint32_t bytes = ext2fs_le16_to_cpu(raw->rec_len);
    if (fs->block_bytes == 65536 && (bytes == 0 || bytes == 65535)) {
        bytes = 65536; /* Spec: what does not fit into 16 bits */
    }
    if (bytes < 8 || bytes % 4 != 0 || bytes > fs->block_bytes - offset ||
        raw->name_len + 8u > bytes) {
        return -UC_EIO;
    }
    *out = (struct ext4_entry){
        .offset = offset,
        .bytes = bytes,
        .inode = ext2fs_le32_to_cpu(raw->inode),
        .type = raw->file_type,
        .name_bytes = raw->name_len,
        .name = block + offset + 8,
    };
    return 0;
}

void ext4_entry_write(const struct ext4_fs *fs, char *block,
                      const struct ext4_entry *entry)
{
    struct ext2_dir_entry_2 *raw = (void *)(block + entry->offset);

    raw->inode = ext2fs_cpu_to_le32(entry->inode);
    raw->rec_len = ext2fs_cpu_to_le16(
        (__u16)(entry->bytes == 65536 ? 65535 : entry->bytes));
    raw->name_len = entry->name_bytes;
    raw->file_type =
        ext2fs_has_feature_filetype(fs->e2->super) ? entry->type : 0;
    if (entry->name_bytes > 0 && entry->name != raw->name) {
        memmove(raw->name, entry->name, entry->name_bytes);
    }
}

int ext4_dir_block(struct ext4_fs *fs, struct ext4_inode *dir, uint64_t number,
                   struct ext4_buf **out)
{
    struct ext4_run run = {.count = 0};
    struct ext4_buf *buf = NULL;

    if (number >= dir->bytes >> fs->block_shift) {
        return ext4_corrupt(fs);
    }
    int err = ext4_map(fs, dir, number, 1, &run);
    if (err == 0 && (run.block == 0 || run.unwritten)) {
        err = ext4_corrupt(fs);
    }
    err = err < 0 ? err : ext4_meta_read(fs, run.block, &buf);
    if (err < 0) {
        return err;
    }
    if (!(buf->flags & EXT4_BUF_CHECKED) &&
        !ext2fs_dir_block_csum_verify(fs->e2, ext4_number(dir),
                                      (void *)buf->data)) {
        ext4_buf_put(fs, buf);
        return ext4_corrupt(fs);
    }
    buf->flags |= EXT4_BUF_CHECKED;
    *out = buf;
    return 0;
}

int ext4_dir_dirty(struct ext4_fs *fs, struct ext4_inode *dir,
                   struct ext4_buf *buf)
{
    if (ext2fs_dir_block_csum_set(fs->e2, ext4_number(dir),
                                  (void *)buf->data) != 0) {
        return ext4_corrupt(fs);
    }
    ext4_meta_dirty(fs, buf);
    return 0;
}

void ext4_dir_clear(const struct ext4_fs *fs, char *block)
{
    const struct ext4_entry all = {.bytes = ext4_dir_room(fs)};

    memset(block, 0, fs->block_bytes);
    ext4_entry_write(fs, block, &all);
    if (tail_bytes(fs) > 0) {
        struct ext2_dir_entry_tail *tail = (void *)(block + ext4_dir_room(fs));
        tail->det_rec_len = ext2fs_cpu_to_le16(sizeof *tail);
        tail->det_reserved_name_len =
            ext2fs_cpu_to_le16(EXT2_DIR_NAME_LEN_CSUM);
    }
}

int ext4_dir_grow(struct ext4_fs *fs, struct ext4_inode *dir, uint64_t *number,
                  struct ext4_buf **out)
{
    struct ext4_run run = {.number = dir->bytes >> fs->block_shift};
    struct ext4_buf *buf = NULL;

    int err = ext4_blocks_take(fs, dir->goal, 1, &run.block, &run.count);
    err = err < 0 ? err : ext4_map_set(fs, dir, &run);
    err = err < 0 ? err : ext4_meta_new(fs, run.block, &buf);
    if (err < 0) {
        return ext4_abort(fs, err); /* callers saw that there is room */
    }
    dir->goal = run.block + 1;
    ext4_dir_clear(fs, buf->data);
    buf->flags |= EXT4_BUF_CHECKED;
    err = ext4_dir_dirty(fs, dir, buf);
    dir->bytes += fs->block_bytes;
    ext2fs_inode_size_set(fs->e2, (void *)&dir->raw, (ext2_off64_t)dir->bytes);
    ext4_inode_dirty(fs, dir, true);
    if (err < 0) {
        ext4_buf_put(fs, buf);
        return err;
    }
    *number = run.number;
    *out = buf;
    return 0;
}

int ext4_dir_find_in(struct ext4_fs *fs, struct ext4_buf *buf,
                     const struct uc_fs_name *name, struct ext4_place *place)
{
    uint32_t before = 0;

    for (uint32_t offset = 0; offset < ext4_dir_room(fs);) {
        struct ext4_entry entry;

        if (ext4_entry_read(fs, buf->data, offset, &entry) < 0) {
            return ext4_corrupt(fs);
        }
        if (entry.inode != 0 && entry.name_bytes == name->bytes &&
            memcmp(entry.name, name->text, name->bytes) == 0) {
            ext4_buf_hold(fs, buf);
            *place = (struct ext4_place){buf, entry, before};
            return 0;
        }
        before = offset;
        offset += entry.bytes;
    }
    return -UC_ENOENT;
}

/* Puts (what) into the room behind, or in, (entry). */
static void put(const struct ext4_fs *fs, char *block, struct ext4_entry entry,
                uint32_t used, const struct ext4_entry *what)
{
    struct ext4_entry fresh = *what;

    fresh.offset = entry.offset + used;
    fresh.bytes = entry.bytes - used;
    if (used > 0) {
        entry.bytes = used;
        ext4_entry_write(fs, block, &entry);
    }
    ext4_entry_write(fs, block, &fresh);
}

int ext4_dir_add_in(struct ext4_fs *fs, struct ext4_inode *dir,
                    struct ext4_buf *buf, const struct ext4_entry *what)
{
    uint32_t need = ext4_entry_bytes(what->name_bytes);

    for (uint32_t offset = 0; offset < ext4_dir_room(fs);) {
        struct ext4_entry entry;

        if (ext4_entry_read(fs, buf->data, offset, &entry) < 0) {
            return ext4_corrupt(fs);
        }
        uint32_t used =
            entry.inode != 0 ? ext4_entry_bytes(entry.name_bytes) : 0;
        if (used <= entry.bytes && entry.bytes - used >= need) {
            put(fs, buf->data, entry, used, what);
            return ext4_dir_dirty(fs, dir, buf);
        }
        offset += entry.bytes;
    }
    return -UC_ENOSPC;
}

int ext4_dir_find(struct ext4_fs *fs, struct ext4_inode *dir,
                  const struct uc_fs_name *name, struct ext4_place *place)
{
    int err = -UC_ENOENT;

    if (ext4_is_indexed(fs, dir)) {
        return ext4_htree_find(fs, dir, name, place);
    }
    for (uint64_t i = 0; err == -UC_ENOENT && i < dir->bytes >> fs->block_shift;
         i++) {
        struct ext4_buf *buf = NULL;

        err = ext4_dir_block(fs, dir, i, &buf);
        if (err == 0) {
            err = ext4_dir_find_in(fs, buf, name, place);
            ext4_buf_put(fs, buf);
        }
    }
    return err;
}

static uint8_t type_of(uint32_t mode)
{
    switch (mode & UC_FS_TYPE_MASK) {
    case UC_FS_FILE:
        return EXT2_FT_REG_FILE;
    case UC_FS_DIRECTORY:
        return EXT2_FT_DIR;
    case UC_FS_CHARACTER_DEVICE:
        return EXT2_FT_CHRDEV;
    case UC_FS_BLOCK_DEVICE:
        return EXT2_FT_BLKDEV;
    case UC_FS_FIFO:
        return EXT2_FT_FIFO;
    case UC_FS_SOCKET:
        return EXT2_FT_SOCK;
    case UC_FS_LINK:
        return EXT2_FT_SYMLINK;
    default:
        return EXT2_FT_UNKNOWN;
    }
}

int ext4_dir_add(struct ext4_fs *fs, struct ext4_inode *dir,
                 const struct uc_fs_name *name, uint32_t number, uint32_t mode)
{
    const struct ext4_entry what = {
        .inode = number,
        .type = type_of(mode),
        .name_bytes = (uint8_t)name->bytes,
        .name = name->text,
    };
    uint64_t blocks = dir->bytes >> fs->block_shift;
    struct ext4_buf *buf = NULL;
    int err = -UC_ENOSPC;

    if (ext4_is_indexed(fs, dir)) {
        return ext4_htree_add(fs, dir, &what);
    }
    for (uint64_t i = 0; err == -UC_ENOSPC && i < blocks; i++) {
        err = ext4_dir_block(fs, dir, i, &buf);
        if (err == 0) {
            err = ext4_dir_add_in(fs, dir, buf, &what);
            ext4_buf_put(fs, buf);
        }
    }
    if (err != -UC_ENOSPC) {
        return err;
    }
    if (blocks == 1 && ext2fs_has_feature_dir_index(fs->e2->super)) {
        err = ext4_htree_make(fs, dir);
        return err < 0 ? err : ext4_htree_add(fs, dir, &what);
    }
    err = ext4_dir_grow(fs, dir, &blocks, &buf);
    if (err == 0) {
        err = ext4_dir_add_in(fs, dir, buf, &what);
        ext4_buf_put(fs, buf);
    }
    return err;
}

int ext4_dir_set(struct ext4_fs *fs, struct ext4_inode *dir,
                 struct ext4_place *place, uint32_t number, uint32_t mode)
{
    place->entry.inode = number;
    place->entry.type = type_of(mode);
    ext4_entry_write(fs, place->buf->data, &place->entry);
    int err = ext4_dir_dirty(fs, dir, place->buf);
    ext4_buf_put(fs, place->buf);
    return err;
}

int ext4_dir_remove(struct ext4_fs *fs, struct ext4_inode *dir,
                    struct ext4_place *place)
{
    char *block = place->buf->data;
    struct ext4_entry before;

    if (place->before != place->entry.offset &&
        ext4_entry_read(fs, block, place->before, &before) == 0) {
        before.bytes += place->entry.bytes;
        ext4_entry_write(fs, block, &before);
    } else {
        place->entry.inode = 0;
        ext4_entry_write(fs, block, &place->entry);
    }
    int err = ext4_dir_dirty(fs, dir, place->buf);
    ext4_buf_put(fs, place->buf);
    return err;
}

static bool is_dots(const struct ext4_entry *entry)
{
    return entry->name_bytes > 0 && entry->name_bytes <= 2 &&
           entry->name[0] == '.' &&
           (entry->name_bytes == 1 || entry->name[1] == '.');
}

static int block_empty(struct ext4_fs *fs, const struct ext4_buf *buf)
{
    for (uint32_t offset = 0; offset < ext4_dir_room(fs);) {
        struct ext4_entry entry;

        if (ext4_entry_read(fs, buf->data, offset, &entry) < 0) {
            return ext4_corrupt(fs);
        }
        if (entry.inode != 0 && !is_dots(&entry)) {
            return -UC_ENOTEMPTY;
        }
        offset += entry.bytes;
    }
    return 0;
}

int ext4_dir_empty(struct ext4_fs *fs, struct ext4_inode *dir)
{
    int err = 0;

    for (uint64_t i = 0; err == 0 && i < dir->bytes >> fs->block_shift; i++) {
        struct ext4_buf *buf = NULL;

        err = ext4_dir_block(fs, dir, i, &buf);
        if (err == 0) {
            err = block_empty(fs, buf);
            ext4_buf_put(fs, buf);
        }
    }
    return err;
}

int ext4_dir_init(struct ext4_fs *fs, struct ext4_inode *dir, uint32_t parent)
{
    struct ext4_buf *buf = NULL;
    uint64_t number = 0;
    int err = ext4_dir_grow(fs, dir, &number, &buf);

    if (err < 0) {
        return err;
    }
    const struct ext4_entry dot = {
        .bytes = ext4_entry_bytes(1),
        .inode = ext4_number(dir),
        .type = EXT2_FT_DIR,
        .name_bytes = 1,
        .name = ".",
    };
    const struct ext4_entry dot_dot = {
        .offset = dot.bytes,
        .bytes = ext4_dir_room(fs) - dot.bytes,
        .inode = parent,
        .type = EXT2_FT_DIR,
        .name_bytes = 2,
        .name = "..",
    };
    ext4_entry_write(fs, buf->data, &dot);
    ext4_entry_write(fs, buf->data, &dot_dot);
    err = ext4_dir_dirty(fs, dir, buf);
    ext4_buf_put(fs, buf);
    return err;
}

int ext4_dir_parent_set(struct ext4_fs *fs, struct ext4_inode *dir,
                        uint32_t parent)
{
    static const struct uc_fs_name dot_dot = {"..", 2};
    struct ext4_place place;
    struct ext4_buf *buf = NULL;

    int err = ext4_dir_block(fs, dir, 0, &buf);
    if (err < 0) {
        return err;
    }
    err = ext4_dir_find_in(fs, buf, &dot_dot, &place);
    ext4_buf_put(fs, buf);
    if (err < 0) {
        return err == -UC_ENOENT ? ext4_corrupt(fs) : err;
    }
    return ext4_dir_set(fs, dir, &place, parent, UC_FS_DIRECTORY);
}
