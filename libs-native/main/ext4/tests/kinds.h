/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef EXT4_TESTS_KINDS_H
#define EXT4_TESTS_KINDS_H

/* Tests that run on file systems of each kind, and leave each one clean. */
#include "image.h"
#include "tree.h"

#include <uc/hosted.h>
#include <uc/test.h>

/* One of each kind that matters: blocks of 1, 4 and 16 KiB, with and without
 * checksums, 64-bit block numbers, extents, indexes and a journal. */
static const struct kind {
    const char *name;
    const char *options;
} kinds[] = {
    {"small", "-t ext4"},
    {"usual", "-t ext4 -b 4096 -J size=4"},
    {"large", "-t ext4 -b 16384 -O ^has_journal"},
    {"old ext4", "-t ext4 -b 4096 -J size=4 -O ^metadata_csum,^64bit"},
    {"ext3", "-t ext3 -b 1024"},
    {"ext2", "-t ext2 -b 1024"},
    {"no index", "-t ext4 -b 1024 -O ^dir_index,^flex_bg"},
    {"plain", "-t ext4 -b 1024 -O ^filetype,^huge_file,^dir_nlink -I 128"},
    {"meta_bg", "-t ext4 -b 1024 -O meta_bg,^resize_inode"},
};

enum {
    DISK_MIB = 12,
};

static size_t on_each_kind; /* which one it is */
static char data[1 << 20];
static char found[1 << 20];

static UC_UNUSED void fill(void *to, size_t bytes, uint32_t seed)
{
    unsigned char *p = to;

    for (size_t i = 0; i < bytes; i++) {
        seed = seed * 1664525 + 1013904223;
        p[i] = (unsigned char)(seed >> 24);
    }
}

/* Runs (test) on each kind of file system; what it leaves is clean, both before
 * and after it is mounted again. */
static UC_UNUSED void on_each(void (*test)(void))
{
    UC_REQUIRE(image_has_tools());
    for (size_t i = 0; i < UC_ARRAY_SIZE(kinds); i++) {
        on_each_kind = i;
        struct uc_blkdev *disk = image_make(DISK_MIB, 0, kinds[i].options);

        if (tree_mount(disk, 0) < 0) {
            uc_test_fail(__FILE__, __LINE__, kinds[i].name);
            continue;
        }
        test();
        UC_EXPECT_EQ(tree_unmount(), 0);
        if (!image_is_clean(disk)) {
            uc_test_fail(__FILE__, __LINE__, kinds[i].name);
        }
    }
}

static UC_UNUSED void write_file(const char *path, size_t bytes, uint32_t seed)
{
    struct uc_fs_node *node = NULL;

    UC_REQUIRE(tree_create(path, &node) == 0);
    fill(data, bytes, seed);
    UC_EXPECT_EQ(tree_pwrite(node, data, bytes, 0), (long long)bytes);
    tree_put(node);
}

static UC_UNUSED void expect_file(const char *path, size_t bytes, uint32_t seed)
{
    struct uc_fs_node *node = NULL;

    UC_REQUIRE(tree_get(path, &node) == 0);
    fill(data, bytes, seed);
    UC_EXPECT_EQ(tree_bytes(node), bytes);
    UC_EXPECT_EQ(tree_pread(node, found, sizeof found, 0), (long long)bytes);
    UC_EXPECT_MEM(found, data, bytes);
    tree_put(node);
}

static UC_UNUSED void remount(void)
{
    struct uc_blkdev *disk = NULL;

    UC_EXPECT_EQ(tree->ops->sync(tree), 0);
    for (struct uc_blkdev *d = uc_blkdev_first(); d != NULL; d = d->next) {
        disk = d; /* the last one made */
    }
    UC_EXPECT_EQ(tree_unmount(), 0);
    UC_REQUIRE(tree_mount(disk, 0) == 0);
}

#endif /* EXT4_TESTS_KINDS_H */
