/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Transactions. Changed blocks of metadata wait in the running transaction; a
 * commit writes all of them to the journal, or none as far as a loss of power
 * is concerned; a checkpoint then writes them to their places. Data are written
 * to theirs before the commit that speaks of them.
 *
 * A checkpoint comes right behind a commit only. So a block that is in the
 * running transaction and in the journal as well never has to be written in its
 * older state, and one that was freed can be forgotten at once.
 */
#include <uc/assert.h>
#include <uc/malloc.h>

#include <string.h>

#include "internal.h"
#include "jbd2.h"

int ext4_abort(struct ext4_fs *fs, int err)
{
    fs->aborted = true;
    fs->fs.flags |= UC_FS_READ_ONLY;
    return err;
}

int ext4_corrupt(struct ext4_fs *fs)
{
    if (fs->writable && !fs->aborted && fs->journal.present &&
        fs->journal.begun) {
        /* The next mount by Linux, or e2fsck, takes it from there. */
        struct jbd2_super *super = fs->journal.super;
        super->error = uc_be32_of((uint32_t)-UC_EIO);
        (void)ext4_journal_super_write(fs, uc_be32_get(super->start));
    }
    return ext4_abort(fs, -UC_EIO);
}

static int checkpoint_if_full(struct ext4_fs *fs)
{
    const struct ext4_journal *journal = &fs->journal;

    if (journal->used > (journal->end - journal->first) / 2 ||
        fs->txn.logged.count > fs->cache.most / 4) {
        return ext4_checkpoint(fs);
    }
    return 0;
}

int ext4_begin(struct ext4_fs *fs, uint32_t blocks)
{
    struct ext4_txn *txn = &fs->txn;

    if (!fs->writable || fs->aborted) {
        return -UC_EROFS;
    }
    if (txn->bufs.count + fs->dirty_inodes_n + fs->dirty_groups_n + blocks +
            4 <=
        txn->most) {
        return 0;
    }
    return ext4_commit(fs);
}

void ext4_meta_dirty(struct ext4_fs *fs, struct ext4_buf *buf)
{
    UC_ASSERT(buf->pins > 0 && buf->inode == 0);
    fs->txn.any = true;
    if (buf->flags & EXT4_BUF_TXN) {
        return;
    }
    if (buf->flags & EXT4_BUF_LOGGED) {
        ext4_list_remove(&fs->txn.logged, buf);
    }
    buf->flags |= EXT4_BUF_TXN | EXT4_BUF_VALID;
    ext4_list_add(&fs->txn.bufs, buf);
}

void ext4_super_dirty(struct ext4_fs *fs)
{
    fs->txn.super_dirty = true;
    fs->txn.any = true;
}

static int revoke(struct ext4_fs *fs, uint64_t block)
{
    struct ext4_revokes *revokes = &fs->txn.revokes;

    if (revokes->count == revokes->room) {
        uint32_t room = revokes->room > 0 ? revokes->room * 2 : 64;
        uint64_t *more =
            uc_realloc(revokes->blocks, room * sizeof *revokes->blocks);
        if (more == NULL) {
            return ext4_abort(fs, -UC_ENOMEM);
        }
        revokes->blocks = more;
        revokes->room = room;
    }
    revokes->blocks[revokes->count++] = block;
    return 0;
}

int ext4_meta_free(struct ext4_fs *fs, uint64_t block)
{
    struct ext4_buf *buf = ext4_buf_find(fs, 0, block);

    if (buf == NULL) {
        return 0;
    }
    if (buf->pins > 0) {
        return ext4_corrupt(fs); /* it is two things at once */
    }
    bool logged = (buf->flags & EXT4_BUF_LOGGED) != 0;
    bool listed = logged || (buf->flags & EXT4_BUF_TXN);
    if (buf->flags & EXT4_BUF_TXN) {
        ext4_list_remove(&fs->txn.bufs, buf);
    } else if (logged) {
        ext4_list_remove(&fs->txn.logged, buf);
    }
    if (listed) {
        buf->flags = 0;
        ext4_list_add(&fs->cache.idle, buf);
    }
    ext4_buf_forget(fs, buf);
    return logged && fs->journal.present ? revoke(fs, block) : 0;
}

/* All that is not yet in blocks. */
static int gather(struct ext4_fs *fs)
{
    int err = ext4_inodes_write(fs);

    err = err < 0 ? err : ext4_groups_write(fs);
    if (err == 0 && fs->txn.super_dirty) {
        err = ext4_super_write(fs);
    }
    return err;
}

static void write_list(struct ext4_fs *fs, struct ext4_buf_list *list)
{
    ext4_list_sort(list, true);
    for (struct ext4_buf *buf = list->first; buf != NULL; buf = buf->next) {
        ext4_io_add(&fs->io, UC_BLK_WRITE, buf->block, buf->data,
                    fs->block_bytes);
    }
    ext4_io_start(&fs->io);
}

/* What was written is clean, and may go. */
static void clean_list(struct ext4_fs *fs, struct ext4_buf_list *list)
{
    while (list->first != NULL) {
        struct ext4_buf *buf = list->first;

        ext4_list_remove(list, buf);
        buf->flags &= (uint16_t)~(EXT4_BUF_TXN | EXT4_BUF_LOGGED);
        if (buf->pins == 0) {
            ext4_list_add(&fs->cache.idle, buf);
        }
    }
}

/* Without a journal a loss of power leaves what e2fsck may have to mend. */
static int write_in_place(struct ext4_fs *fs)
{
    write_list(fs, &fs->txn.bufs);
    int err = ext4_io_wait_writes(&fs->io);
    err = err < 0 ? err : ext4_io_flush(&fs->io);
    clean_list(fs, &fs->txn.bufs);
    return err;
}

static int write_journal(struct ext4_fs *fs)
{
    struct ext4_buf_list *bufs = &fs->txn.bufs;
    int err = ext4_journal_write(fs);

    if (err < 0) {
        return err;
    }
    while (bufs->first != NULL) {
        struct ext4_buf *buf = bufs->first;

        ext4_list_remove(bufs, buf);
        buf->flags = (uint16_t)((buf->flags & ~EXT4_BUF_TXN) | EXT4_BUF_LOGGED);
        ext4_list_add(&fs->txn.logged, buf);
    }
    return 0;
}

int ext4_commit(struct ext4_fs *fs)
{
    struct ext4_txn *txn = &fs->txn;

    if (fs->aborted) {
        return -UC_EROFS;
    }
    if (!txn->any) {
        return 0;
    }
    int err = 0;
    if (fs->journal.present && !fs->journal.begun) {
        err = ext4_journal_begin(fs);
    }
    err = err < 0 ? err : gather(fs);
    if (err == 0) {
        err = fs->journal.present ? write_journal(fs) : write_in_place(fs);
    }
    if (err < 0) {
        return ext4_abort(fs, err);
    }
    txn->revokes.count = 0;
    txn->any = false;
    txn->id++;
    ext4_groups_committed(fs);
    return fs->journal.present ? checkpoint_if_full(fs) : 0;
}

int ext4_checkpoint(struct ext4_fs *fs)
{
    struct ext4_journal *journal = &fs->journal;

    UC_ASSERT(!fs->txn.any);
    if (!journal->present || journal->used == 0 || fs->aborted) {
        return fs->aborted ? -UC_EROFS : 0;
    }
    write_list(fs, &fs->txn.logged);
    int err = ext4_io_wait_writes(&fs->io);
    err = err < 0 ? err : ext4_io_flush(&fs->io);
    err = err < 0 ? err : ext4_journal_super_write(fs, journal->head);
    if (err < 0) {
        return ext4_abort(fs, err);
    }
    clean_list(fs, &fs->txn.logged);
    journal->used = 0;
    return 0;
}
