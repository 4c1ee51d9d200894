/* SPDX-License-Identifier: BSD-3-Clause */
/* The journal: where it is, and how transactions are written to it. */
#include <uc/malloc.h>

#include <string.h>

#include "internal.h"
#include "jbd2.h"

uint64_t ext4_journal_block(const struct ext4_journal *journal, uint32_t number)
{
    unsigned low = 0;
    unsigned high = journal->runs_n;

    while (high - low > 1) {
        unsigned middle = (low + high) / 2;
        if (journal->runs[middle].number <= number) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return journal->runs[low].block + (number - journal->runs[low].number);
}

/* Where all (blocks) blocks of the journal are. */
static int find_runs(struct ext4_fs *fs, struct ext4_inode *inode,
                     uint32_t blocks)
{
    struct ext4_journal *journal = &fs->journal;

    for (uint32_t number = 0; number < blocks;) {
        struct ext4_run run = {.count = 0};
        int err = ext4_map(fs, inode, number, blocks - number, &run);
        if (err < 0) {
            return err;
        }
        if (run.block == 0 || run.unwritten) {
            return -UC_EIO;
        }
        struct ext4_run *last =
            journal->runs_n > 0 ? &journal->runs[journal->runs_n - 1] : NULL;
        number += run.count;
        if (last != NULL && last->block + last->count == run.block) {
            last->count += run.count;
            continue;
        }
        struct ext4_run *more = uc_realloc(
            journal->runs, (journal->runs_n + 1) * sizeof *journal->runs);
        if (more == NULL) {
            return -UC_ENOMEM;
        }
        journal->runs = more;
        journal->runs[journal->runs_n++] = run;
    }
    return 0;
}

static bool is_sound(const struct ext4_fs *fs, const struct jbd2_super *super,
                     uint64_t bytes)
{
    uint32_t blocks = uc_be32_get(super->blocks);
    uint32_t first = uc_be32_get(super->first);

    return uc_be32_get(super->header.magic) == JBD2_MAGIC &&
           uc_be32_get(super->header.type) == JBD2_SUPER_V2 &&
           uc_be32_get(super->block_bytes) == fs->block_bytes &&
           blocks <= bytes >> fs->block_shift && first >= 1 && first < blocks &&
           blocks - first >= JBD2_BLOCKS_MIN / 2 &&
           uc_be32_get(super->start) < blocks &&
           (uc_be32_get(super->start) == 0 ||
            uc_be32_get(super->start) >= first);
}

static bool is_known(const struct jbd2_super *super)
{
    uint32_t incompat = uc_be32_get(super->incompat);
    uint32_t known = JBD2_HAS_REVOKE | JBD2_HAS_64BIT | JBD2_HAS_CSUM_V2 |
                     JBD2_HAS_CSUM_V3 | JBD2_HAS_ASYNC_COMMIT;
    bool csum = (incompat & (JBD2_HAS_CSUM_V2 | JBD2_HAS_CSUM_V3)) != 0;

    return (incompat & ~known) == 0 && uc_be32_get(super->ro_compat) == 0 &&
           (!(incompat & JBD2_HAS_ASYNC_COMMIT) || csum) &&
           (!csum || super->checksum_type == JBD2_CRC32C);
}

static uint32_t super_checksum(struct jbd2_super *super)
{
    uc_be32 kept = super->checksum;

    super->checksum = uc_be32_of(0);
    uint32_t crc = ext4_crc32c(~UINT32_C(0), super, sizeof *super);
    super->checksum = kept;
    return crc;
}

static int read_super(struct ext4_fs *fs, struct ext4_inode *inode)
{
    struct ext4_journal *journal = &fs->journal;
    struct ext4_run run = {.count = 0};
    struct ext4_buf *buf = NULL;

    int err = ext4_map(fs, inode, 0, 1, &run);
    err = err < 0 ? err : ext4_meta_read(fs, run.block, &buf);
    if (err < 0) {
        return err;
    }
    journal->super = uc_memalign(UC_PAGE_SIZE, fs->block_bytes);
    if (journal->super != NULL) {
        memcpy(journal->super, buf->data, fs->block_bytes);
    }
    ext4_buf_put(fs, buf);
    struct jbd2_super *super = journal->super;
    if (super == NULL) {
        return -UC_ENOMEM;
    }
    if (!is_sound(fs, super, inode->bytes)) {
        return -UC_EIO;
    }
    if (!is_known(super)) {
        return -UC_EOPNOTSUPP;
    }
    bool csum = (uc_be32_get(super->incompat) &
                 (JBD2_HAS_CSUM_V2 | JBD2_HAS_CSUM_V3)) != 0;
    if (csum && super_checksum(super) != uc_be32_get(super->checksum)) {
        return -UC_EIO;
    }
    return find_runs(fs, inode, uc_be32_get(super->blocks));
}

int ext4_journal_open(struct ext4_fs *fs)
{
    struct ext4_journal *journal = &fs->journal;
    struct ext4_inode *inode = NULL;

    if (!ext2fs_has_feature_journal(fs->e2->super)) {
        return 0;
    }
    if (fs->e2->super->s_journal_inum == 0) {
        return -UC_EOPNOTSUPP; /* on a disk of its own */
    }
    int err = ext4_inode_get(fs, fs->e2->super->s_journal_inum, &inode);
    if (err < 0) {
        return err;
    }
    err = read_super(fs, inode);
    inode->node.references = 0;
    ext4_inode_release(inode);
    if (err < 0) {
        ext4_journal_close(fs);
        return err;
    }
    const struct jbd2_super *super = journal->super;
    journal->present = true;
    journal->first = uc_be32_get(super->first);
    journal->end = uc_be32_get(super->blocks);
    journal->head = journal->first;
    journal->sequence = uc_be32_get(super->sequence);
    journal->csum_seed =
        ext4_crc32c(~UINT32_C(0), super->uuid, sizeof super->uuid);
    return 0;
}

void ext4_journal_close(struct ext4_fs *fs)
{
    uc_free(fs->journal.runs);
    uc_free(fs->journal.super);
    fs->journal = (struct ext4_journal){.present = false};
}

int ext4_journal_super_write(struct ext4_fs *fs, uint32_t start)
{
    struct ext4_journal *journal = &fs->journal;
    struct jbd2_super *super = journal->super;

    super->start = uc_be32_of(start);
    super->sequence = uc_be32_of(journal->sequence);
    super->checksum = uc_be32_of(super_checksum(super));
    return ext4_io_write_through(&fs->io, ext4_journal_block(journal, 0), super,
                                 fs->block_bytes);
}

int ext4_journal_begin(struct ext4_fs *fs)
{
    struct ext4_journal *journal = &fs->journal;
    struct jbd2_super *super = journal->super;
    uint32_t incompat = uc_be32_get(super->incompat);
    uint32_t compat = uc_be32_get(super->compat);

    journal->csum = ext2fs_has_feature_metadata_csum(fs->e2->super) != 0;
    journal->wide = ext2fs_has_feature_64bit(fs->e2->super) != 0;
    incompat &= ~(uint32_t)(JBD2_HAS_CSUM_V2 | JBD2_HAS_CSUM_V3 |
                            JBD2_HAS_64BIT | JBD2_HAS_ASYNC_COMMIT);
    incompat |= JBD2_HAS_REVOKE;
    incompat |= journal->wide ? JBD2_HAS_64BIT : 0;
    incompat |= journal->csum ? JBD2_HAS_CSUM_V3 : 0;
    compat &= ~(uint32_t)JBD2_HAS_CHECKSUM;
    super->incompat = uc_be32_of(incompat);
    super->compat = uc_be32_of(compat);
    super->checksum_type = journal->csum ? JBD2_CRC32C : 0;
    super->error = uc_be32_of(0);

    int err = ext4_journal_super_write(fs, journal->head);
    if (err == 0 && !ext2fs_has_feature_journal_needs_recovery(fs->e2->super)) {
        err = ext4_super_mark(fs, true);
    }
    journal->begun = err == 0;
    return err;
}

/* A transaction on its way to the log. */
struct writing {
    struct ext4_fs *fs;
    uint32_t at;   /* next block of the log */
    char *made;    /* blocks that are the journal's own, or copies */
    uint32_t used; /* how many of them are in use */
};

static uint32_t tag_bytes(const struct ext4_journal *journal)
{
    if (journal->csum) {
        return sizeof(struct jbd2_tag3);
    }
    return journal->wide ? sizeof(struct jbd2_tag)
                         : sizeof(struct jbd2_tag) - sizeof(uc_be32);
}

static uint32_t tail_bytes(const struct ext4_journal *journal)
{
    return journal->csum ? sizeof(uc_be32) : 0;
}

static uint32_t tags_max(const struct ext4_fs *fs)
{
    return (uint32_t)(fs->block_bytes - sizeof(struct jbd2_header) -
                      JBD2_UUID_BYTES - tail_bytes(&fs->journal)) /
           tag_bytes(&fs->journal);
}

static uint32_t revokes_max(const struct ext4_fs *fs)
{
    uint32_t each = fs->journal.wide ? sizeof(uc_be64) : sizeof(uc_be32);

    return (uint32_t)(fs->block_bytes - sizeof(struct jbd2_revoke) -
                      tail_bytes(&fs->journal)) /
           each;
}

static bool is_escaped(const void *data)
{
    const struct jbd2_header *header = data;

    return uc_be32_get(header->magic) == JBD2_MAGIC;
}

static void *make_block(struct writing *w, uint32_t type)
{
    struct jbd2_header *header =
        (void *)(w->made + (size_t)w->used++ * w->fs->block_bytes);

    memset(header, 0, w->fs->block_bytes);
    header->magic = uc_be32_of(JBD2_MAGIC);
    header->type = uc_be32_of(type);
    header->sequence = uc_be32_of(w->fs->journal.sequence);
    return header;
}

static void put_tail(const struct ext4_fs *fs, void *block)
{
    uc_be32 *tail = (void *)((char *)block + fs->block_bytes - sizeof *tail);

    if (fs->journal.csum) {
        *tail = uc_be32_of(
            ext4_crc32c(fs->journal.csum_seed, block, fs->block_bytes));
    }
}

static void append(struct writing *w, void *data)
{
    const struct ext4_journal *journal = &w->fs->journal;

    ext4_io_add(&w->fs->io, UC_BLK_WRITE, ext4_journal_block(journal, w->at),
                data, w->fs->block_bytes);
    w->at = w->at + 1 < journal->end ? w->at + 1 : journal->first;
}

static void put_tag(const struct ext4_fs *fs, void *place, uint64_t block,
                    uint32_t flags, const void *data)
{
    const struct ext4_journal *journal = &fs->journal;

    if (journal->csum) {
        uc_be32 sequence = uc_be32_of(journal->sequence);
        uint32_t crc =
            ext4_crc32c(journal->csum_seed, &sequence, sizeof sequence);
        const struct jbd2_tag3 tag = {
            .block = uc_be32_of((uint32_t)block),
            .flags = uc_be32_of(flags),
            .block_high = uc_be32_of((uint32_t)(block >> 32)),
            .checksum = uc_be32_of(ext4_crc32c(crc, data, fs->block_bytes)),
        };
        memcpy(place, &tag, sizeof tag);
        return;
    }
    const struct jbd2_tag tag = {
        .block = uc_be32_of((uint32_t)block),
        .flags = uc_be16_of((uint16_t)flags),
        .block_high = uc_be32_of((uint32_t)(block >> 32)),
    };
    memcpy(place, &tag, tag_bytes(journal));
}

/* One descriptor and the (count) blocks that it describes, from (*buf) on. */
static void append_blocks(struct writing *w, struct ext4_buf **buf,
                          uint32_t count)
{
    struct ext4_fs *fs = w->fs;
    const struct jbd2_super *super = fs->journal.super;
    char *descriptor = make_block(w, JBD2_DESCRIPTOR);
    char *tag = descriptor + sizeof(struct jbd2_header);
    struct ext4_buf *first = *buf;
    uint32_t escapes = w->used;

    for (uint32_t i = 0; i < count; i++, *buf = (*buf)->next) {
        uint32_t flags = i > 0 ? JBD2_TAG_SAME_UUID : 0;
        const char *data = (*buf)->data;

        flags |= i + 1 == count ? JBD2_TAG_LAST : 0;
        if (is_escaped(data)) {
            char *copy = w->made + (size_t)w->used++ * fs->block_bytes;
            memcpy(copy, data, fs->block_bytes);
            memset(copy, 0, sizeof(uc_be32));
            data = copy;
            flags |= JBD2_TAG_ESCAPED;
        }
        put_tag(fs, tag, (*buf)->block, flags, data);
        tag += tag_bytes(&fs->journal);
        if (i == 0) {
            memcpy(tag, super->uuid, sizeof super->uuid);
            tag += sizeof super->uuid;
        }
    }
    put_tail(fs, descriptor);
    append(w, descriptor);
    for (struct ext4_buf *at = first; at != *buf; at = at->next) {
        append(w, is_escaped(at->data)
                      ? w->made + (size_t)escapes++ * fs->block_bytes
                      : at->data);
    }
}

static void append_revokes(struct writing *w, const uint64_t *blocks,
                           uint32_t count)
{
    struct ext4_fs *fs = w->fs;
    struct jbd2_revoke *revoke = make_block(w, JBD2_REVOKE);
    char *place = (char *)(revoke + 1);

    for (uint32_t i = 0; i < count; i++) {
        if (fs->journal.wide) {
            uc_be64 block = uc_be64_of(blocks[i]);
            memcpy(place, &block, sizeof block);
            place += sizeof block;
        } else {
            uc_be32 block = uc_be32_of((uint32_t)blocks[i]);
            memcpy(place, &block, sizeof block);
            place += sizeof block;
        }
    }
    revoke->bytes = uc_be32_of((uint32_t)(place - (char *)revoke));
    put_tail(fs, revoke);
    append(w, revoke);
}

static int append_commit(struct writing *w)
{
    struct ext4_fs *fs = w->fs;
    struct uc_fs_time now = uc_fs_now();
    struct jbd2_commit *commit = make_block(w, JBD2_COMMIT);
    uint64_t block = ext4_journal_block(&fs->journal, w->at);

    commit->seconds = uc_be64_of((uint64_t)now.seconds);
    commit->nanoseconds = uc_be32_of(now.nanoseconds);
    if (fs->journal.csum) {
        commit->checksum[0] = uc_be32_of(
            ext4_crc32c(fs->journal.csum_seed, commit, fs->block_bytes));
    }
    w->at = w->at + 1 < fs->journal.end ? w->at + 1 : fs->journal.first;
    return ext4_io_write_through(&fs->io, block, commit, fs->block_bytes);
}

static uint32_t count_escapes(const struct ext4_buf_list *bufs)
{
    uint32_t count = 0;

    for (const struct ext4_buf *b = bufs->first; b != NULL; b = b->next) {
        count += is_escaped(b->data);
    }
    return count;
}

static int write_log(struct writing *w)
{
    struct ext4_fs *fs = w->fs;
    const struct ext4_revokes *revokes = &fs->txn.revokes;
    struct ext4_buf *buf = fs->txn.bufs.first;
    uint32_t most = revokes_max(fs);

    for (uint32_t i = 0; i < revokes->count; i += most) {
        uint32_t left = revokes->count - i;
        append_revokes(w, revokes->blocks + i, left < most ? left : most);
    }
    most = tags_max(fs);
    for (uint32_t left = fs->txn.bufs.count; left > 0;) {
        uint32_t part = left < most ? left : most;
        append_blocks(w, &buf, part);
        left -= part;
    }
    /* Data that were submitted before are waited for as well. */
    int err = ext4_io_wait_writes(&fs->io);
    err = err < 0 ? err : ext4_io_flush(&fs->io);
    return err < 0 ? err : append_commit(w);
}

int ext4_journal_write(struct ext4_fs *fs)
{
    struct ext4_journal *journal = &fs->journal;
    struct writing w = {.fs = fs, .at = journal->head};
    uint32_t bufs = fs->txn.bufs.count;

    uint32_t own =
        (bufs + tags_max(fs) - 1) / tags_max(fs) +
        (fs->txn.revokes.count + revokes_max(fs) - 1) / revokes_max(fs) + 1;
    if (bufs + own > journal->end - journal->first - journal->used) {
        return -UC_ENOSPC;
    }
    w.made =
        uc_memalign(UC_PAGE_SIZE, (size_t)(own + count_escapes(&fs->txn.bufs)) *
                                      fs->block_bytes);
    if (w.made == NULL) {
        return -UC_ENOMEM;
    }
    int err = write_log(&w);
    uc_free(w.made);
    if (err < 0) {
        return err;
    }
    journal->head = w.at;
    journal->used += bufs + own;
    journal->sequence++;
    return 0;
}
