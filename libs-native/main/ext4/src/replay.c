/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * After a loss of power: what was committed to the journal is brought to its
 * places. Three walks over the log: how far it goes, what was revoked, and then
 * the blocks themselves. Spec: Linux,
 * Documentation/filesystems/ext4/journal.rst.
 */
#include <uc/malloc.h>

#include <string.h>

#include "internal.h"
#include "jbd2.h"

enum {
    WINDOW_BLOCKS = 32, /* of the log are read at once */
};

struct revoked {
    uint64_t block;
    uint32_t sequence;
    bool used;
};

struct log {
    struct ext4_fs *fs;
    char *window;
    uint32_t window_at; /* number of its first block */
    uint32_t window_n;
    uint32_t first_sequence;
    uint32_t end_sequence;   /* of the first that was not committed */
    struct revoked *revoked; /* a hash */
    uint32_t revoked_n;
    uint32_t revoked_room; /* a power of two */
    uint32_t tag_bytes;
    uint32_t tail_bytes;
    uint32_t left; /* blocks that this walk may still pass: it ends */
    bool csum3;
    bool csum; /* 2 or 3 */
    bool wide;
};

enum walk {
    WALK_SCAN,
    WALK_REVOKES,
    WALK_BLOCKS,
};

static uint32_t next(const struct ext4_journal *journal, uint32_t at)
{
    return at + 1 < journal->end ? at + 1 : journal->first;
}

/* Block (number) of the log, valid until the next call. */
static int read_block(struct log *log, uint32_t number, char **out)
{
    struct ext4_fs *fs = log->fs;
    const struct ext4_journal *journal = &fs->journal;

    if (number < log->window_at || number - log->window_at >= log->window_n) {
        uint32_t count = journal->end - number;
        count = count < WINDOW_BLOCKS ? count : WINDOW_BLOCKS;
        for (uint32_t i = 0; i < count; i++) {
            ext4_io_add(
                &fs->io, UC_BLK_READ, ext4_journal_block(journal, number + i),
                log->window + (size_t)i * fs->block_bytes, fs->block_bytes);
        }
        log->window_n = 0;
        int err = ext4_io_wait_reads(&fs->io);
        if (err < 0) {
            return err;
        }
        log->window_at = number;
        log->window_n = count;
    }
    *out = log->window + (size_t)(number - log->window_at) * fs->block_bytes;
    return 0;
}

/* Checksum of a whole block that holds its own at (place). */
static bool is_right(const struct log *log, char *block, uc_be32 *place)
{
    uc_be32 kept = *place;

    *place = uc_be32_of(0);
    uint32_t crc =
        ext4_crc32c(log->fs->journal.csum_seed, block, log->fs->block_bytes);
    *place = kept;
    return crc == uc_be32_get(kept);
}

static bool has_right_tail(const struct log *log, char *block)
{
    return !log->csum ||
           is_right(log, block,
                    (void *)(block + log->fs->block_bytes - sizeof(uc_be32)));
}

static bool is_right_commit(const struct log *log, char *block)
{
    struct jbd2_commit *commit = (void *)block;

    return !log->csum || is_right(log, block, &commit->checksum[0]);
}

static struct revoked *find_revoked(const struct log *log, uint64_t block)
{
    uint32_t at = (uint32_t)((block * UINT64_C(0x9e3779b97f4a7c15)) >> 32);

    for (;; at++) {
        struct revoked *r = &log->revoked[at & (log->revoked_room - 1)];
        if (!r->used || r->block == block) {
            return r;
        }
    }
}

static int grow_revoked(struct log *log)
{
    struct revoked *old = log->revoked;
    uint32_t old_room = log->revoked_room;
    uint32_t room = old_room > 0 ? old_room * 2 : 256;
    struct revoked *more = uc_calloc(room, sizeof *more);

    if (more == NULL) {
        return -UC_ENOMEM;
    }
    log->revoked = more;
    log->revoked_room = room;
    for (uint32_t i = 0; i < old_room; i++) {
        if (old[i].used) {
            *find_revoked(log, old[i].block) = old[i];
        }
    }
    uc_free(old);
    return 0;
}

static int add_revoked(struct log *log, uint64_t block, uint32_t sequence)
{
    if ((log->revoked_n + 1) * 4 > log->revoked_room * 3) {
        int err = grow_revoked(log);
        if (err < 0) {
            return err;
        }
    }
    struct revoked *r = find_revoked(log, block);
    if (!r->used) {
        log->revoked_n++;
    }
    *r = (struct revoked){block, sequence, true}; /* the walk goes forward */
    return 0;
}

/* Transactions are numbered round and round. */
static bool is_after(uint32_t a, uint32_t b)
{
    return (int32_t)(a - b) > 0;
}

static bool is_revoked(const struct log *log, uint64_t block, uint32_t sequence)
{
    if (log->revoked_n == 0) {
        return false;
    }
    const struct revoked *r = find_revoked(log, block);

    return r->used && !is_after(sequence, r->sequence);
}

static int walk_revokes(struct log *log, char *block, uint32_t sequence)
{
    const struct jbd2_revoke *revoke = (void *)block;
    uint32_t bytes = uc_be32_get(revoke->bytes);
    uint32_t each = log->wide ? sizeof(uc_be64) : sizeof(uc_be32);
    int err = 0;

    if (bytes > log->fs->block_bytes - log->tail_bytes ||
        !has_right_tail(log, block)) {
        return -UC_EIO;
    }
    for (uint32_t at = sizeof *revoke; at + each <= bytes && err == 0;
         at += each) {
        uc_be64 wide;
        uc_be32 narrow;
        memcpy(&wide, block + at, log->wide ? sizeof wide : 0);
        memcpy(&narrow, block + at, sizeof narrow);
        err = add_revoked(
            log, log->wide ? uc_be64_get(wide) : uc_be32_get(narrow), sequence);
    }
    return err;
}

struct tag {
    uint64_t block;
    uint32_t flags;
    uint32_t checksum;
};

static struct tag read_tag(const struct log *log, const char *place)
{
    struct tag tag = {.block = 0};

    if (log->csum3) {
        struct jbd2_tag3 raw;
        memcpy(&raw, place, sizeof raw);
        tag.block = uc_be32_get(raw.block);
        if (log->wide) {
            tag.block |= (uint64_t)uc_be32_get(raw.block_high) << 32;
        }
        tag.flags = uc_be32_get(raw.flags);
        tag.checksum = uc_be32_get(raw.checksum);
        return tag;
    }
    struct jbd2_tag raw = {.flags = uc_be16_of(0)};
    memcpy(&raw, place,
           log->tag_bytes < sizeof raw ? log->tag_bytes : sizeof raw);
    tag.block = uc_be32_get(raw.block);
    if (log->wide) {
        tag.block |= (uint64_t)uc_be32_get(raw.block_high) << 32;
    }
    tag.flags = uc_be16_get(raw.flags);
    tag.checksum = uc_be16_get(raw.checksum);
    return tag;
}

static bool is_right_block(const struct log *log, const struct tag *tag,
                           uint32_t sequence, const char *data)
{
    uc_be32 number = uc_be32_of(sequence);

    if (!log->csum) {
        return true;
    }
    uint32_t crc =
        ext4_crc32c(log->fs->journal.csum_seed, &number, sizeof number);
    crc = ext4_crc32c(crc, data, log->fs->block_bytes);
    return log->csum3 ? crc == tag->checksum : (crc & 0xffff) == tag->checksum;
}

/* What was played goes to its place, before there is too much of it. */
static int write_out(struct ext4_fs *fs, uint32_t most)
{
    struct ext4_buf_list *list = &fs->txn.logged;

    if (list->count <= most || !fs->writable) {
        return 0;
    }
    ext4_list_sort(list, true);
    for (struct ext4_buf *b = list->first; b != NULL; b = b->next) {
        ext4_io_add(&fs->io, UC_BLK_WRITE, b->block, b->data, fs->block_bytes);
    }
    int err = ext4_io_wait_writes(&fs->io);
    while (err == 0 && list->first != NULL) {
        struct ext4_buf *b = list->first;
        ext4_list_remove(list, b);
        b->flags &= (uint16_t)~EXT4_BUF_LOGGED;
        ext4_list_add(&fs->cache.idle, b);
    }
    return err;
}

static int play(struct log *log, const struct tag *tag, const char *data)
{
    struct ext4_fs *fs = log->fs;
    struct ext4_buf *buf = NULL;

    if (tag->block >= fs->blocks) {
        return -UC_EIO;
    }
    int err = ext4_buf_get(fs, 0, tag->block, &buf);
    if (err < 0) {
        return err;
    }
    memcpy(buf->data, data, fs->block_bytes);
    if (tag->flags & JBD2_TAG_ESCAPED) {
        const uc_be32 magic = uc_be32_of(JBD2_MAGIC);
        memcpy(buf->data, &magic, sizeof magic);
    }
    if (!(buf->flags & EXT4_BUF_LOGGED)) {
        ext4_list_add(&fs->txn.logged, buf);
    }
    buf->flags = EXT4_BUF_VALID | EXT4_BUF_LOGGED;
    ext4_buf_put(fs, buf);
    return write_out(fs, fs->cache.most / 2);
}

/* (descriptor) and the blocks behind it; moves (*at) there. */
static int walk_descriptor(struct log *log, enum walk walk, const char *place,
                           uint32_t sequence, uint32_t *at)
{
    const struct ext4_journal *journal = &log->fs->journal;
    uint32_t offset = sizeof(struct jbd2_header);
    struct tag tag = {.flags = 0};

    while (!(tag.flags & JBD2_TAG_LAST)) {
        if (offset + log->tag_bytes + log->tail_bytes > log->fs->block_bytes) {
            return walk == WALK_SCAN ? 0 : -UC_EIO;
        }
        tag = read_tag(log, place + offset);
        offset += log->tag_bytes;
        offset += tag.flags & JBD2_TAG_SAME_UUID ? 0 : JBD2_UUID_BYTES;
        if (walk == WALK_BLOCKS && !is_revoked(log, tag.block, sequence)) {
            char *data = NULL;
            int err = read_block(log, *at, &data);
            if (err == 0 && !is_right_block(log, &tag, sequence, data)) {
                err = -UC_EIO;
            }
            err = err < 0 ? err : play(log, &tag, data);
            if (err < 0) {
                return err;
            }
        }
        *at = next(journal, *at);
        if (log->left-- == 0) {
            return -UC_EIO;
        }
    }
    return 0;
}

static int copy_descriptor(struct log *log, enum walk walk, const char *block,
                           uint32_t sequence, uint32_t *at)
{
    char *copy = uc_malloc(log->fs->block_bytes); /* the window moves on */

    if (copy == NULL) {
        return -UC_ENOMEM;
    }
    memcpy(copy, block, log->fs->block_bytes);
    int err = walk_descriptor(log, walk, copy, sequence, at);
    uc_free(copy);
    return err;
}

/* From the start of the log to the first transaction without a commit. */
static int walk_log(struct log *log, enum walk walk)
{
    const struct ext4_journal *journal = &log->fs->journal;
    const struct jbd2_super *super = journal->super;
    uint32_t at = uc_be32_get(super->start);
    uint32_t sequence = log->first_sequence;
    char *block = NULL;

    for (log->left = journal->end - journal->first; log->left > 0;
         log->left--) {
        if (walk != WALK_SCAN && !is_after(log->end_sequence, sequence)) {
            break;
        }
        int err = read_block(log, at, &block);
        if (err < 0) {
            return err;
        }
        const struct jbd2_header *header = (void *)block;
        if (uc_be32_get(header->magic) != JBD2_MAGIC ||
            uc_be32_get(header->sequence) != sequence) {
            break;
        }
        at = next(journal, at);
        uint32_t type = uc_be32_get(header->type);
        if (type == JBD2_DESCRIPTOR && has_right_tail(log, block)) {
            err = copy_descriptor(log, walk, block, sequence, &at);
        } else if (type == JBD2_COMMIT && is_right_commit(log, block)) {
            sequence++;
            if (walk == WALK_SCAN) {
                log->end_sequence = sequence;
            }
        } else if (type == JBD2_REVOKE) {
            err = walk == WALK_REVOKES ? walk_revokes(log, block, sequence) : 0;
        } else {
            break;
        }
        if (err < 0) {
            return err;
        }
    }
    return 0;
}

static int walk_all(struct log *log)
{
    int err = walk_log(log, WALK_SCAN);

    err = err < 0 ? err : walk_log(log, WALK_REVOKES);
    err = err < 0 ? err : walk_log(log, WALK_BLOCKS);
    err = err < 0 ? err : write_out(log->fs, 0);
    return err;
}

static void read_format(struct log *log)
{
    const struct jbd2_super *super = log->fs->journal.super;
    uint32_t incompat = uc_be32_get(super->incompat);

    log->csum3 = (incompat & JBD2_HAS_CSUM_V3) != 0;
    log->csum = log->csum3 || (incompat & JBD2_HAS_CSUM_V2);
    log->wide = (incompat & JBD2_HAS_64BIT) != 0;
    log->tail_bytes = log->csum ? sizeof(uc_be32) : 0;
    if (log->csum3) {
        log->tag_bytes = sizeof(struct jbd2_tag3);
    } else {
        log->tag_bytes = sizeof(struct jbd2_tag);
        if (!log->wide) {
            log->tag_bytes -= (uint32_t)sizeof(uc_be32);
        }
        if (log->csum) {
            log->tag_bytes += (uint32_t)sizeof(uc_be16);
        }
    }
}

int ext4_replay(struct ext4_fs *fs, bool *replayed)
{
    struct ext4_journal *journal = &fs->journal;
    const struct jbd2_super *super = journal->super;
    struct log log = {.fs = fs};

    if (uc_be32_get(super->start) == 0) {
        return 0;
    }
    log.first_sequence = uc_be32_get(super->sequence);
    log.end_sequence = log.first_sequence;
    read_format(&log);
    log.window =
        uc_memalign(UC_PAGE_SIZE, (size_t)WINDOW_BLOCKS * fs->block_bytes);
    if (log.window == NULL) {
        return -UC_ENOMEM;
    }
    int err = walk_all(&log);
    uc_free(log.window);
    uc_free(log.revoked);
    if (err < 0) {
        return err;
    }
    *replayed = true;
    journal->sequence = log.end_sequence + 1;
    if (fs->writable) {
        err = ext4_io_flush(&fs->io);
        err = err < 0 ? err : ext4_journal_super_write(fs, 0);
    }
    return err;
}
