/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef EXT4_TESTS_HOSTILE_H
#define EXT4_TESTS_HOSTILE_H

/*
 * Images that were tampered with: whatever they say, nothing is touched beyond
 * what is the library's, and each call ends. They have no checksums, which
 * would keep nearly all of that out, and a journal that is to be replayed.
 */
#include "image.h"
#include "tree.h"

#include <uc/hosted.h>
#include <uc/malloc.h>

enum {
    HOSTILE_MIB = 3,
    HOSTILE_BLOCK = 1024,
    HOSTILE_KINDS = 2,
};

static const char *const hostile_kinds[HOSTILE_KINDS] = {
    "-t ext4 -b 1024 -O ^metadata_csum,^64bit,^uninit_bg,^resize_inode",
    "-t ext3 -b 1024 -O ^resize_inode",
};

struct hostile_image {
    char *bytes;
    uint32_t *used; /* blocks that hold anything */
    uint32_t used_n;
};

static struct hostile_image hostile_images[HOSTILE_KINDS];
static struct uc_blkdev *hostile_disk;

static void hostile_name(char *path, unsigned number)
{
    memcpy(path, "dir/some-name-00", 17);
    path[14] = (char)('a' + number / 16);
    path[15] = (char)('a' + number % 16);
}

/* Some of each: an index, a map of some depth, links; and a loss of power. */
static void hostile_fill(void)
{
    static char block[2 * HOSTILE_BLOCK];
    struct uc_fs_node *node = NULL;
    char path[17];

    if (tree_mount(hostile_disk, 0) < 0 || tree_mkdir("dir") < 0 ||
        tree_mkdir("dir/sub") < 0 || tree_symlink("short", "dir/sub") < 0 ||
        tree_create("file", &node) < 0) {
        abort();
    }
    memset(block, 'x', sizeof block);
    block[100] = '\0';
    (void)tree_symlink("long", block);
    for (unsigned i = 0; i < 90; i++) {
        (void)tree_pwrite(node, block, HOSTILE_BLOCK, i * 3ull * HOSTILE_BLOCK);
    }
    (void)node->ops->fsync(node, false);
    for (unsigned i = 0; i < 100; i++) {
        hostile_name(path, i);
        (void)tree_create(path, NULL);
    }
    (void)tree->ops->sync(tree);
    (void)tree_pwrite(node, block, sizeof block, 1 << 20);
    (void)node->ops->fsync(node, false);
    for (unsigned i = 0; i < 20; i++) {
        hostile_name(path, i);
        (void)tree_remove(path);
    }
    (void)tree_remove("short");
    (void)tree->ops->sync(tree); /* an orphan, since the file is open */
    (void)tree_remove("file");
    (void)tree->ops->sync(tree);
    uc_ram_blk_power_cut(hostile_disk, 0);
    tree_put(node);
    (void)tree_unmount();
    uc_ram_blk_power_on(hostile_disk, 0);
}

static void hostile_make(unsigned kind)
{
    struct hostile_image *image = &hostile_images[kind];
    size_t bytes = HOSTILE_MIB << 20;

    hostile_disk = image_make(HOSTILE_MIB, 0, hostile_kinds[kind]);
    hostile_fill();
    image->bytes = uc_malloc(bytes);
    image->used = uc_malloc(bytes / HOSTILE_BLOCK * sizeof *image->used);
    memcpy(image->bytes, uc_ram_blk_data(hostile_disk), bytes);
    for (uint32_t i = 0; i < bytes / HOSTILE_BLOCK; i++) {
        const char *block = image->bytes + (size_t)i * HOSTILE_BLOCK;
        bool plain = block[0] == 'x' && block[200] == 'x';
        bool empty = true;
        for (unsigned k = 0; k < HOSTILE_BLOCK; k++) {
            empty = empty && block[k] == 0;
        }
        if (!empty && !plain) {
            image->used[image->used_n++] = i;
        }
    }
}

struct hostile_walk {
    struct uc_fs_readdir walk;
    char names[24][UC_FS_NAME_MAX];
    struct uc_fs_name list[24];
    unsigned count;
};

static bool hostile_emit(struct uc_fs_readdir *walk,
                         const struct uc_fs_entry *entry)
{
    struct hostile_walk *w = UC_CONTAINER_OF(walk, struct hostile_walk, walk);

    if (w->count == UC_ARRAY_SIZE(w->list)) {
        return false;
    }
    memcpy(w->names[w->count], entry->name.text, entry->name.bytes);
    w->list[w->count] =
        (struct uc_fs_name){w->names[w->count], entry->name.bytes};
    w->count++;
    return true;
}

static void hostile_visit_file(struct uc_fs_node *node, unsigned n)
{
    static char data[8192];
    uint64_t bytes = tree_bytes(node);
    uint64_t out = 0;

    (void)tree_pread(node, data, sizeof data, 0);
    (void)tree_pread(node, data, sizeof data, bytes / 2);
    (void)tree_pread(node, data, sizeof data, bytes > 100 ? bytes - 100 : 0);
    if (bytes > 0 && bytes < UINT64_MAX) {
        (void)node->ops->extent(node, 0, false, &out);
    }
    if (n % 3 == 0) {
        (void)tree_pwrite(node, data, 3000, n * 5000);
        (void)tree_pwrite(node, data, 10, bytes < 1 << 30 ? bytes : 0);
        (void)node->ops->fsync(node, false);
    }
    if (n % 4 == 1) {
        (void)tree_truncate(node, bytes < UINT64_MAX ? bytes / 2 : 0);
    }
}

static void hostile_visit(struct uc_fs_node *dir, unsigned depth,
                          unsigned *budget)
{
    struct hostile_walk *w = uc_calloc(1, sizeof *w);
    static char target[UC_FS_TARGET_MAX];
    const struct uc_fs_new file = {.mode = UC_FS_FILE | 0600};
    struct uc_fs_name fresh = {"fresh", 5};

    w->walk.emit = hostile_emit;
    for (unsigned turn = 0; turn < 6 && *budget > 0; turn++) {
        w->count = 0;
        if (dir->ops->readdir(dir, &w->walk) < 0 || w->count == 0) {
            break;
        }
        for (unsigned i = 0; i < w->count && *budget > 0; i++) {
            struct uc_fs_node *node = NULL;
            const struct uc_fs_name *name = &w->list[i];

            --*budget;
            if (name->bytes == 0 || dir->ops->lookup(dir, name, &node) < 0) {
                continue;
            }
            uint32_t type = node->mode & UC_FS_TYPE_MASK;
            if (type == UC_FS_DIRECTORY && depth > 0) {
                hostile_visit(node, depth - 1, budget);
            } else if (type == UC_FS_FILE) {
                hostile_visit_file(node, *budget);
            } else if (type == UC_FS_LINK) {
                (void)node->ops->readlink(node, target, sizeof target);
            }
            if (*budget % 5 == 2) {
                (void)(type == UC_FS_DIRECTORY
                           ? dir->ops->rmdir
                           : dir->ops->unlink)(dir, name, node);
            }
            tree_put(node);
        }
    }
    for (unsigned i = 0; i < 3 && *budget > 0; i++) {
        struct uc_fs_node *node = NULL;
        fresh.bytes = 5 - i;
        if (dir->ops->lookup(dir, &fresh, &node) == -UC_ENOENT &&
            dir->ops->create(dir, &fresh, &file, &node) == 0) {
            hostile_visit_file(node, 3);
        }
        if (node != NULL) {
            tree_put(node);
        }
    }
    uc_free(w);
}

/*
 * The input: which image, then changes of six bytes each: which of the blocks
 * in use (2 bytes), where in it (2), what to do (1) and a value (1).
 */
static void hostile_run(const uint8_t *input, size_t bytes)
{
    if (bytes == 0) {
        return;
    }
    const struct hostile_image *image =
        &hostile_images[input[0] % HOSTILE_KINDS];
    char *data = uc_ram_blk_data(hostile_disk);
    unsigned budget = 60;

    memcpy(data, image->bytes, HOSTILE_MIB << 20);
    for (size_t i = 1; i + 6 <= bytes; i += 6) {
        uint32_t used = (uint32_t)(input[i] | input[i + 1] << 8);
        uint32_t at = (uint32_t)(input[i + 2] | input[i + 3] << 8);
        char *place =
            data + (size_t)image->used[used % image->used_n] * HOSTILE_BLOCK +
            at % HOSTILE_BLOCK;
        switch (input[i + 4] % 4) {
        case 0:
            *place = (char)input[i + 5];
            break;
        case 1:
            *place = (char)(*place ^ 1 << input[i + 5] % 8);
            break;
        case 2: /* a number of two bytes that is at the edge */
            place[0] = (char)(input[i + 5] & 1 ? 0xff : 0);
            place[at % HOSTILE_BLOCK + 1 < HOSTILE_BLOCK] =
                (char)(input[i + 5] & 2 ? 0xff : 0);
            break;
        default: /* what another block says there */
            *place =
                image->bytes[(size_t)image->used[input[i + 5] % image->used_n] *
                                 HOSTILE_BLOCK +
                             at % HOSTILE_BLOCK];
            break;
        }
    }
    if (tree_mount(hostile_disk, input[0] & 0x80 ? UC_FS_READ_ONLY : 0) == 0) {
        hostile_visit(tree->root, 3, &budget);
        (void)tree->ops->sync(tree);
        (void)tree_unmount();
    }
}

static bool hostile_begin(void)
{
    if (!image_has_tools()) {
        return false;
    }
    for (unsigned kind = 0; kind < HOSTILE_KINDS; kind++) {
        hostile_make(kind);
    }
    return true;
}

#endif /* EXT4_TESTS_HOSTILE_H */
