/* SPDX-License-Identifier: BSD-3-Clause */
/* Contents of files: pages in a tree of tables, above a base. */
#include "internal.h"

enum {
    TABLE_SHIFT = 6,
    TABLE_SLOTS = 1 << TABLE_SHIFT,
};

char ramfs_hole[1];

/* How many pages a tree of this height holds, less one; up to 2^60. */
static uint64_t last_of(unsigned height)
{
    return (UINT64_C(1) << TABLE_SHIFT * height) - 1;
}

static void **table_new(struct ramfs_node *node)
{
    return ramfs_alloc(ramfs_of(&node->node), TABLE_SLOTS * sizeof(void *));
}

void **ramfs_slot(struct ramfs_node *node, uint64_t page, bool make)
{
    struct ramfs_file *file = &node->file;

    while (page > last_of(file->height)) {
        if (!make) {
            return NULL;
        }
        if (file->tree != NULL) {
            void **table = table_new(node);
            if (table == NULL) {
                return NULL;
            }
            table[0] = file->tree;
            file->tree = table;
        }
        file->height++;
    }
    void **slot = &file->tree;
    for (unsigned height = file->height; height > 0; height--) {
        if (*slot == NULL) {
            *slot = make ? table_new(node) : NULL;
            if (*slot == NULL) {
                return NULL;
            }
        }
        void **table = *slot;
        slot = &table[page >> TABLE_SHIFT * (height - 1) & (TABLE_SLOTS - 1)];
    }
    return slot;
}

/* What page (page) has in (base), which may be less than a page. */
static size_t base_at(const struct ramfs_file *file, uint64_t page,
                      const uint8_t **out)
{
    const uint64_t from = page << UC_PAGE_SHIFT;

    if (from >= file->base_bytes) {
        return 0;
    }
    *out = file->base + from;
    const uint64_t left = file->base_bytes - from;
    return (left < UC_PAGE_SIZE) ? (size_t)left : UC_PAGE_SIZE;
}

/*
 * A page for (slot), which holds none. What lies in [from, to) of it is about
 * to be overwritten.
 */
static uint8_t *page_new(struct ramfs_node *node, void **slot, uint64_t number,
                         size_t from, size_t to)
{
    uint8_t *page = ramfs_page_alloc(ramfs_of(&node->node));
    const uint8_t *base = NULL;

    if (page == NULL) {
        return NULL;
    }
    if (from > 0 || to < UC_PAGE_SIZE) {
        size_t had =
            (*slot == ramfs_hole) ? 0 : base_at(&node->file, number, &base);
        if (had > 0) {
            __builtin_memcpy(page, base, had);
        }
        __builtin_memset(page + had, 0, UC_PAGE_SIZE - had);
    }
    *slot = page;
    node->file.pages++;
    return page;
}

void *ramfs_page(struct ramfs_node *node, uint64_t page)
{
    void **slot = ramfs_slot(node, page, true);

    if (slot == NULL || ramfs_is_page(*slot)) {
        return (slot == NULL) ? NULL : *slot;
    }
    return page_new(node, slot, page, 0, 0);
}

/* The next page below (slot), whose first one is (first). */
static uint64_t next_below(void *const *slot, unsigned height, uint64_t first,
                           uint64_t page)
{
    if (height == 0) {
        return ramfs_is_page(*slot) ? first : UINT64_MAX;
    }
    void *const *table = *slot;
    if (table == NULL) {
        return UINT64_MAX;
    }
    const uint64_t span = last_of(height - 1) + 1;
    uint64_t i = (page > first) ? (page - first) / span : 0;
    for (; i < TABLE_SLOTS; i++) {
        uint64_t found =
            next_below(&table[i], height - 1, first + i * span, page);
        if (found != UINT64_MAX) {
            return found;
        }
    }
    return UINT64_MAX;
}

uint64_t ramfs_next_page(const struct ramfs_node *node, uint64_t page)
{
    const struct ramfs_file *file = &node->file;

    return (page > last_of(file->height))
               ? UINT64_MAX
               : next_below(&file->tree, file->height, 0, page);
}

/* What is to be dropped, and by whom. */
struct drop {
    struct ramfs_node *node;
    uint64_t first;
    uint64_t end;
};

/* Drops below (slot), whose first page is (first). */
static void drop_below(const struct drop *drop, void **slot, unsigned height,
                       uint64_t first)
{
    const uint64_t last = first + last_of(height);

    if (*slot == NULL || last < drop->first || first >= drop->end) {
        return;
    }
    if (height == 0) {
        if (ramfs_is_page(*slot)) {
            ramfs_page_drop(drop->node, *slot);
            drop->node->file.pages--;
        }
        *slot = NULL;
        return;
    }
    void **table = *slot;
    const uint64_t span = last_of(height - 1) + 1;
    for (unsigned i = 0; i < TABLE_SLOTS; i++) {
        drop_below(drop, &table[i], height - 1, first + i * span);
    }
    if (drop->first <= first && last < drop->end) {
        ramfs_free(ramfs_of(&drop->node->node), table,
                   TABLE_SLOTS * sizeof(void *));
        *slot = NULL;
    }
}

void ramfs_pages_drop(struct ramfs_node *node, uint64_t first, uint64_t end)
{
    const struct drop drop = {.node = node, .first = first, .end = end};

    drop_below(&drop, &node->file.tree, node->file.height, 0);
    if (node->file.tree == NULL) {
        node->file.height = 0;
    }
}

void ramfs_zero(struct ramfs_node *node, uint64_t from, uint64_t to)
{
    void **slot = ramfs_slot(node, from >> UC_PAGE_SHIFT, false);

    if (slot != NULL && ramfs_is_page(*slot)) {
        uint8_t *page = *slot;
        __builtin_memset(page + from % UC_PAGE_SIZE, 0, (size_t)(to - from));
    }
}

void ramfs_resize(struct ramfs_node *node, uint64_t bytes)
{
    struct ramfs_file *file = &node->file;

    if (bytes < file->bytes) {
        const uint64_t end = UC_ALIGN_UP(bytes, (uint64_t)UC_PAGE_SIZE);
        ramfs_pages_drop(node, end >> UC_PAGE_SHIFT, UINT64_MAX);
        ramfs_zero(node, bytes, end);
        if (bytes < file->base_bytes) {
            file->base_bytes = bytes;
        }
    }
    file->bytes = bytes;
}

/* Reads at most up to the end of a page; (bytes) is more than 0. */
static size_t read_part(struct ramfs_node *node, uint64_t offset, uint8_t *out,
                        size_t bytes)
{
    const uint64_t number = offset >> UC_PAGE_SHIFT;
    const size_t at = (size_t)offset % UC_PAGE_SIZE;
    const size_t n = (bytes < UC_PAGE_SIZE - at) ? bytes : UC_PAGE_SIZE - at;
    void **slot = ramfs_slot(node, number, false);
    const uint8_t *from = (slot == NULL) ? NULL : *slot;
    size_t had = UC_PAGE_SIZE;

    if (from == NULL) {
        had = base_at(&node->file, number, &from);
    } else if (!ramfs_is_page(from)) {
        had = 0;
    }
    const size_t there = (had <= at) ? 0 : (had - at < n) ? had - at : n;
    if (there > 0) {
        __builtin_memcpy(out, from + at, there);
    }
    __builtin_memset(out + there, 0, n - there);
    return n;
}

uc_ssize_t ramfs_read(struct uc_fs_node *node, uint64_t offset,
                      const struct uc_fs_piece *pieces, unsigned pieces_n)
{
    struct ramfs_node *read = ramfs_node_of(node);
    size_t done = 0;

    uc_spin_lock(&read->lock);
    for (unsigned i = 0; i < pieces_n && offset < read->file.bytes; i++) {
        const uint64_t left = read->file.bytes - offset;
        size_t bytes = pieces[i].bytes;
        uint8_t *out = pieces[i].data;
        if (bytes > left) {
            bytes = (size_t)left;
        }
        while (bytes > 0) {
            const size_t n = read_part(read, offset, out, bytes);
            out += n;
            bytes -= n;
            offset += n;
            done += n;
        }
    }
    uc_spin_unlock(&read->lock);
    return (uc_ssize_t)done;
}

/* Writes at most up to the end of a page. Returns 0 where there is no room. */
static size_t write_part(struct ramfs_node *node, uint64_t offset,
                         const uint8_t *data, size_t bytes)
{
    const uint64_t number = offset >> UC_PAGE_SHIFT;
    const size_t at = (size_t)offset % UC_PAGE_SIZE;
    const size_t n = (bytes < UC_PAGE_SIZE - at) ? bytes : UC_PAGE_SIZE - at;
    void **slot = ramfs_slot(node, number, true);

    if (slot == NULL) {
        return 0;
    }
    uint8_t *page =
        ramfs_is_page(*slot) ? *slot : page_new(node, slot, number, at, at + n);
    if (page == NULL) {
        return 0;
    }
    __builtin_memcpy(page + at, data, n);
    return n;
}

uc_ssize_t ramfs_write(struct uc_fs_node *node, uint64_t offset,
                       const struct uc_fs_piece *pieces, unsigned pieces_n)
{
    struct ramfs_node *written = ramfs_node_of(node);
    size_t done = 0;
    bool full = false;

    uc_spin_lock(&written->lock);
    for (unsigned i = 0; i < pieces_n && !full; i++) {
        const uint8_t *data = pieces[i].data;
        size_t bytes = pieces[i].bytes;
        while (bytes > 0 && !full) {
            const size_t n = write_part(written, offset, data, bytes);
            full = n == 0;
            data += n;
            bytes -= n;
            offset += n;
            done += n;
        }
    }
    if (done > 0) {
        if (offset > written->file.bytes) {
            written->file.bytes = offset;
        }
        written->modified = written->changed = uc_fs_now();
    }
    uc_spin_unlock(&written->lock);
    return (done == 0 && full) ? -UC_ENOSPC : (uc_ssize_t)done;
}
