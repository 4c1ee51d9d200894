/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the compiled parts of libext2fs call: its inline functions, its view of
 * a disk, and in place of its own allocator and inode cache those of this
 * library.
 */
#include <uc/assert.h>

#include <string.h>

#define INCLUDE_INLINE_FUNCS
#include "internal.h"

#include "ext2fsP.h"
#include "upstream.h"

static struct ext4_fs *fs_of(ext2_filsys e2)
{
    return e2->priv_data;
}

errcode_t ext2fs_get_memalign(unsigned long size, unsigned long align,
                              void *ptr)
{
    void *mem = uc_memalign(align < 16 ? 16 : align, size);

    if (mem == NULL) {
        return EXT2_ET_NO_MEMORY;
    }
    memcpy(ptr, &mem, sizeof mem);
    return 0;
}

time_t ext4_port_time(void)
{
    return uc_fs_now().seconds;
}

/* A disk: bytes by way of the cache, so that what a journal holds is seen. */

static errcode_t channel_move(io_channel channel, uint64_t block, int count,
                              void *data, bool write)
{
    struct ext4_fs *fs = channel->private_data;
    uint64_t offset = block * (uint64_t)channel->block_size;
    uint64_t bytes = count < 0
                         ? (uint64_t)-(int64_t)count
                         : (uint64_t)count * (uint64_t)channel->block_size;
    char *at = data;

    if (block >= fs->blocks * (fs->block_bytes / 512)) {
        return EXT2_ET_BAD_BLOCK_NUM;
    }
    while (bytes > 0) {
        struct ext4_buf *buf = NULL;
        uint32_t within = (uint32_t)(offset & (fs->block_bytes - 1));
        uint64_t part = fs->block_bytes - within;
        part = part < bytes ? part : bytes;

        int err = write && part == fs->block_bytes
                      ? ext4_meta_new(fs, offset >> fs->block_shift, &buf)
                      : ext4_meta_read(fs, offset >> fs->block_shift, &buf);
        if (err < 0) {
            return err == -UC_ENOMEM ? EXT2_ET_NO_MEMORY : EXT2_ET_SHORT_READ;
        }
        if (write) {
            memcpy(buf->data + within, at, part);
            ext4_meta_dirty(fs, buf);
        } else {
            memcpy(at, buf->data + within, part);
        }
        ext4_buf_put(fs, buf);
        at += part;
        offset += part;
        bytes -= part;
    }
    return 0;
}

errcode_t io_channel_read_blk64(io_channel channel, unsigned long long block,
                                int count, void *data)
{
    return channel_move(channel, block, count, data, false);
}

errcode_t io_channel_write_blk64(io_channel channel, unsigned long long block,
                                 int count, const void *data)
{
    return channel_move(channel, block, count, (void *)(uintptr_t)data, true);
}

static errcode_t channel_read(io_channel channel, unsigned long block,
                              int count, void *data)
{
    return channel_move(channel, block, count, data, false);
}

static errcode_t channel_write(io_channel channel, unsigned long block,
                               int count, const void *data)
{
    return io_channel_write_blk64(channel, block, count, data);
}

static errcode_t channel_set_block_bytes(io_channel channel, int block_bytes)
{
    channel->block_size = block_bytes;
    return 0;
}

static errcode_t channel_close(io_channel channel UC_UNUSED)
{
    return 0;
}

/* ext2fs_open2 gives its manager a name only. */
static struct {
    struct uc_mutex mutex;
    struct ext4_fs *fs;
} opening;

static errcode_t channel_open(const char *name UC_UNUSED, int flags UC_UNUSED,
                              io_channel *out)
{
    *out = &opening.fs->channel;
    return 0;
}

static struct struct_io_manager manager = {
    .magic = EXT2_ET_MAGIC_IO_MANAGER,
    .name = "blkdev",
    .open = channel_open,
    .close = channel_close,
    .set_blksize = channel_set_block_bytes,
    .read_blk = channel_read,
    .write_blk = channel_write,
};

int ext4_upstream_open(struct ext4_fs *fs)
{
    fs->channel = (struct struct_io_channel){
        .magic = EXT2_ET_MAGIC_IO_CHANNEL,
        .manager = &manager,
        .private_data = fs,
        .block_size = 1024,
    };
    uc_mutex_lock(&opening.mutex);
    opening.fs = fs;
    errcode_t err = ext2fs_open2("", NULL,
                                 EXT2_FLAG_RW | EXT2_FLAG_64BITS |
                                     EXT2_FLAG_FORCE | EXT2_FLAG_SKIP_MMP,
                                 0, 0, &manager, &fs->e2);
    uc_mutex_unlock(&opening.mutex);
    if (err == 0) {
        fs->e2->priv_data = fs;
#ifdef WORDS_BIGENDIAN
        ext2fs_swap_super(fs->e2->orig_super); /* it is as on the disk */
#endif
    }
    return ext4_error(err);
}

void ext2fs_free(ext2_filsys e2)
{
    if (e2 == NULL) {
        return;
    }
    uc_free(e2->super);
    uc_free(e2->orig_super);
    uc_free(e2->group_desc);
    uc_free(e2->device_name);
    uc_free(e2);
}

errcode_t io_channel_alloc_buf(io_channel channel, int count, void *ptr)
{
    UC_ASSERT(count < 0); /* the superblock */
    return ext2fs_get_mem((unsigned long)-count, ptr);
    (void)channel;
}

errcode_t io_channel_cache_readahead(io_channel channel UC_UNUSED,
                                     unsigned long long block UC_UNUSED,
                                     unsigned long long count UC_UNUSED)
{
    return 0;
}

errcode_t io_channel_set_options(io_channel channel UC_UNUSED,
                                 const char *options UC_UNUSED)
{
    return 0;
}

/* Inodes that are in memory; callers pass those on. */

errcode_t ext2fs_read_inode(ext2_filsys e2, ext2_ino_t number,
                            struct ext2_inode *out)
{
    struct ext4_inode *inode = ext4_inode_find(fs_of(e2), number);

    if (inode == NULL) {
        return EXT2_ET_BAD_INODE_NUM;
    }
    memcpy(out, &inode->raw, sizeof *out);
    return 0;
}

errcode_t ext2fs_write_inode(ext2_filsys e2, ext2_ino_t number,
                             struct ext2_inode *raw)
{
    struct ext4_inode *inode = ext4_inode_find(fs_of(e2), number);

    UC_ASSERT(inode != NULL && (void *)raw == (void *)&inode->raw);
    ext4_inode_dirty(fs_of(e2), inode, true);
    return 0;
}

/* Blocks. What is taken here is metadata: parts of the map of a file. */

errcode_t ext2fs_alloc_block3(ext2_filsys e2, blk64_t goal, char *zeroes,
                              blk64_t *out, struct blk_alloc_ctx *ctx UC_UNUSED)
{
    struct ext4_fs *fs = fs_of(e2);
    struct ext4_buf *buf = NULL;
    uint64_t block = 0;
    uint32_t count = 0;

    int err = ext4_blocks_take(fs, goal, 1, &block, &count);
    if (err < 0) {
        return err == -UC_ENOSPC ? EXT2_ET_BLOCK_ALLOC_FAIL
                                 : EXT2_ET_SHORT_READ;
    }
    err = ext4_meta_new(fs, block, &buf);
    if (err < 0) {
        (void)ext4_blocks_free(fs, block, 1);
        return EXT2_ET_NO_MEMORY;
    }
    ext4_meta_dirty(fs, buf);
    ext4_buf_put(fs, buf);
    if (zeroes != NULL) {
        memset(zeroes, 0, fs->block_bytes);
    }
    *out = block;
    return 0;
}

errcode_t ext2fs_alloc_block2(ext2_filsys e2, blk64_t goal, char *zeroes,
                              blk64_t *out)
{
    return ext2fs_alloc_block3(e2, goal, zeroes, out, NULL);
}

/* Blocks of files that have no extents: 32 bits. */
errcode_t ext2fs_alloc_block(ext2_filsys e2, blk_t goal, char *zeroes,
                             blk_t *out)
{
    blk64_t block = 0;
    errcode_t err = ext2fs_alloc_block3(e2, goal, zeroes, &block, NULL);

    if (err == 0 && block > UINT32_MAX) {
        (void)ext4_blocks_free(fs_of(e2), block, 1);
        err = EXT2_ET_BLOCK_ALLOC_FAIL;
    }
    if (err == 0) {
        *out = (blk_t)block;
    }
    return err;
}

/* An error here aborts the file system, which callers see there. */
void ext2fs_block_alloc_stats2(ext2_filsys e2, blk64_t block, int inuse)
{
    UC_ASSERT(inuse < 0);
    if (ext4_meta_free(fs_of(e2), block) == 0) {
        (void)ext4_blocks_free(fs_of(e2), block, 1);
    }
}

void ext2fs_block_alloc_stats(ext2_filsys e2, blk_t block, int inuse)
{
    ext2fs_block_alloc_stats2(e2, block, inuse);
}

blk64_t ext2fs_find_inode_goal(ext2_filsys e2, ext2_ino_t number,
                               struct ext2_inode *inode UC_UNUSED,
                               blk64_t lblk UC_UNUSED)
{
    return ext2fs_group_first_block2(e2, ext2fs_group_of_ino(e2, number));
}

errcode_t ext2fs_zero_blocks2(ext2_filsys e2 UC_UNUSED, blk64_t block UC_UNUSED,
                              int count UC_UNUSED, blk64_t *bad UC_UNUSED,
                              int *bad_n UC_UNUSED)
{
    return EXT2_ET_UNIMPLEMENTED;
}

/* Of features that mount.c turns away. */

errcode_t ext2fs_mmp_start(ext2_filsys e2 UC_UNUSED)
{
    return EXT2_ET_UNSUPP_FEATURE;
}

errcode_t ext2fs_mmp_stop(ext2_filsys e2 UC_UNUSED)
{
    return 0;
}

errcode_t ext2fs_inline_data_ea_remove(ext2_filsys e2 UC_UNUSED,
                                       ext2_ino_t number UC_UNUSED)
{
    return EXT2_ET_UNSUPP_FEATURE;
}

const struct ext2fs_nls_table *ext2fs_load_nls_table(int encoding UC_UNUSED)
{
    return NULL;
}

struct ext2fs_hashmap *
ext2fs_hashmap_create(uint32_t (*hash)(const void *, size_t) UC_UNUSED,
                      void (*release)(void *) UC_UNUSED, size_t size UC_UNUSED)
{
    return NULL;
}

uint32_t ext2fs_djb2_hash(const void *text UC_UNUSED, size_t bytes UC_UNUSED)
{
    return 0;
}

/* For swapping bytes: a target in the inode is text. */
int ext2fs_is_fast_symlink(struct ext2_inode *inode)
{
    return LINUX_S_ISLNK(inode->i_mode) && EXT2_I_SIZE(inode) != 0 &&
           EXT2_I_SIZE(inode) < sizeof inode->i_block;
}
