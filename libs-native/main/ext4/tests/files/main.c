/* SPDX-License-Identifier: BSD-3-Clause */
/* What is written is what is read, and what e2fsck finds nothing wrong with. */
#include "../kinds.h"

UC_HOSTED_BOOT("");

static void files(void)
{
    write_file("empty", 0, 1);
    write_file("tiny", 5, 2);
    write_file("block", 4096, 3);
    write_file("odd", 123457, 4);
    write_file("large", sizeof data, 5);
    expect_file("odd", 123457, 4);
    remount();
    expect_file("empty", 0, 1);
    expect_file("tiny", 5, 2);
    expect_file("block", 4096, 3);
    expect_file("odd", 123457, 4);
    expect_file("large", sizeof data, 5);
}

UC_TEST(files_of_all_sizes_are_kept)
{
    on_each(files);
}

/* Each second block first, then the others: as many extents as can be. */
static void holes(void)
{
    struct uc_fs_node *node = NULL;
    const size_t part = 4096;
    const size_t parts = sizeof data / part;

    UC_REQUIRE(tree_create("holes", &node) == 0);
    fill(data, sizeof data, 9);
    for (size_t i = 0; i < parts; i += 2) {
        UC_EXPECT_EQ(tree_pwrite(node, data + i * part, part, i * part), 4096);
        if (i % 32 == 0) {
            UC_EXPECT_EQ(node->ops->fsync(node, false), 0);
        }
    }
    memset(found, 1, sizeof found);
    tree_put(node);
    remount();
    UC_REQUIRE(tree_get("holes", &node) == 0);
    UC_EXPECT_EQ(tree_pread(node, found, sizeof found, 0),
                 (long long)((parts - 1) * part));
    for (size_t i = 0; i + 1 < parts; i++) {
        static const char zeroes[4096];
        UC_EXPECT_MEM(found + i * part, i % 2 == 0 ? data + i * part : zeroes,
                      part);
    }
    for (size_t i = 1; i < parts; i += 2) {
        UC_EXPECT_EQ(tree_pwrite(node, data + i * part, part, i * part), 4096);
        if (i % 9 == 0) {
            UC_EXPECT_EQ(node->ops->fsync(node, false), 0);
        }
    }
    tree_put(node);
    remount();
    expect_file("holes", sizeof data, 9);
    UC_EXPECT_EQ(tree_remove("holes"), 0);
}

UC_TEST(holes_read_as_zeroes_and_can_be_filled)
{
    on_each(holes);
}

static void cuts(void)
{
    static const size_t sizes[] = {700000, 699999, 4096, 4095, 1, 0};
    struct uc_fs_node *node = NULL;

    write_file("cut", sizeof data, 7);
    UC_REQUIRE(tree_get("cut", &node) == 0);
    for (size_t i = 0; i < UC_ARRAY_SIZE(sizes); i++) {
        UC_EXPECT_EQ(tree_truncate(node, sizes[i]), 0);
        if (i % 2 == 0) {
            UC_EXPECT_EQ(node->ops->fsync(node, true), 0);
        }
        expect_file("cut", sizes[i], 7);
    }
    UC_EXPECT_EQ(tree_pwrite(node, "abcdefgh", 8, 0), 8);
    UC_EXPECT_EQ(tree_truncate(node, 3), 0);
    UC_EXPECT_EQ(tree_truncate(node, 100000), 0);
    tree_put(node);
    remount();
    UC_REQUIRE(tree_get("cut", &node) == 0);
    UC_EXPECT_EQ(tree_pread(node, found, sizeof found, 0), 100000);
    UC_EXPECT_MEM(found, "abc", 3);
    for (size_t i = 3; i < 100000; i++) {
        if (found[i] != 0) {
            UC_EXPECT_EQ(i, 0u);
            break;
        }
    }
    tree_put(node);
}

UC_TEST(files_are_cut_and_what_comes_back_is_zero)
{
    on_each(cuts);
}

static void full(void)
{
    struct uc_fs_node *node = NULL;
    struct uc_fs_stat before;
    struct uc_fs_stat after;
    uint64_t bytes = 0;

    UC_EXPECT_EQ(tree->ops->statfs(tree, &before), 0);
    for (unsigned turn = 0; turn < 3; turn++) {
        UC_REQUIRE(tree_create("full", &node) == 0);
        fill(data, sizeof data, turn);
        uc_ssize_t put = 0;
        for (bytes = 0; put >= 0; bytes += (uint64_t)put) {
            put = tree_pwrite(node, data, sizeof data, bytes);
            if (put < 0) {
                break;
            }
        }
        UC_EXPECT_EQ(put, -UC_ENOSPC);
        UC_EXPECT_EQ(node->ops->fsync(node, false), 0);
        UC_EXPECT_GE(bytes, before.blocks_free * before.block_bytes * 9 / 10);
        UC_EXPECT_EQ(tree_pread(node, found, 4096, 1 << 20), 4096);
        UC_EXPECT_MEM(found, data, 4096);
        tree_put(node);
        UC_EXPECT_EQ(tree_remove("full"), 0);
    }
    remount();
    UC_EXPECT_EQ(tree->ops->statfs(tree, &after), 0);
    UC_EXPECT_EQ(after.blocks_free, before.blocks_free);
    UC_EXPECT_EQ(after.nodes_free, before.nodes_free);
}

UC_TEST(a_full_disk_says_so_and_gives_room_back)
{
    on_each(full);
}

static void removed(void)
{
    struct uc_fs_node *node = NULL;
    struct uc_fs_stat before;
    struct uc_fs_stat after;

    UC_EXPECT_EQ(tree->ops->statfs(tree, &before), 0);
    write_file("open", 200000, 4);
    UC_REQUIRE(tree_get("open", &node) == 0);
    UC_EXPECT_EQ(tree_remove("open"), 0);
    UC_EXPECT_EQ(tree->ops->sync(tree), 0);
    UC_EXPECT_EQ(tree_pread(node, found, sizeof found, 0), 200000);
    UC_EXPECT_EQ(tree_pwrite(node, "more", 4, 500000), 4);
    tree_put(node);
    UC_EXPECT_EQ(tree->ops->sync(tree), 0);
    UC_EXPECT_EQ(tree->ops->statfs(tree, &after), 0);
    UC_EXPECT_EQ(after.blocks_free, before.blocks_free);
}

UC_TEST(a_file_that_is_open_outlives_its_name)
{
    on_each(removed);
}
