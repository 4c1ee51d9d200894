/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Blocks in memory. Clean ones that nobody holds wait in a list, least recently
 * used first, and go when room is needed; the others stay, even above the
 * limit, which write.c and commit.c keep them from reaching.
 */
#include <uc/assert.h>
#include <uc/malloc.h>

#include <string.h>

#include "internal.h"

/* Buffers are made so many at a time: their data share one allocation. */
enum {
    CHUNK_BUFS = UC_CONFIG_EXT4_CHUNKS ? 16 : 1,
};

struct ext4_chunk {
    struct ext4_chunk *next;
    char *data;
    struct ext4_buf bufs[CHUNK_BUFS];
};

void ext4_list_add(struct ext4_buf_list *list, struct ext4_buf *buf)
{
    buf->next = NULL;
    buf->prev = list->last;
    if (list->last != NULL) {
        list->last->next = buf;
    } else {
        list->first = buf;
    }
    list->last = buf;
    list->count++;
}

void ext4_list_remove(struct ext4_buf_list *list, struct ext4_buf *buf)
{
    if (buf->prev != NULL) {
        buf->prev->next = buf->next;
    } else {
        list->first = buf->next;
    }
    if (buf->next != NULL) {
        buf->next->prev = buf->prev;
    } else {
        list->last = buf->prev;
    }
    list->count--;
}

static struct ext4_buf *merge(struct ext4_buf *a, struct ext4_buf *b,
                              bool by_block)
{
    struct ext4_buf *first = NULL;
    struct ext4_buf **end = &first;

    while (a != NULL && b != NULL) {
        bool take_a = by_block ? a->block <= b->block : a->number <= b->number;
        struct ext4_buf **from = take_a ? &a : &b;

        *end = *from;
        end = &(*from)->next;
        *from = (*from)->next;
    }
    *end = a != NULL ? a : b;
    return first;
}

void ext4_list_sort(struct ext4_buf_list *list, bool by_block)
{
    struct ext4_buf *runs[32] = {NULL}; /* runs[i]: 0 or 2^i buffers */
    struct ext4_buf *all = NULL;

    for (struct ext4_buf *buf = list->first; buf != NULL;) {
        struct ext4_buf *next = buf->next;
        unsigned i = 0;

        buf->next = NULL;
        for (; runs[i] != NULL; i++) {
            buf = merge(runs[i], buf, by_block);
            runs[i] = NULL;
        }
        runs[i] = buf;
        buf = next;
    }
    for (unsigned i = 0; i < UC_ARRAY_SIZE(runs); i++) {
        all = merge(runs[i], all, by_block);
    }
    list->first = all;
    list->last = NULL;
    for (struct ext4_buf *buf = all; buf != NULL; buf = buf->next) {
        buf->prev = list->last;
        list->last = buf;
    }
}

static uint32_t hash_of(const struct ext4_cache *cache, uint32_t inode,
                        uint64_t number)
{
    uint64_t key =
        (number + ((uint64_t)inode << 32)) * UINT64_C(0x9e3779b97f4a7c15);

    return (uint32_t)(key >> 40) & (cache->hash_n - 1);
}

int ext4_cache_init(struct ext4_fs *fs)
{
    struct ext4_cache *cache = &fs->cache;

    cache->most = (uint32_t)(UC_CONFIG_EXT4_CACHE * 1024ull / fs->block_bytes);
    for (cache->hash_n = 64; cache->hash_n < cache->most;) {
        cache->hash_n *= 2;
    }
    cache->hash = uc_calloc(cache->hash_n, sizeof *cache->hash);
    return cache->hash == NULL ? -UC_ENOMEM : 0;
}

void ext4_cache_free(struct ext4_fs *fs)
{
    for (struct ext4_chunk *chunk = fs->cache.chunks; chunk != NULL;) {
        struct ext4_chunk *next = chunk->next;

        uc_free(chunk->data);
        uc_free(chunk);
        chunk = next;
    }
    uc_free(fs->cache.hash);
    fs->cache = (struct ext4_cache){.hash = NULL};
}

static int grow(struct ext4_fs *fs)
{
    struct ext4_cache *cache = &fs->cache;
    struct ext4_chunk *chunk = uc_calloc(1, sizeof *chunk);
    size_t align = fs->io.disk->align;

    if (chunk == NULL) {
        return -UC_ENOMEM;
    }
    if (align < UC_PAGE_SIZE) {
        align = UC_PAGE_SIZE;
    }
    chunk->data = uc_memalign(align, (size_t)CHUNK_BUFS * fs->block_bytes);
    if (chunk->data == NULL) {
        uc_free(chunk);
        return -UC_ENOMEM;
    }
    for (unsigned i = 0; i < CHUNK_BUFS; i++) {
        chunk->bufs[i].data = chunk->data + (size_t)i * fs->block_bytes;
        ext4_list_add(&cache->unused, &chunk->bufs[i]);
    }
    chunk->next = cache->chunks;
    cache->chunks = chunk;
    cache->made += CHUNK_BUFS;
    return 0;
}

static void unhash(struct ext4_cache *cache, struct ext4_buf *buf)
{
    struct ext4_buf **at =
        &cache->hash[hash_of(cache, buf->inode, buf->number)];

    while (*at != NULL && *at != buf) {
        at = &(*at)->hash_next;
    }
    if (*at != NULL) {
        *at = buf->hash_next;
    }
}

struct ext4_buf *ext4_buf_find(struct ext4_fs *fs, uint32_t inode,
                               uint64_t number)
{
    struct ext4_cache *cache = &fs->cache;
    struct ext4_buf *buf = cache->hash[hash_of(cache, inode, number)];

    while (buf != NULL && (buf->number != number || buf->inode != inode)) {
        buf = buf->hash_next;
    }
    return buf;
}

static bool is_listed(const struct ext4_buf *buf)
{
    return (buf->flags & (EXT4_BUF_DIRTY | EXT4_BUF_TXN | EXT4_BUF_LOGGED)) !=
           0;
}

void ext4_buf_hold(struct ext4_fs *fs, struct ext4_buf *buf)
{
    if (buf->pins++ == 0 && !is_listed(buf)) {
        ext4_list_remove(&fs->cache.idle, buf);
    }
}

void ext4_buf_put(struct ext4_fs *fs, struct ext4_buf *buf)
{
    UC_ASSERT(buf->pins > 0);
    if (--buf->pins == 0 && !is_listed(buf)) {
        ext4_list_add(&fs->cache.idle, buf);
    }
}

/* Takes a buffer that holds nothing, or what nobody looked at for longest. */
static struct ext4_buf *take(struct ext4_fs *fs)
{
    struct ext4_cache *cache = &fs->cache;
    struct ext4_buf *buf = NULL;

    if (cache->unused.first == NULL &&
        (cache->made < cache->most || cache->idle.first == NULL)) {
        (void)grow(fs);
    }
    if (cache->unused.first != NULL) {
        buf = cache->unused.first;
        ext4_list_remove(&cache->unused, buf);
    } else if (cache->idle.first != NULL) {
        buf = cache->idle.first;
        ext4_list_remove(&cache->idle, buf);
        unhash(cache, buf);
    }
    return buf;
}

int ext4_buf_get(struct ext4_fs *fs, uint32_t inode, uint64_t number,
                 struct ext4_buf **out)
{
    struct ext4_buf *buf = ext4_buf_find(fs, inode, number);

    if (buf != NULL) {
        ext4_buf_hold(fs, buf);
        *out = buf;
        return 0;
    }
    buf = take(fs);
    if (buf == NULL) {
        return -UC_ENOMEM;
    }
    struct ext4_buf **chain =
        &fs->cache.hash[hash_of(&fs->cache, inode, number)];
    buf->inode = inode;
    buf->number = number;
    buf->block = inode == 0 ? number : 0;
    buf->flags = 0;
    buf->pins = 1;
    buf->hash_next = *chain;
    *chain = buf;
    *out = buf;
    return 0;
}

void ext4_buf_forget(struct ext4_fs *fs, struct ext4_buf *buf)
{
    UC_ASSERT(buf->pins == 0 && !is_listed(buf));
    ext4_list_remove(&fs->cache.idle, buf);
    unhash(&fs->cache, buf);
    ext4_list_add(&fs->cache.unused, buf);
}

int ext4_meta_read(struct ext4_fs *fs, uint64_t block, struct ext4_buf **out)
{
    struct ext4_buf *buf = NULL;

    if (block >= fs->blocks) {
        return -UC_EIO;
    }
    int err = ext4_buf_get(fs, 0, block, &buf);
    if (err < 0) {
        return err;
    }
    if (!(buf->flags & EXT4_BUF_VALID)) {
        ext4_io_add(&fs->io, UC_BLK_READ, block, buf->data, fs->block_bytes);
        err = ext4_io_wait_reads(&fs->io);
        if (err < 0) {
            ext4_buf_put(fs, buf);
            return err;
        }
        buf->flags |= EXT4_BUF_VALID;
    }
    *out = buf;
    return 0;
}

int ext4_meta_new(struct ext4_fs *fs, uint64_t block, struct ext4_buf **out)
{
    struct ext4_buf *buf = NULL;

    if (block >= fs->blocks) {
        return -UC_EIO;
    }
    int err = ext4_buf_get(fs, 0, block, &buf);
    if (err < 0) {
        return err;
    }
    memset(buf->data, 0, fs->block_bytes);
    buf->flags |= EXT4_BUF_VALID;
    *out = buf;
    return 0;
}
