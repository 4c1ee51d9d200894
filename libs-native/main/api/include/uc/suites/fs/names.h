/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_SUITES_FS_NAMES_H
#define UC_SUITES_FS_NAMES_H

#include <uc/suites/fs/fixture.h>

/* Fills (out) with a name of (bytes) times (c), and its zero. */
static void fs_suite_long_name(char *out, size_t bytes, char c)
{
    __builtin_memset(out, c, bytes);
    out[bytes] = '\0';
}

static int fs_suite_open_close(const char *path, unsigned flags)
{
    struct uc_file *file;

    int err = uc_vfs_open(&file, NULL, path, flags, 0644);
    if (err == 0) {
        uc_file_close(file);
    }
    return err;
}

FS_SUITE_TEST(fs_opens_and_makes_as_the_flags_say)
{
    UC_EXPECT_EQ(fs_suite_open_close("f", UC_O_RDONLY), -UC_ENOENT);
    UC_EXPECT_EQ(fs_suite_open_close("f", UC_O_CREAT), 0);
    UC_EXPECT_EQ(fs_suite_open_close("f", UC_O_CREAT), 0);
    UC_EXPECT_EQ(fs_suite_open_close("f", UC_O_CREAT | UC_O_EXCL), -UC_EEXIST);
    UC_EXPECT_EQ(fs_suite_open_close("f", UC_O_DIRECTORY), -UC_ENOTDIR);
    UC_EXPECT_EQ(fs_suite_open_close("f/", UC_O_RDONLY), -UC_ENOTDIR);
    UC_EXPECT_EQ(fs_suite_open_close("f/g", UC_O_RDONLY), -UC_ENOTDIR);
    UC_EXPECT_EQ(fs_suite_open_close("f/g", UC_O_CREAT), -UC_ENOTDIR);
    UC_EXPECT_EQ(fs_suite_open_close("g/", UC_O_CREAT), -UC_EISDIR);
    UC_EXPECT_EQ(fs_suite_open_close("g/h", UC_O_CREAT), -UC_ENOENT);
    UC_EXPECT_EQ(uc_vfs_mkdir(NULL, "d", 0755), 0);
    UC_EXPECT_EQ(fs_suite_open_close("d", UC_O_RDONLY), 0);
    UC_EXPECT_EQ(fs_suite_open_close("d", UC_O_RDWR), -UC_EISDIR);
    UC_EXPECT_EQ(fs_suite_open_close("d", UC_O_CREAT), -UC_EISDIR);
    UC_EXPECT_EQ(fs_suite_open_close("d", UC_O_TRUNC), -UC_EISDIR);
    UC_EXPECT_EQ(fs_suite_open_close("d/.", UC_O_DIRECTORY), 0);
    UC_EXPECT_EQ(fs_suite_open_close("d/..//./d/../f", UC_O_RDONLY), 0);
    UC_EXPECT_EQ(fs_suite_open_close("", UC_O_RDONLY), -UC_ENOENT);
    UC_EXPECT_EQ(fs_suite_count("."), 2);
}

FS_SUITE_TEST(fs_says_what_is_open_for_what)
{
    struct uc_file *file;

    UC_REQUIRE(fs_suite_make("f", 10, 1) == 0);
    UC_REQUIRE(uc_vfs_open(&file, NULL, "f", UC_O_RDONLY, 0) == 0);
    UC_EXPECT_EQ(fs_suite_pwrite(file, "x", 1, 0), -UC_EBADF);
    UC_EXPECT_EQ(uc_file_truncate(file, 0), -UC_EINVAL);
    UC_EXPECT_EQ(fs_suite_pread(file, fs_suite_in, 10, 0), 10);
    uc_file_close(file);
    UC_REQUIRE(uc_vfs_open(&file, NULL, "f", UC_O_WRONLY, 0) == 0);
    UC_EXPECT_EQ(fs_suite_pread(file, fs_suite_in, 10, 0), -UC_EBADF);
    uc_file_close(file);
    UC_REQUIRE(uc_vfs_open(&file, NULL, "f", UC_O_PATH, 0) == 0);
    UC_EXPECT_EQ(fs_suite_pread(file, fs_suite_in, 10, 0), -UC_EBADF);
    UC_EXPECT_EQ(fs_suite_pwrite(file, "x", 1, 0), -UC_EBADF);
    uc_file_close(file);
    UC_REQUIRE(uc_vfs_open(&file, NULL, ".", UC_O_RDONLY, 0) == 0);
    UC_EXPECT_EQ(fs_suite_pread(file, fs_suite_in, 10, 0), -UC_EISDIR);
    uc_file_close(file);
    UC_EXPECT(fs_suite_holds("f", 10, 1));
}

FS_SUITE_TEST(fs_names_have_255_bytes_of_any_kind_and_no_more)
{
    char name[300];

    fs_suite_long_name(name, 255, 'n');
    UC_EXPECT_EQ(fs_suite_make(name, 5, 1), 0);
    UC_EXPECT(fs_suite_holds(name, 5, 1));
    fs_suite_long_name(name, 256, 'n');
    UC_EXPECT_EQ(fs_suite_make(name, 5, 1), -UC_ENAMETOOLONG);
    UC_EXPECT_EQ(uc_vfs_mkdir(NULL, name, 0755), -UC_ENAMETOOLONG);
    UC_EXPECT_EQ(fs_suite_open_close(name, UC_O_RDONLY), -UC_ENAMETOOLONG);
    UC_EXPECT_EQ(uc_vfs_unlink(NULL, name, 0), -UC_ENAMETOOLONG);
    UC_EXPECT_EQ(uc_vfs_rename(NULL, "x", NULL, name, 0), -UC_ENAMETOOLONG);
    /* Bytes are bytes: no case, no encoding. */
    UC_EXPECT_EQ(fs_suite_make("\xff\x01 \n\\", 6, 2), 0);
    UC_EXPECT_EQ(fs_suite_make("case", 7, 3), 0);
    UC_EXPECT_EQ(fs_suite_make("CASE", 8, 4), 0);
    UC_EXPECT_EQ(fs_suite_make("...", 9, 5), 0);
    UC_EXPECT(fs_suite_holds("\xff\x01 \n\\", 6, 2));
    UC_EXPECT(fs_suite_holds("case", 7, 3));
    UC_EXPECT(fs_suite_holds("CASE", 8, 4));
    UC_EXPECT(fs_suite_holds("...", 9, 5));
    UC_EXPECT_EQ(fs_suite_count("."), 5);
}

FS_SUITE_TEST(fs_follows_symbolic_links)
{
    char buf[16];

    UC_EXPECT_EQ(uc_vfs_mkdir(NULL, "d", 0755), 0);
    UC_EXPECT_EQ(fs_suite_make("d/f", 20, 1), 0);
    UC_EXPECT_EQ(uc_vfs_symlink("d/f", NULL, "file"), 0);
    UC_EXPECT_EQ(uc_vfs_symlink("d", NULL, "dir"), 0);
    UC_EXPECT_EQ(uc_vfs_symlink("../dir/f", NULL, "d/back"), 0);
    UC_EXPECT_EQ(uc_vfs_symlink("nowhere", NULL, "dangling"), 0);
    UC_EXPECT_EQ(uc_vfs_symlink("x", NULL, "file"), -UC_EEXIST);
    UC_EXPECT_EQ(uc_vfs_symlink("", NULL, "empty"), -UC_ENOENT);
    UC_EXPECT(fs_suite_holds("file", 20, 1));
    UC_EXPECT(fs_suite_holds("dir/f", 20, 1));
    UC_EXPECT(fs_suite_holds("dir/back", 20, 1));
    UC_EXPECT_EQ(fs_suite_open_close("dangling", UC_O_RDONLY), -UC_ENOENT);
    UC_EXPECT_EQ(fs_suite_open_close("file", UC_O_NOFOLLOW), -UC_ELOOP);
    UC_EXPECT_EQ(fs_suite_open_close("dir/", UC_O_NOFOLLOW | UC_O_DIRECTORY),
                 0);
    UC_EXPECT_EQ(
        fs_suite_open_close("dangling", UC_O_CREAT | UC_O_EXCL | UC_O_WRONLY),
        -UC_EEXIST);
    UC_EXPECT_EQ(fs_suite_open_close("dangling", UC_O_CREAT | UC_O_WRONLY), 0);
    UC_EXPECT(fs_suite_exists("nowhere"));
    UC_EXPECT_EQ(uc_vfs_readlink(NULL, "dir", buf, sizeof buf), 1);
    UC_EXPECT_EQ(uc_vfs_readlink(NULL, "d/back", buf, sizeof buf), 8);
    UC_EXPECT_MEM(buf, "../dir/f", 8);
    UC_EXPECT_EQ(uc_vfs_readlink(NULL, "d/back", buf, 3), 3);
    UC_EXPECT_EQ(uc_vfs_readlink(NULL, "d", buf, 3), -UC_EINVAL);
    const struct uc_fs_attr link = fs_suite_stat("d/back");
    UC_EXPECT_EQ(link.mode, UC_FS_LINK | 0777);
    UC_EXPECT_EQ(link.bytes, 8);
    /* What is removed is the link. */
    UC_EXPECT_EQ(uc_vfs_unlink(NULL, "dir", UC_AT_REMOVEDIR), -UC_ENOTDIR);
    UC_EXPECT_EQ(uc_vfs_unlink(NULL, "file", 0), 0);
    UC_EXPECT(fs_suite_holds("d/f", 20, 1));
}

FS_SUITE_TEST(fs_keeps_targets_of_links_of_any_length)
{
    static char target[UC_FS_TARGET_MAX + 2];
    static char got[UC_FS_TARGET_MAX + 1];
    static const size_t lengths[] = {1,   15,  59,   60,   61,
                                     255, 256, 1023, 1024, UC_FS_TARGET_MAX};

    for (unsigned i = 0; i < UC_ARRAY_SIZE(lengths); i++) {
        fs_suite_long_name(target, lengths[i], (char)('a' + i));
        int err = uc_vfs_symlink(target, NULL, "l");
        if (err == -UC_ENAMETOOLONG && lengths[i] > 1023) {
            continue; /* some keep a block of it */
        }
        UC_EXPECT_EQ(err, 0);
        UC_EXPECT_EQ(uc_vfs_readlink(NULL, "l", got, sizeof got),
                     (uc_ssize_t)lengths[i]);
        UC_EXPECT_MEM(got, target, lengths[i]);
        UC_EXPECT_EQ(fs_suite_stat("l").bytes, lengths[i]);
        UC_EXPECT_EQ(uc_vfs_unlink(NULL, "l", 0), 0);
    }
    fs_suite_long_name(target, UC_FS_TARGET_MAX + 1, 'z');
    UC_EXPECT_EQ(uc_vfs_symlink(target, NULL, "l"), -UC_ENAMETOOLONG);
}

FS_SUITE_TEST(fs_links_share_one_file)
{
    UC_EXPECT_EQ(fs_suite_make("a", 30, 1), 0);
    UC_EXPECT_EQ(uc_vfs_mkdir(NULL, "d", 0755), 0);
    UC_EXPECT_EQ(uc_vfs_link(NULL, "a", NULL, "d/b", 0), 0);
    UC_EXPECT_EQ(uc_vfs_link(NULL, "d/b", NULL, "c", 0), 0);
    UC_EXPECT_EQ(uc_vfs_link(NULL, "a", NULL, "c", 0), -UC_EEXIST);
    UC_EXPECT_EQ(uc_vfs_link(NULL, "d", NULL, "e", 0), -UC_EPERM);
    UC_EXPECT_EQ(uc_vfs_link(NULL, "x", NULL, "e", 0), -UC_ENOENT);
    UC_EXPECT_EQ(fs_suite_stat("a").links, 3);
    UC_EXPECT_EQ(fs_suite_stat("d/b").inode, fs_suite_stat("a").inode);
    UC_EXPECT_EQ(uc_vfs_truncate(NULL, "c", 20), 0);
    UC_EXPECT(fs_suite_holds("a", 20, 1));
    UC_EXPECT_EQ(uc_vfs_unlink(NULL, "a", 0), 0);
    UC_EXPECT_EQ(fs_suite_stat("c").links, 2);
    UC_EXPECT(fs_suite_holds("d/b", 20, 1));
    /* A link of a link, and of what it points to. */
    UC_EXPECT_EQ(uc_vfs_symlink("c", NULL, "s"), 0);
    UC_EXPECT_EQ(uc_vfs_link(NULL, "s", NULL, "t", 0), 0);
    UC_EXPECT_EQ(fs_suite_stat("t").inode, fs_suite_stat("s").inode);
    UC_EXPECT_EQ(uc_vfs_link(NULL, "s", NULL, "u", UC_AT_SYMLINK_FOLLOW), 0);
    UC_EXPECT_EQ(fs_suite_stat("u").inode, fs_suite_stat("c").inode);
}

FS_SUITE_TEST(fs_removed_files_live_on_while_they_are_open)
{
    struct uc_file *file;
    struct uc_fs_attr attr;

    UC_REQUIRE(fs_suite_make("f", 6000, 1) == 0);
    UC_REQUIRE(uc_vfs_open(&file, NULL, "f", UC_O_RDWR, 0) == 0);
    UC_EXPECT_EQ(uc_vfs_unlink(NULL, "f", 0), 0);
    UC_EXPECT_EQ(uc_vfs_unlink(NULL, "f", 0), -UC_ENOENT);
    UC_EXPECT_EQ(fs_suite_make("f", 50, 2), 0);
    fs_suite_fill(fs_suite_out, 6000, 1);
    UC_EXPECT_EQ(fs_suite_pread(file, fs_suite_in, 6000, 0), 6000);
    UC_EXPECT_MEM(fs_suite_in, fs_suite_out, 6000);
    UC_EXPECT_EQ(fs_suite_pwrite(file, fs_suite_out, 6000, 6000), 6000);
    UC_EXPECT_EQ(uc_vfs_stat(file, "", UC_AT_EMPTY_PATH, &attr), 0);
    UC_EXPECT_EQ(attr.links, 0);
    UC_EXPECT_EQ(attr.bytes, 12000);
    UC_EXPECT_EQ(uc_vfs_link(file, "", NULL, "g", UC_AT_EMPTY_PATH),
                 -UC_ENOENT);
    uc_file_close(file);
    UC_EXPECT(fs_suite_holds("f", 50, 2));
    UC_EXPECT_EQ(fs_suite_count("."), 1);
}

FS_SUITE_TEST(fs_files_without_a_name_may_get_one)
{
    struct uc_file *file;

    int err = uc_vfs_open(&file, NULL, ".", UC_O_TMPFILE | UC_O_RDWR, 0600);
    if (err == -UC_EOPNOTSUPP) {
        uc_test_skip("makes no file without a name");
        return;
    }
    UC_REQUIRE(err == 0);
    UC_EXPECT_EQ(fs_suite_count("."), 0);
    fs_suite_fill(fs_suite_out, 5000, 8);
    UC_EXPECT_EQ(fs_suite_pwrite(file, fs_suite_out, 5000, 0), 5000);
    UC_EXPECT_EQ(uc_vfs_link(file, "", NULL, "f", UC_AT_EMPTY_PATH), 0);
    uc_file_close(file);
    UC_EXPECT(fs_suite_holds("f", 5000, 8));
    UC_EXPECT_EQ(fs_suite_stat("f").links, 1);
    UC_EXPECT_EQ(fs_suite_open_close(".", UC_O_TMPFILE), -UC_EINVAL);
    UC_EXPECT_EQ(fs_suite_open_close("f", UC_O_TMPFILE | UC_O_RDWR),
                 -UC_ENOTDIR);
}

#endif /* UC_SUITES_FS_NAMES_H */
