/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef INITRD_FS_H
#define INITRD_FS_H

#include <uc/fs.h>
#include <uc/initrd.h>

enum {
    INITRD_FS_BUCKETS = 32,
};

/*
 * The entries of the archive by path, component by component: what is below a
 * directory stands together, behind the directory itself.
 */
struct initrd_fs {
    struct uc_fs fs;
    struct uc_initrd_walk archive;
    const char **paths; /* where they lie in the archive */
    size_t count;
    struct initrd_fs_node *nodes[INITRD_FS_BUCKETS]; /* those in memory */
};

/* Entries [first, end) begin with the same (depth) components; the first is the
 * node's own, unless the archive has names below a directory alone. */
struct initrd_fs_range {
    size_t first;
    size_t end;
    size_t depth;
    bool is_named;
};

struct initrd_fs_node {
    struct uc_fs_node node;
    struct initrd_fs_node *chain;
    struct initrd_fs_range range;
    struct uc_initrd_file file;
};

/* Fills in the index. -UC_ENOENT (no ramdisk), -UC_EPROTO, -UC_ENOMEM. */
int initrd_fs_read(struct initrd_fs *fs);

/* Entry (index) with its data; of hard links, too. */
void initrd_fs_entry(const struct initrd_fs *fs, size_t index,
                     struct uc_initrd_entry *out);

/* The next component of (*path); no bytes: there is none. */
struct uc_fs_name initrd_fs_component(const char **path);
/* Component (depth), the first being 0, of entry (index). */
struct uc_fs_name initrd_fs_component_at(const struct initrd_fs *fs,
                                         size_t index, size_t depth);
/* What begins as (range) and goes on with (name); false where nothing does. */
bool initrd_fs_find(const struct initrd_fs *fs,
                    const struct initrd_fs_range *range,
                    const struct uc_fs_name *name, struct initrd_fs_range *out);
/* Where the names of (range) begin, behind its own entry. */
size_t initrd_fs_below(const struct initrd_fs_range *range);

#endif /* INITRD_FS_H */
