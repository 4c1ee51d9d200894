/* SPDX-License-Identifier: BSD-3-Clause */
/* Renaming: moves, replaces and exchanges, each within one transaction. */
#include "dir.h"

struct move {
    struct ext4_fs *fs;
    struct ext4_inode *from_dir;
    struct ext4_inode *to_dir;
    struct ext4_inode *from;
    struct ext4_inode *to; /* NULL: nothing is there */
};

/* (dir) is found below (to_dir) instead of (from_dir). */
static int change_parent(struct ext4_fs *fs, struct ext4_inode *dir,
                         struct ext4_inode *from_dir, struct ext4_inode *to_dir)
{
    if (!ext4_is_dir(dir) || from_dir == to_dir) {
        return 0;
    }
    int err = ext4_dir_parent_set(fs, dir, ext4_number(to_dir));
    if (err == 0) {
        ext4_link_remove(fs, from_dir);
        err = ext4_link_add(fs, to_dir);
    }
    return err;
}

static int set_name(struct ext4_fs *fs, struct ext4_inode *dir,
                    const struct uc_fs_name *name, struct ext4_inode *inode)
{
    struct ext4_place place;
    int err = ext4_dir_find(fs, dir, name, &place);

    return err < 0 ? err
                   : ext4_dir_set(fs, dir, &place, ext4_number(inode),
                                  inode->raw.i_mode);
}

static int exchange(const struct move *m, const struct uc_fs_rename *what)
{
    int err = set_name(m->fs, m->from_dir, what->from_name, m->to);

    err = err < 0 ? err : set_name(m->fs, m->to_dir, what->to_name, m->from);
    err = err < 0 ? err : change_parent(m->fs, m->from, m->from_dir, m->to_dir);
    return err < 0 ? err : change_parent(m->fs, m->to, m->to_dir, m->from_dir);
}

static int move(const struct move *m, const struct uc_fs_rename *what)
{
    struct ext4_fs *fs = m->fs;
    struct ext4_place place;
    int err = 0;

    if (m->to != NULL) {
        err = set_name(fs, m->to_dir, what->to_name, m->from);
    } else {
        err = ext4_dir_add(fs, m->to_dir, what->to_name, ext4_number(m->from),
                           m->from->raw.i_mode);
    }
    err =
        err < 0 ? err : ext4_dir_find(fs, m->from_dir, what->from_name, &place);
    err = err < 0 ? err : ext4_dir_remove(fs, m->from_dir, &place);
    if (err == 0 && m->to != NULL) {
        if (ext4_is_dir(m->to)) {
            ext4_link_remove(fs, m->to_dir);
        }
        err = ext4_name_lost(fs, m->to);
    }
    return err < 0 ? err : change_parent(fs, m->from, m->from_dir, m->to_dir);
}

/* All that can refuse, before anything is changed. */
static int check(const struct move *m, bool exchanged)
{
    bool grows = ext4_is_dir(m->from) && m->from_dir != m->to_dir &&
                 (m->to == NULL || exchanged);

    if (m->to != NULL && !exchanged && ext4_is_dir(m->to)) {
        int err = ext4_dir_empty(m->fs, m->to);
        if (err < 0) {
            return err;
        }
    }
    if (grows && !ext2fs_has_feature_dir_nlink(m->fs->e2->super) &&
        m->to_dir->raw.i_links_count >= EXT2_LINK_MAX) {
        return -UC_EMLINK;
    }
    /* What replaces a file is whole after a loss of power, even where nobody
     * asked for that by fsync: programs have come to count on it. */
    return m->to != NULL && !exchanged ? ext4_write_out(m->fs, m->from) : 0;
}

int ext4_node_rename(const struct uc_fs_rename *what)
{
    const struct move m = {
        .fs = ext4_of(what->from->fs),
        .from_dir = ext4_inode_of(what->from_dir),
        .to_dir = ext4_inode_of(what->to_dir),
        .from = ext4_inode_of(what->from),
        .to = what->to != NULL ? ext4_inode_of(what->to) : NULL,
    };
    struct ext4_fs *fs = m.fs;
    bool exchanged = (what->flags & UC_FS_RENAME_EXCHANGE) != 0;

    ext4_lock(fs);
    int err = fs->writable && !fs->aborted ? check(&m, exchanged) : -UC_EROFS;
    err = err < 0 ? err : ext4_name_begin(fs);
    if (err == 0) {
        err = exchanged ? exchange(&m, what) : move(&m, what);
        if (err < 0 && err != -UC_ENOSPC) {
            err = ext4_abort(fs, err); /* by half, perhaps */
        }
    }
    if (err == 0) {
        ext4_touch(fs, m.from_dir, EXT4_MODIFIED | EXT4_CHANGED);
        ext4_touch(fs, m.to_dir, EXT4_MODIFIED | EXT4_CHANGED);
        ext4_touch(fs, m.from, EXT4_CHANGED);
        if (exchanged) {
            ext4_touch(fs, m.to, EXT4_CHANGED);
        }
    }
    ext4_unlock(fs);
    return err;
}
