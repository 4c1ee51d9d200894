/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_SUITES_FS_RENAME_H
#define UC_SUITES_FS_RENAME_H

#include <uc/suites/fs/fixture.h>

static int fs_suite_rename(const char *from, const char *to)
{
    return uc_vfs_rename(NULL, from, NULL, to, 0);
}

FS_SUITE_TEST(fs_rename_moves_and_replaces)
{
    UC_EXPECT_EQ(fs_suite_make("a", 10, 1), 0);
    UC_EXPECT_EQ(fs_suite_make("b", 20, 2), 0);
    UC_EXPECT_EQ(uc_vfs_mkdir(NULL, "d", 0755), 0);
    UC_EXPECT_EQ(fs_suite_rename("a", "c"), 0);
    UC_EXPECT(!fs_suite_exists("a"));
    UC_EXPECT(fs_suite_holds("c", 10, 1));
    UC_EXPECT_EQ(fs_suite_rename("c", "b"), 0);
    UC_EXPECT(fs_suite_holds("b", 10, 1));
    UC_EXPECT_EQ(fs_suite_stat("b").links, 1);
    UC_EXPECT_EQ(fs_suite_rename("b", "d/b"), 0);
    UC_EXPECT(fs_suite_holds("d/b", 10, 1));
    UC_EXPECT_EQ(fs_suite_rename("x", "y"), -UC_ENOENT);
    UC_EXPECT_EQ(fs_suite_rename("d/b", "x/y"), -UC_ENOENT);
    UC_EXPECT_EQ(fs_suite_rename("d/b", "d/b"), 0);
    UC_EXPECT_EQ(fs_suite_rename("d/b", "d/c/"), -UC_ENOTDIR);
    UC_EXPECT_EQ(fs_suite_rename("d/b/", "d/c"), -UC_ENOTDIR);
    UC_EXPECT_EQ(fs_suite_rename(".", "e"), -UC_EBUSY);
    UC_EXPECT_EQ(fs_suite_rename("d/b", ".."), -UC_EBUSY);
    UC_EXPECT_EQ(fs_suite_count("."), 1);
    UC_EXPECT_EQ(fs_suite_count("d"), 1);
}

FS_SUITE_TEST(fs_rename_looks_at_kinds)
{
    UC_EXPECT_EQ(fs_suite_make("f", 10, 1), 0);
    UC_EXPECT_EQ(uc_vfs_mkdir(NULL, "d", 0755), 0);
    UC_EXPECT_EQ(uc_vfs_mkdir(NULL, "e", 0755), 0);
    UC_EXPECT_EQ(fs_suite_make("e/x", 10, 1), 0);
    UC_EXPECT_EQ(fs_suite_rename("f", "d"), -UC_EISDIR);
    UC_EXPECT_EQ(fs_suite_rename("d", "f"), -UC_ENOTDIR);
    UC_EXPECT_EQ(fs_suite_rename("d", "e"), -UC_ENOTEMPTY);
    UC_EXPECT_EQ(fs_suite_rename("d", "d/d"), -UC_EINVAL);
    UC_EXPECT_EQ(fs_suite_rename("e/x", "e"), -UC_ENOTEMPTY);
    UC_EXPECT_EQ(fs_suite_rename("e", "d"), 0);
    UC_EXPECT(fs_suite_holds("d/x", 10, 1));
    UC_EXPECT(!fs_suite_exists("e"));
    UC_EXPECT_EQ(fs_suite_stat(".").links, 3);
    UC_EXPECT(fs_suite_holds("f", 10, 1));
}

FS_SUITE_TEST(fs_rename_turns_directories)
{
    UC_EXPECT_EQ(uc_vfs_mkdir(NULL, "a", 0755), 0);
    UC_EXPECT_EQ(uc_vfs_mkdir(NULL, "a/b", 0755), 0);
    UC_EXPECT_EQ(uc_vfs_mkdir(NULL, "a/b/c", 0755), 0);
    UC_EXPECT_EQ(uc_vfs_mkdir(NULL, "z", 0755), 0);
    UC_EXPECT_EQ(fs_suite_make("a/b/c/f", 10, 1), 0);
    UC_EXPECT_EQ(fs_suite_rename("a", "a/b/c/d"), -UC_EINVAL);
    UC_EXPECT_EQ(fs_suite_rename("a/b", "z/b"), 0);
    UC_EXPECT(fs_suite_holds("z/b/c/f", 10, 1));
    UC_EXPECT_EQ(fs_suite_stat("a").links, 2);
    UC_EXPECT_EQ(fs_suite_stat("z").links, 3);
    /* ".." is where it is now. */
    UC_EXPECT_EQ(fs_suite_stat("z/b/..").inode, fs_suite_stat("z").inode);
    UC_EXPECT_EQ(fs_suite_rename("a", "z/b/c/a"), 0);
    UC_EXPECT_EQ(fs_suite_stat("z/b/c/a/../../..").inode,
                 fs_suite_stat("z").inode);
}

FS_SUITE_TEST(fs_rename_of_links_of_one_file_does_nothing)
{
    UC_EXPECT_EQ(fs_suite_make("a", 10, 1), 0);
    UC_EXPECT_EQ(uc_vfs_link(NULL, "a", NULL, "b", 0), 0);
    UC_EXPECT_EQ(fs_suite_rename("a", "b"), 0);
    UC_EXPECT(fs_suite_holds("a", 10, 1));
    UC_EXPECT_EQ(fs_suite_stat("b").links, 2);
}

FS_SUITE_TEST(fs_rename_replaces_what_is_open)
{
    struct uc_file *moved;
    struct uc_file *replaced;

    UC_EXPECT_EQ(fs_suite_make("a", 100, 1), 0);
    UC_EXPECT_EQ(fs_suite_make("b", 200, 2), 0);
    UC_REQUIRE(uc_vfs_open(&moved, NULL, "a", UC_O_RDWR, 0) == 0);
    UC_REQUIRE(uc_vfs_open(&replaced, NULL, "b", UC_O_RDWR, 0) == 0);
    UC_EXPECT_EQ(fs_suite_rename("a", "b"), 0);
    UC_EXPECT_EQ(fs_suite_pread(replaced, fs_suite_in, 1000, 0), 200);
    fs_suite_fill(fs_suite_out, 200, 2);
    UC_EXPECT_MEM(fs_suite_in, fs_suite_out, 200);
    UC_EXPECT_EQ(uc_file_truncate(moved, 50), 0);
    UC_EXPECT(fs_suite_holds("b", 50, 1));
    uc_file_close(replaced);
    uc_file_close(moved);
    UC_EXPECT_EQ(fs_suite_count("."), 1);
}

FS_SUITE_TEST(fs_rename_exchanges_or_refuses_to_replace)
{
    const unsigned exchange = UC_FS_RENAME_EXCHANGE;

    UC_EXPECT_EQ(fs_suite_make("f", 10, 1), 0);
    UC_EXPECT_EQ(fs_suite_make("g", 20, 2), 0);
    UC_EXPECT_EQ(uc_vfs_rename(NULL, "f", NULL, "g", UC_FS_RENAME_NOREPLACE),
                 -UC_EEXIST);
    UC_EXPECT_EQ(uc_vfs_rename(NULL, "f", NULL, "h", UC_FS_RENAME_NOREPLACE),
                 0);
    UC_EXPECT_EQ(uc_vfs_rename(NULL, "g", NULL, "x", exchange), -UC_ENOENT);
    UC_EXPECT_EQ(uc_vfs_rename(NULL, "g", NULL, "h", 3), -UC_EINVAL);
    int err = uc_vfs_rename(NULL, "g", NULL, "h", exchange);
    if (err == -UC_EINVAL || err == -UC_EOPNOTSUPP) {
        uc_test_skip("exchanges nothing");
        return;
    }
    UC_EXPECT_EQ(err, 0);
    UC_EXPECT(fs_suite_holds("g", 10, 1));
    UC_EXPECT(fs_suite_holds("h", 20, 2));
    UC_EXPECT_EQ(uc_vfs_mkdir(NULL, "d", 0755), 0);
    UC_EXPECT_EQ(uc_vfs_mkdir(NULL, "d/e", 0755), 0);
    UC_EXPECT_EQ(uc_vfs_rename(NULL, "g", NULL, "d/e", exchange), 0);
    UC_EXPECT(fs_suite_holds("d/e", 10, 1));
    UC_EXPECT_EQ(fs_suite_stat("g").mode & UC_FS_TYPE_MASK, UC_FS_DIRECTORY);
    UC_EXPECT_EQ(fs_suite_stat("d").links, 2);
    UC_EXPECT_EQ(fs_suite_stat("g/..").inode, fs_suite_stat(".").inode);
    UC_EXPECT_EQ(uc_vfs_rename(NULL, "d", NULL, "d/e", exchange), -UC_EINVAL);
}

FS_SUITE_TEST(fs_rename_keeps_names_that_are_there_all_the_time_listed_once)
{
    struct fs_suite_names names;
    unsigned b = 0;

    UC_EXPECT_EQ(fs_suite_make("a", 1, 1), 0);
    UC_EXPECT_EQ(fs_suite_make("b", 1, 1), 0);
    UC_EXPECT_EQ(fs_suite_make("c", 1, 1), 0);
    UC_REQUIRE(fs_suite_list(&names, ".") == 0);
    UC_EXPECT(fs_suite_next(&names));
    b += names.name[0] == 'b';
    /* "b" is replaced: it was there before, and is now. */
    UC_EXPECT_EQ(fs_suite_rename(names.name[0] == 'a' ? "c" : "a", "b"), 0);
    while (fs_suite_next(&names)) {
        b += names.name[0] == 'b';
    }
    UC_EXPECT_EQ(b, 1);
    uc_file_close(names.file);
}

#endif /* UC_SUITES_FS_RENAME_H */
