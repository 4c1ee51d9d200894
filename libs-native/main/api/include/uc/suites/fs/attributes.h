/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_SUITES_FS_ATTRIBUTES_H
#define UC_SUITES_FS_ATTRIBUTES_H

#include <uc/suites/fs/fixture.h>

FS_SUITE_TEST(fs_keeps_type_permissions_and_owner)
{
    const uint32_t umask = uc_vfs_umask(027);

    UC_EXPECT_EQ(fs_suite_make("f", 1, 1), 0);
    UC_EXPECT_EQ(uc_vfs_mkdir(NULL, "d", 01777), 0);
    uc_vfs_umask(umask);
    struct uc_fs_attr attr = fs_suite_stat("f");
    UC_EXPECT_EQ(attr.mode, UC_FS_FILE | 0640);
    UC_EXPECT_EQ(attr.links, 1);
    UC_EXPECT_EQ(attr.uid, 0);
    UC_EXPECT_EQ(fs_suite_stat("d").mode, UC_FS_DIRECTORY | 01750);
    UC_EXPECT_EQ(uc_vfs_chmod(NULL, "f", 06751, 0), 0);
    UC_EXPECT_EQ(fs_suite_stat("f").mode, UC_FS_FILE | 06751);
    UC_EXPECT_EQ(uc_vfs_chown(NULL, "f", 70000, 80001, 0), 0);
    attr = fs_suite_stat("f");
    UC_EXPECT_EQ(attr.uid, 70000);
    UC_EXPECT_EQ(attr.gid, 80001);
    UC_EXPECT_EQ(attr.mode, UC_FS_FILE | 0751); /* set-user-ID is gone */
    UC_EXPECT_EQ(uc_vfs_chown(NULL, "f", UINT32_MAX, 5, 0), 0);
    UC_EXPECT_EQ(fs_suite_stat("f").uid, 70000);
    UC_EXPECT_EQ(fs_suite_stat("f").gid, 5);
    UC_EXPECT_EQ(uc_vfs_chmod(NULL, "nowhere", 0, 0), -UC_ENOENT);
}

FS_SUITE_TEST(fs_keeps_nodes_that_others_serve)
{
    const uint64_t device = 5 << 8 | 1;

    UC_EXPECT_EQ(uc_vfs_mknod(NULL, "fifo", UC_FS_FIFO | 0600, 0), 0);
    UC_EXPECT_EQ(uc_vfs_mknod(NULL, "socket", UC_FS_SOCKET | 0600, 0), 0);
    UC_EXPECT_EQ(
        uc_vfs_mknod(NULL, "tty", UC_FS_CHARACTER_DEVICE | 0600, device), 0);
    UC_EXPECT_EQ(
        uc_vfs_mknod(NULL, "disk", UC_FS_BLOCK_DEVICE | 0600, 259 << 8), 0);
    UC_EXPECT_EQ(uc_vfs_mknod(NULL, "file", 0600, 0), 0);
    UC_EXPECT_EQ(uc_vfs_mknod(NULL, "d", UC_FS_DIRECTORY | 0700, 0), -UC_EPERM);
    UC_EXPECT_EQ(fs_suite_stat("fifo").mode, UC_FS_FIFO | 0600);
    UC_EXPECT_EQ(fs_suite_stat("socket").mode, UC_FS_SOCKET | 0600);
    UC_EXPECT_EQ(fs_suite_stat("tty").mode, UC_FS_CHARACTER_DEVICE | 0600);
    UC_EXPECT_EQ(fs_suite_stat("tty").device, device);
    UC_EXPECT_EQ(fs_suite_stat("disk").device, 259 << 8);
    UC_EXPECT_EQ(fs_suite_stat("file").mode, UC_FS_FILE | 0600);
    struct uc_file *file;
    UC_EXPECT_EQ(uc_vfs_open(&file, NULL, "fifo", UC_O_RDONLY, 0), -UC_ENXIO);
    UC_REQUIRE(uc_vfs_open(&file, NULL, "fifo", UC_O_PATH, 0) == 0);
    uc_file_close(file);
}

static bool fs_suite_is_later(const struct uc_fs_time *a,
                              const struct uc_fs_time *b)
{
    return a->seconds > b->seconds ||
           (a->seconds == b->seconds && a->nanoseconds >= b->nanoseconds);
}

FS_SUITE_TEST(fs_sets_times_as_asked_and_when_something_changes)
{
    const struct uc_fs_time times[2] = {{86400, 0}, {1000000, 0}};
    struct uc_fs_time one[2] = {{0, UC_UTIME_OMIT}, {77, 0}};

    UC_EXPECT_EQ(fs_suite_make("f", 1, 1), 0);
    const struct uc_fs_attr made = fs_suite_stat("f");
    UC_EXPECT_EQ(uc_vfs_utimens(NULL, "f", times, 0), 0);
    struct uc_fs_attr attr = fs_suite_stat("f");
    UC_EXPECT_EQ(attr.accessed.seconds, 86400);
    UC_EXPECT_EQ(attr.modified.seconds, 1000000);
    UC_EXPECT(fs_suite_is_later(&attr.changed, &made.changed));
    UC_EXPECT_EQ(uc_vfs_utimens(NULL, "f", one, 0), 0);
    attr = fs_suite_stat("f");
    UC_EXPECT_EQ(attr.accessed.seconds, 86400);
    UC_EXPECT_EQ(attr.modified.seconds, 77);
    one[1].nanoseconds = 1000000000;
    UC_EXPECT_EQ(uc_vfs_utimens(NULL, "f", one, 0), -UC_EINVAL);
    /* A write is a modification, and so is each name of a directory. */
    UC_EXPECT_EQ(uc_vfs_truncate(NULL, "f", 0), 0);
    attr = fs_suite_stat("f");
    UC_EXPECT(fs_suite_is_later(&attr.modified, &made.modified));
    UC_EXPECT_EQ(uc_vfs_utimens(NULL, ".", times, 0), 0);
    UC_EXPECT_EQ(uc_vfs_unlink(NULL, "f", 0), 0);
    attr = fs_suite_stat(".");
    UC_EXPECT(fs_suite_is_later(&attr.modified, &made.modified));
    UC_EXPECT_EQ(attr.accessed.seconds, 86400);
}

/* The user of the tests below. */
static int fs_suite_as(uint32_t uid, int (*run)(void))
{
    uc_vfs_user(uid, uid, NULL, 0);
    int result = run();
    uc_vfs_user(0, 0, NULL, 0);
    return result;
}

static int fs_suite_read_f(void)
{
    struct uc_file *file;
    int err = uc_vfs_open(&file, NULL, "f", UC_O_RDONLY, 0);

    if (err == 0) {
        uc_file_close(file);
    }
    return err;
}

static int fs_suite_write_f(void)
{
    return uc_vfs_truncate(NULL, "f", 0);
}

static int fs_suite_chmod_f(void)
{
    return uc_vfs_chmod(NULL, "f", 0600, 0);
}

static int fs_suite_unlink_f(void)
{
    return uc_vfs_unlink(NULL, "f", 0);
}

static int fs_suite_mkdir_d(void)
{
    return uc_vfs_mkdir(NULL, "d", 0700);
}

FS_SUITE_TEST(fs_permissions_are_looked_at)
{
    UC_EXPECT_EQ(fs_suite_make("f", 1, 1), 0);
    UC_EXPECT_EQ(uc_vfs_chown(NULL, "f", 10, 20, 0), 0);
    UC_EXPECT_EQ(uc_vfs_chmod(NULL, "f", 0640, 0), 0);
    UC_EXPECT_EQ(fs_suite_as(10, fs_suite_read_f), 0);
    UC_EXPECT_EQ(fs_suite_as(10, fs_suite_write_f), 0);
    UC_EXPECT_EQ(fs_suite_as(20, fs_suite_read_f), 0);
    UC_EXPECT_EQ(fs_suite_as(20, fs_suite_write_f), -UC_EACCES);
    UC_EXPECT_EQ(fs_suite_as(30, fs_suite_read_f), -UC_EACCES);
    UC_EXPECT_EQ(fs_suite_as(20, fs_suite_chmod_f), -UC_EPERM);
    UC_EXPECT_EQ(fs_suite_as(10, fs_suite_chmod_f), 0);
    /* Names belong to whoever may write to the directory ... */
    UC_EXPECT_EQ(fs_suite_as(10, fs_suite_mkdir_d), -UC_EACCES);
    UC_EXPECT_EQ(uc_vfs_chmod(NULL, ".", 01777, 0), 0);
    UC_EXPECT_EQ(fs_suite_as(10, fs_suite_mkdir_d), 0);
    UC_EXPECT_EQ(fs_suite_stat("d").uid, 10);
    /* ... and in a sticky one to the file's owner. */
    UC_EXPECT_EQ(fs_suite_as(30, fs_suite_unlink_f), -UC_EPERM);
    UC_EXPECT_EQ(fs_suite_as(10, fs_suite_unlink_f), 0);
    UC_EXPECT_EQ(uc_vfs_chmod(NULL, ".", 0700, 0), 0);
    UC_EXPECT_EQ(fs_suite_as(10, fs_suite_read_f), -UC_EACCES);
}

FS_SUITE_TEST(fs_tells_how_much_room_there_is)
{
    struct uc_fs_stat stat;

    UC_REQUIRE(uc_vfs_statfs(NULL, ".", 0, &stat) == 0);
    UC_EXPECT_GT(stat.block_bytes, 0);
    UC_EXPECT_GE(stat.blocks, stat.blocks_free);
    UC_EXPECT_GE(stat.blocks_free, stat.blocks_available);
    UC_EXPECT_GE(stat.blocks_available * stat.block_bytes, 4 << 20);
    UC_EXPECT_EQ(stat.name_max, UC_FS_NAME_MAX);
    UC_EXPECT_EQ(uc_vfs_sync(), 0);
}

#endif /* UC_SUITES_FS_ATTRIBUTES_H */
