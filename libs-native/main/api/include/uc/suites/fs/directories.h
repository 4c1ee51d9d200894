/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_SUITES_FS_DIRECTORIES_H
#define UC_SUITES_FS_DIRECTORIES_H

#include <uc/suites/fs/fixture.h>

enum {
    FS_SUITE_MANY = 600,
};

/* "n0000" to "n9999"; (out) has 6 bytes. */
static const char *fs_suite_numbered(char *out, unsigned number)
{
    out[0] = 'n';
    out[5] = '\0';
    for (unsigned i = 4; i > 0; i--) {
        out[i] = (char)('0' + number % 10);
        number /= 10;
    }
    return out;
}

static unsigned fs_suite_number_of(const char *name)
{
    unsigned number = 0;

    for (unsigned i = 1; i < 5; i++) {
        number = number * 10 + (unsigned)(name[i] - '0');
    }
    return number;
}

static int fs_suite_make_many(unsigned first, unsigned end)
{
    char name[6];

    for (unsigned i = first; i < end; i++) {
        int err = fs_suite_make(fs_suite_numbered(name, i), 0, 0);
        if (err < 0) {
            return err;
        }
    }
    return 0;
}

FS_SUITE_TEST(fs_makes_and_removes_directories)
{
    const uint32_t links = fs_suite_stat(".").links;

    UC_EXPECT_EQ(uc_vfs_mkdir(NULL, "d", 0755), 0);
    UC_EXPECT_EQ(uc_vfs_mkdir(NULL, "d", 0755), -UC_EEXIST);
    UC_EXPECT_EQ(uc_vfs_mkdir(NULL, "d/e/", 0755), 0);
    UC_EXPECT_EQ(uc_vfs_mkdir(NULL, "x/e", 0755), -UC_ENOENT);
    UC_EXPECT_EQ(uc_vfs_mkdir(NULL, ".", 0755), -UC_EEXIST);
    UC_EXPECT_EQ(uc_vfs_mkdir(NULL, "d/e/..", 0755), -UC_EEXIST);
    UC_EXPECT_EQ(fs_suite_stat("d").links, 3);
    UC_EXPECT_EQ(fs_suite_stat("d/e").links, 2);
    UC_EXPECT_EQ(fs_suite_stat(".").links, links + 1);
    UC_EXPECT_EQ(uc_vfs_unlink(NULL, "d", UC_AT_REMOVEDIR), -UC_ENOTEMPTY);
    UC_EXPECT_EQ(uc_vfs_unlink(NULL, "d", 0), -UC_EISDIR);
    UC_EXPECT_EQ(uc_vfs_unlink(NULL, "d/.", UC_AT_REMOVEDIR), -UC_EINVAL);
    UC_EXPECT_EQ(uc_vfs_unlink(NULL, "d/e/..", UC_AT_REMOVEDIR), -UC_ENOTEMPTY);
    UC_EXPECT_EQ(uc_vfs_unlink(NULL, "d/e", UC_AT_REMOVEDIR), 0);
    UC_EXPECT_EQ(fs_suite_stat("d").links, 2);
    UC_EXPECT_EQ(uc_vfs_unlink(NULL, "d/", UC_AT_REMOVEDIR), 0);
    UC_EXPECT_EQ(uc_vfs_unlink(NULL, "d", UC_AT_REMOVEDIR), -UC_ENOENT);
    UC_EXPECT_EQ(fs_suite_stat(".").links, links);
    UC_EXPECT_EQ(fs_suite_make("f", 1, 1), 0);
    UC_EXPECT_EQ(uc_vfs_unlink(NULL, "f", UC_AT_REMOVEDIR), -UC_ENOTDIR);
    UC_EXPECT_EQ(uc_vfs_unlink(NULL, "f/", 0), -UC_ENOTDIR);
}

FS_SUITE_TEST(fs_lists_each_name_once_with_its_inode_and_type)
{
    static uint8_t seen[FS_SUITE_MANY];
    struct fs_suite_names names;
    unsigned others = 0;

    UC_REQUIRE(fs_suite_make_many(0, FS_SUITE_MANY) == 0);
    UC_EXPECT_EQ(uc_vfs_mkdir(NULL, "d", 0755), 0);
    UC_EXPECT_EQ(uc_vfs_symlink("d", NULL, "l"), 0);
    UC_EXPECT_EQ(uc_vfs_mknod(NULL, "p", UC_FS_FIFO | 0600, 0), 0);
    __builtin_memset(seen, 0, sizeof seen);
    UC_REQUIRE(fs_suite_list(&names, ".") == 0);
    while (fs_suite_next(&names)) {
        const struct uc_fs_attr attr = fs_suite_stat(names.name);
        UC_EXPECT_EQ(names.inode, attr.inode);
        UC_EXPECT_EQ(names.type, attr.mode & UC_FS_TYPE_MASK);
        if (names.type == UC_FS_FILE) {
            unsigned number = fs_suite_number_of(names.name);
            UC_REQUIRE(number < FS_SUITE_MANY);
            seen[number]++;
        } else {
            others++;
        }
    }
    uc_file_close(names.file);
    UC_EXPECT_EQ(others, 3);
    for (unsigned i = 0; i < FS_SUITE_MANY; i++) {
        if (seen[i] != 1) {
            UC_EXPECT_EQ(seen[i], 1);
            break;
        }
    }
}

FS_SUITE_TEST(fs_lists_itself_and_the_directory_above_first)
{
    struct fs_suite_names names;

    UC_EXPECT_EQ(uc_vfs_mkdir(NULL, "d", 0755), 0);
    UC_REQUIRE(fs_suite_list(&names, "d") == 0);
    names.room = 1;
    UC_EXPECT_EQ(uc_file_readdir(names.file, &names.walk), 1);
    UC_EXPECT_STR(names.name, ".");
    UC_EXPECT_EQ(names.inode, fs_suite_stat("d").inode);
    names.room = 0;
    UC_EXPECT_EQ(uc_file_readdir(names.file, &names.walk), -UC_EINVAL);
    names.room = 5;
    UC_EXPECT_EQ(uc_file_readdir(names.file, &names.walk), 1);
    UC_EXPECT_STR(names.name, "..");
    UC_EXPECT_EQ(names.inode, fs_suite_stat(".").inode);
    UC_EXPECT_EQ(names.type, UC_FS_DIRECTORY);
    UC_EXPECT_EQ(uc_file_readdir(names.file, &names.walk), 0);
    UC_EXPECT_EQ(uc_file_seek(names.file, 0, UC_SEEK_SET), 0);
    UC_EXPECT_EQ(uc_file_readdir(names.file, &names.walk), 2);
    uc_file_close(names.file);
}

FS_SUITE_TEST(fs_goes_on_at_any_position_that_it_gave)
{
    static uint64_t cookies[64];
    struct fs_suite_names names;
    struct fs_suite_names again;
    char name[FS_SUITE_NAME];

    UC_REQUIRE(fs_suite_make_many(0, 64) == 0);
    UC_REQUIRE(fs_suite_list(&names, ".") == 0);
    for (unsigned i = 0; i < 64; i++) {
        UC_EXPECT(fs_suite_next(&names));
        cookies[i] = names.cookie;
        if (i == 40) {
            __builtin_memcpy(name, names.name, sizeof name);
        }
    }
    UC_EXPECT(!fs_suite_next(&names));
    UC_EXPECT_EQ(uc_file_seek(names.file, (int64_t)cookies[39], UC_SEEK_SET),
                 (int64_t)cookies[39]);
    UC_EXPECT(fs_suite_next(&names));
    UC_EXPECT_STR(names.name, name);
    /* The same from another file, which does not disturb the first. */
    UC_REQUIRE(fs_suite_list(&again, ".") == 0);
    UC_EXPECT(fs_suite_next(&again));
    UC_EXPECT_EQ(uc_file_seek(again.file, (int64_t)cookies[39], UC_SEEK_SET),
                 (int64_t)cookies[39]);
    UC_EXPECT(fs_suite_next(&again));
    UC_EXPECT_STR(again.name, name);
    unsigned rest = 0;
    while (fs_suite_next(&names)) {
        rest++;
    }
    UC_EXPECT_EQ(rest, 64 - 41);
    uc_file_close(again.file);
    uc_file_close(names.file);
}

FS_SUITE_TEST(fs_lists_what_stays_once_while_others_come_and_go)
{
    static uint8_t seen[FS_SUITE_MANY];
    struct fs_suite_names names;
    char name[6];
    unsigned removed = 0;
    unsigned made = 200;

    UC_REQUIRE(fs_suite_make_many(0, 200) == 0);
    __builtin_memset(seen, 0, sizeof seen);
    UC_REQUIRE(fs_suite_list(&names, ".") == 0);
    while (fs_suite_next(&names)) {
        unsigned number = fs_suite_number_of(names.name);
        UC_REQUIRE(number < FS_SUITE_MANY);
        seen[number]++;
        /* Odd ones go, the one just listed among them; new ones come. */
        if (number < 200 && number % 2 == 1) {
            UC_EXPECT_EQ(uc_vfs_unlink(NULL, names.name, 0), 0);
            removed++;
        }
        if (made < 400) {
            UC_EXPECT_EQ(fs_suite_make(fs_suite_numbered(name, made), 0, 0), 0);
            made++;
        }
    }
    uc_file_close(names.file);
    UC_EXPECT_EQ(removed, 100);
    for (unsigned i = 0; i < FS_SUITE_MANY; i++) {
        bool stayed = i < 200 && i % 2 == 0;
        if (stayed ? seen[i] != 1 : seen[i] > 1) {
            UC_EXPECT_EQ(seen[i], 1);
            break;
        }
    }
    UC_EXPECT_EQ(fs_suite_count("."), (int)(made - removed));
}

FS_SUITE_TEST(fs_removing_while_listing_removes_all)
{
    struct fs_suite_names names;

    UC_REQUIRE(fs_suite_make_many(0, 300) == 0);
    UC_REQUIRE(fs_suite_list(&names, ".") == 0);
    while (fs_suite_next(&names)) {
        UC_EXPECT_EQ(uc_vfs_unlink(NULL, names.name, 0), 0);
    }
    uc_file_close(names.file);
    UC_EXPECT_EQ(fs_suite_count("."), 0);
}

FS_SUITE_TEST(fs_a_removed_directory_is_empty_and_stays_so)
{
    struct fs_suite_names names;
    struct uc_file *file;

    UC_EXPECT_EQ(uc_vfs_mkdir(NULL, "d", 0755), 0);
    UC_EXPECT_EQ(uc_vfs_mkdir(NULL, "d/sub", 0755), 0);
    UC_REQUIRE(fs_suite_list(&names, "d/sub") == 0);
    UC_EXPECT_EQ(uc_vfs_chdir(NULL, "d/sub", 0), 0);
    UC_EXPECT_EQ(uc_vfs_unlink(NULL, "../sub", UC_AT_REMOVEDIR), 0);
    UC_EXPECT_EQ(uc_vfs_open(&file, NULL, "f", UC_O_CREAT, 0644), -UC_ENOENT);
    UC_EXPECT_EQ(uc_vfs_mkdir(NULL, "e", 0755), -UC_ENOENT);
    UC_EXPECT_EQ(uc_vfs_rename(NULL, "..", NULL, "x", 0), -UC_EBUSY);
    UC_EXPECT_EQ(uc_file_readdir(names.file, &names.walk), -UC_ENOENT);
    UC_EXPECT_EQ(uc_vfs_mkdir(names.file, "e", 0755), -UC_ENOENT);
    /* The way up is still there. */
    UC_EXPECT_EQ(uc_vfs_chdir(NULL, "../..", 0), 0);
    UC_EXPECT_EQ(uc_vfs_mkdir(NULL, "d/sub", 0755), 0);
    UC_EXPECT_EQ(fs_suite_count("d/sub"), 0);
    uc_file_close(names.file);
}

FS_SUITE_TEST(fs_directories_nest_deeply)
{
    enum {
        DEEP = 100
    };

    for (unsigned i = 0; i < DEEP; i++) {
        UC_EXPECT_EQ(uc_vfs_mkdir(NULL, "d", 0755), 0);
        UC_EXPECT_EQ(uc_vfs_chdir(NULL, "d", 0), 0);
    }
    UC_EXPECT_EQ(fs_suite_make("bottom", 10, 1), 0);
    for (unsigned i = 0; i < DEEP; i++) {
        UC_EXPECT_EQ(uc_vfs_chdir(NULL, "..", 0), 0);
    }
    UC_EXPECT_EQ(fs_suite_count("."), 1);
}

#endif /* UC_SUITES_FS_DIRECTORIES_H */
