/* SPDX-License-Identifier: BSD-3-Clause */
/* Names that come, go and move, and directories that grow and shrink. */
#include "../kinds.h"

UC_HOSTED_BOOT("");

/* Of (number), so that names have different lengths. */
static const char *name_of(const char *dir, unsigned number)
{
    static char path[300];
    size_t used = strlen(dir);

    memcpy(path, dir, used);
    path[used++] = '/';
    for (unsigned i = 0; i <= number % 60; i++) {
        path[used++] = (char)('a' + (number + i) % 26);
    }
    for (; number > 0; number /= 10) {
        path[used++] = (char)('0' + number % 10);
    }
    path[used] = '\0';
    return path;
}

struct counting {
    struct uc_fs_readdir walk;
    unsigned count;
    unsigned most;
};

static bool count_entry(struct uc_fs_readdir *walk,
                        const struct uc_fs_entry *entry)
{
    struct counting *c = UC_CONTAINER_OF(walk, struct counting, walk);

    if (c->most == 0) {
        return false;
    }
    c->most--;
    c->count += entry->type == UC_FS_FILE;
    return true;
}

static unsigned count_names(const char *path)
{
    struct counting c = {.walk = {.emit = count_entry}};
    struct uc_fs_node *node = NULL;
    uint64_t before = 0;

    if (tree_get(path, &node) < 0) {
        return 0;
    }
    do { /* some at a time */
        before = c.walk.cookie;
        c.most = 37;
        UC_EXPECT_EQ(node->ops->readdir(node, &c.walk), 0);
    } while (c.walk.cookie != before);
    tree_put(node);
    return c.count;
}

static void names(void)
{
    /* So many that the first kind's index has two levels. */
    const unsigned all = on_each_kind == 0 ? 2600 : 600;
    struct uc_fs_node *node = NULL;

    UC_REQUIRE(tree_mkdir("dir") == 0);
    for (unsigned i = 1; i <= all; i++) {
        UC_REQUIRE(tree_create(name_of("dir", i), NULL) == 0);
        if (i % 500 == 0) {
            UC_EXPECT_EQ(tree->ops->sync(tree), 0);
        }
    }
    UC_EXPECT_EQ(count_names("dir"), all);
    remount();
    UC_EXPECT_EQ(count_names("dir"), all);
    UC_EXPECT_EQ(tree_remove("dir"), -UC_ENOTEMPTY);
    for (unsigned i = 1; i <= all; i += 2) {
        UC_EXPECT_EQ(tree_remove(name_of("dir", i)), 0);
    }
    UC_EXPECT_EQ(count_names("dir"), all / 2);
    for (unsigned i = 1; i <= all; i++) {
        int err = tree_get(name_of("dir", i), &node);
        UC_EXPECT_EQ(err, i % 2 == 0 ? 0 : -UC_ENOENT);
        if (err == 0) {
            tree_put(node);
        }
    }
    for (unsigned i = 2; i <= all; i += 2) {
        UC_EXPECT_EQ(tree_remove(name_of("dir", i)), 0);
    }
    UC_EXPECT_EQ(tree_remove("dir"), 0);
}

UC_TEST(directories_grow_to_thousands_of_names_and_shrink_again)
{
    on_each(names);
}

static void links(void)
{
    static char target[900];
    struct uc_fs_node *node = NULL;

    memset(target, 'x', sizeof target - 1);
    UC_EXPECT_EQ(tree_symlink("short", "some/where"), 0);
    UC_EXPECT_EQ(tree_symlink("long", target), 0);
    write_file("file", 1000, 3);
    UC_EXPECT_EQ(tree_link("file", "other"), 0);
    remount();
    UC_REQUIRE(tree_get("short", &node) == 0);
    UC_EXPECT_EQ(node->ops->readlink(node, found, 4096), 10);
    UC_EXPECT_MEM(found, "some/where", 10);
    tree_put(node);
    UC_REQUIRE(tree_get("long", &node) == 0);
    UC_EXPECT_EQ(node->ops->readlink(node, found, 4096), 899);
    UC_EXPECT_MEM(found, target, 899);
    tree_put(node);
    UC_EXPECT_EQ(tree_remove("file"), 0);
    expect_file("other", 1000, 3);
    UC_EXPECT_EQ(tree_remove("long"), 0);
    UC_EXPECT_EQ(tree_symlink("long", target), 0);
}

UC_TEST(links_of_both_kinds_are_kept)
{
    on_each(links);
}

static void renames(void)
{
    UC_EXPECT_EQ(tree_mkdir("a"), 0);
    UC_EXPECT_EQ(tree_mkdir("b"), 0);
    UC_EXPECT_EQ(tree_mkdir("a/sub"), 0);
    write_file("a/one", 5000, 1);
    write_file("b/two", 6000, 2);
    UC_EXPECT_EQ(tree_rename("a/one", "a/uno", 0), 0);
    UC_EXPECT_EQ(tree_rename("a/uno", "b/two", 0), 0);
    expect_file("b/two", 5000, 1);
    UC_EXPECT_EQ(tree_rename("a/sub", "b/sub", 0), 0);
    write_file("b/sub/file", 10, 5);
    UC_EXPECT_EQ(tree_mkdir("a/empty"), 0);
    UC_EXPECT_EQ(tree_rename("a/empty", "b/sub", 0), -UC_ENOTEMPTY);
    UC_EXPECT_EQ(tree_rename("b/sub", "a/empty", 0), 0);
    expect_file("a/empty/file", 10, 5);
    UC_EXPECT_EQ(tree_rename("a/empty", "b/two", UC_FS_RENAME_EXCHANGE), 0);
    expect_file("a/empty", 5000, 1);
    expect_file("b/two/file", 10, 5);
    remount();
    expect_file("a/empty", 5000, 1);
    expect_file("b/two/file", 10, 5);
}

UC_TEST(files_and_directories_are_moved_replaced_and_exchanged)
{
    on_each(renames);
}
