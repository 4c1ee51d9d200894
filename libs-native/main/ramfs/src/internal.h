/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef RAMFS_INTERNAL_H
#define RAMFS_INTERNAL_H

#include <uc/errors.h>
#include <uc/fs.h>
#include <uc/spinlock.h>

/* A name of a directory. */
struct ramfs_entry {
    struct ramfs_entry *chain; /* others of the same bucket */
    struct ramfs_entry *before;
    struct ramfs_entry *behind; /* with a higher cookie */
    struct ramfs_node *node;
    uint64_t cookie;
    uint32_t hash;
    uint32_t bytes;
    char name[];
};

struct ramfs_dir {
    /* In the order in which they came, which is that of their cookies. */
    struct ramfs_entry *first;
    struct ramfs_entry *last;
    /* Where a reader stopped: the next one begins to look there. */
    struct ramfs_entry *finger;
    struct ramfs_entry **buckets; /* NULL: few names, or no memory for it */
    uint32_t buckets_n;           /* a power of two */
    uint32_t count;
    uint64_t cookie; /* of the last that came */
};

/* Bytes that somebody has borrowed: what they lie in is kept for them. */
struct ramfs_loan {
    struct ramfs_loan *next;
    void *page;
    bool
        owned; /* the file has given the page up: whoever returns it frees it */
};

/*
 * Pages by number, in a tree of tables; NULL is what (base) has there, or a
 * hole. Behind the file's end, pages hold zeroes.
 */
struct ramfs_file {
    void *tree;      /* a page, or a table where height > 0 */
    unsigned height; /* of tables above pages */
    uint64_t bytes;
    size_t pages;
    const uint8_t *base; /* contents of pages that were not written to yet */
    uint64_t base_bytes;
    struct ramfs_loan *loans;
};

struct ramfs_node {
    struct uc_fs_node node;
    struct uc_spinlock lock; /* contents and attributes */
    uint32_t links;
    struct uc_fs_time accessed;
    struct uc_fs_time modified;
    struct uc_fs_time changed;
    union {
        struct ramfs_file file;
        struct ramfs_dir dir;
        struct {
            char *target;
            uint32_t bytes;
        } link;
        uint64_t device;
    };
};

struct ramfs {
    struct uc_fs fs;
    uint64_t inode; /* the last that was given away */
    struct uc_spinlock lock;
    uint64_t bytes_used;
    uint64_t bytes_max;
    uint32_t key[2]; /* of the hashes of names */
};

static inline struct ramfs_node *ramfs_node_of(struct uc_fs_node *node)
{
    return UC_CONTAINER_OF(node, struct ramfs_node, node);
}

static inline struct ramfs *ramfs_of(const struct uc_fs_node *node)
{
    return UC_CONTAINER_OF(node->fs, struct ramfs, fs);
}

struct ramfs_options {
    uint64_t bytes_max;
    uint32_t mode; /* permissions of the root */
};

/* -UC_EINVAL. */
int ramfs_options_read(const char *text, struct ramfs_options *out);

/* Memory that counts as used by the file system; NULL where there is none left,
 * or no more than the limit. Zeroed. */
void *ramfs_alloc(struct ramfs *fs, size_t bytes);
void ramfs_free(struct ramfs *fs, void *ptr, size_t bytes);
/* Whole pages, not zeroed. */
void *ramfs_page_alloc(struct ramfs *fs);
void ramfs_page_free(struct ramfs *fs, void *page);
/* Whether (pages) more can be had, tables included. */
bool ramfs_has_room(struct ramfs *fs, uint64_t pages);

/* A node without a name or links; NULL: no room. */
struct ramfs_node *ramfs_node_new(struct ramfs *fs,
                                  const struct uc_fs_new *what);
/* The last name is gone: frees it, where nobody has it. */
void ramfs_node_free(struct ramfs_node *node);

uint32_t ramfs_hash(const uint32_t key[2], const char *text, uint32_t bytes);

/* Directories. Context: naming calls. */
struct ramfs_entry *ramfs_entry_find(const struct ramfs_node *dir,
                                     const struct uc_fs_name *name);
/* NULL: no room. */
struct ramfs_entry *ramfs_entry_add(struct ramfs_node *dir,
                                    const struct uc_fs_name *name,
                                    struct ramfs_node *node);
void ramfs_entry_remove(struct ramfs_node *dir, struct ramfs_entry *entry);
void ramfs_dir_free(struct ramfs_node *dir);
/* Frees (top) and all below it, of which nobody has anything. */
void ramfs_tree_free(struct ramfs_node *top);
int ramfs_readdir(struct uc_fs_node *node, struct uc_fs_readdir *walk);

extern const struct uc_fs_node_ops ramfs_dir_ops;
extern const struct uc_fs_node_ops ramfs_file_ops;
extern const struct uc_fs_node_ops ramfs_link_ops;
extern const struct uc_fs_node_ops ramfs_special_ops;

/* Files. Context: the node's lock is held. */
/* What slots of pages hold that are a hole although there is a base. */
extern char ramfs_hole[];
static inline bool ramfs_is_page(const void *content)
{
    return content != NULL && content != ramfs_hole;
}
/* The slot of (page), made where (make); NULL where there is none. */
void **ramfs_slot(struct ramfs_node *node, uint64_t page, bool make);
/* The page, made with its present contents; NULL: no room. */
void *ramfs_page(struct ramfs_node *node, uint64_t page);
/* The lowest page of the tree from (page) on; UINT64_MAX where there is none.
 */
uint64_t ramfs_next_page(const struct ramfs_node *node, uint64_t page);
/* Gives up the pages [first, end), and what is marked as a hole. */
void ramfs_pages_drop(struct ramfs_node *node, uint64_t first, uint64_t end);
/* Frees what the tree does not hold any more, or whoever borrowed it does. */
void ramfs_page_drop(struct ramfs_node *node, void *page);
/* Zeroes [from, to) of one page, where the tree has it. */
void ramfs_zero(struct ramfs_node *node, uint64_t from, uint64_t to);
void ramfs_resize(struct ramfs_node *node, uint64_t bytes);

uc_ssize_t ramfs_read(struct uc_fs_node *node, uint64_t offset,
                      const struct uc_fs_piece *pieces, unsigned pieces_n);
uc_ssize_t ramfs_write(struct uc_fs_node *node, uint64_t offset,
                       const struct uc_fs_piece *pieces, unsigned pieces_n);
int ramfs_allocate(struct uc_fs_node *node, uint64_t offset, uint64_t bytes,
                   unsigned flags);
int ramfs_extent(struct uc_fs_node *node, uint64_t offset, bool hole,
                 uint64_t *out);
int ramfs_borrow(struct uc_fs_node *node, uint64_t offset, size_t bytes,
                 struct uc_fs_loan *out);
void ramfs_give_back(struct uc_fs_node *node, const struct uc_fs_loan *loan);
int ramfs_getattr(struct uc_fs_node *node, struct uc_fs_attr *out);
int ramfs_setattr(struct uc_fs_node *node, const struct uc_fs_attr *attr,
                  unsigned mask);

/* Makes all that the initial ramdisk holds, without copying contents. */
int ramfs_fill(struct ramfs *fs);

#endif /* RAMFS_INTERNAL_H */
