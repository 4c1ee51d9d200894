/* SPDX-License-Identifier: BSD-3-Clause */
/* One tree of several file systems. */
#include <string.h>

#include <uc/errors.h>
#include <uc/hosted.h>
#include <uc/test.h>
#include <uc/vfs.h>

UC_HOSTED_BOOT("vfs.mount=ramfs::/deep/er/place:size=1M "
               "vfs.mount=ramfs::/tmp:mode=1777,size=25%");

static int mount(const char *path, const char *options)
{
    const struct uc_fs_mount what = {.source = "", .options = options};

    return uc_vfs_mount("ramfs", path, &what);
}

static int make(const char *path)
{
    struct uc_file *file;
    int err = uc_vfs_open(&file, NULL, path, UC_O_CREAT | UC_O_RDWR, 0644);

    if (err == 0) {
        uc_file_close(file);
    }
    return err;
}

static struct uc_fs_attr stat_of(const char *path)
{
    struct uc_fs_attr attr = {.fs = 0};

    (void)uc_vfs_stat(NULL, path, 0, &attr);
    return attr;
}

static const char *current(void)
{
    static char path[UC_VFS_PATH_MAX];
    uc_ssize_t n = uc_vfs_path(NULL, path, sizeof path);

    return (n == (uc_ssize_t)strlen(path) + 1) ? path : "(none)";
}

UC_TEST(the_command_line_mounts_and_makes_the_places)
{
    struct uc_fs_stat stat;

    UC_EXPECT_EQ(stat_of("/tmp").mode, UC_FS_DIRECTORY | 01777);
    UC_EXPECT_EQ(stat_of("/deep/er").mode, UC_FS_DIRECTORY | 0755);
    UC_EXPECT_NE(stat_of("/deep/er/place").fs, stat_of("/deep/er").fs);
    UC_EXPECT_EQ(uc_vfs_statfs(NULL, "/deep/er/place", 0, &stat), 0);
    UC_EXPECT_EQ(stat.blocks, 256);
}

UC_TEST(a_mount_hides_what_is_below_and_gives_it_back)
{
    UC_EXPECT_EQ(uc_vfs_mkdir(NULL, "/m", 0755), 0);
    UC_EXPECT_EQ(make("/m/below"), 0);
    UC_EXPECT_EQ(mount("/m", ""), 0);
    UC_EXPECT_EQ(make("/m/below"), 0);
    UC_EXPECT_EQ(make("/m/above"), 0);
    UC_EXPECT_EQ(uc_vfs_unlink(NULL, "/m/below", 0), 0);
    UC_EXPECT_EQ(mount("/m", ""), -UC_EBUSY);
    UC_EXPECT_EQ(uc_vfs_umount(NULL, "/m"), 0);
    UC_EXPECT_NE(stat_of("/m/below").inode, 0);
    UC_EXPECT_EQ(stat_of("/m/above").inode, 0);
    UC_EXPECT_EQ(uc_vfs_umount(NULL, "/m"), -UC_EINVAL);
    UC_EXPECT_EQ(uc_vfs_unlink(NULL, "/m/below", 0), 0);
    UC_EXPECT_EQ(uc_vfs_unlink(NULL, "/m", UC_AT_REMOVEDIR), 0);
}

UC_TEST(the_way_up_leads_over_mounts)
{
    UC_EXPECT_EQ(uc_vfs_mkdir(NULL, "/a", 0755), 0);
    UC_EXPECT_EQ(mount("/a", ""), 0);
    UC_EXPECT_EQ(uc_vfs_mkdir(NULL, "/a/b", 0755), 0);
    UC_EXPECT_EQ(mount("/a/b", ""), 0);
    UC_EXPECT_EQ(uc_vfs_mkdir(NULL, "/a/b/c", 0755), 0);
    UC_EXPECT_EQ(uc_vfs_chdir(NULL, "/a/b/c", 0), 0);
    UC_EXPECT_STR(current(), "/a/b/c");
    UC_EXPECT_EQ(stat_of("..").inode, stat_of("/a/b").inode);
    UC_EXPECT_EQ(stat_of("../..").fs, stat_of("/a").fs);
    UC_EXPECT_EQ(stat_of("../../..").fs, stat_of("/").fs);
    UC_EXPECT_EQ(stat_of("../../../../..").inode, stat_of("/").inode);
    UC_EXPECT_EQ(uc_vfs_chdir(NULL, "../..", 0), 0);
    UC_EXPECT_STR(current(), "/a");
    UC_EXPECT_EQ(uc_vfs_umount(NULL, "/a"), -UC_EBUSY); /* it is the current */
    UC_EXPECT_EQ(uc_vfs_chdir(NULL, "/", 0), 0);
    UC_EXPECT_EQ(uc_vfs_umount(NULL, "/a"), -UC_EBUSY); /* a mount below */
    UC_EXPECT_EQ(uc_vfs_umount(NULL, "/a/b"), 0);
    UC_EXPECT_EQ(uc_vfs_umount(NULL, "/a"), 0);
    UC_EXPECT_STR(current(), "/");
    UC_EXPECT_EQ(uc_vfs_unlink(NULL, "/a", UC_AT_REMOVEDIR), 0);
}

UC_TEST(what_is_in_use_is_not_unmounted)
{
    struct uc_file *file;

    UC_EXPECT_EQ(uc_vfs_mkdir(NULL, "/u", 0755), 0);
    UC_EXPECT_EQ(mount("/u", ""), 0);
    UC_REQUIRE(uc_vfs_open(&file, NULL, "/u/f", UC_O_CREAT | UC_O_RDWR, 0644) ==
               0);
    UC_EXPECT_EQ(uc_vfs_unlink(NULL, "/u/f", 0), 0);
    UC_EXPECT_EQ(uc_vfs_umount(NULL, "/u"), -UC_EBUSY);
    UC_EXPECT_EQ(uc_vfs_unlink(NULL, "/u", UC_AT_REMOVEDIR), -UC_EBUSY);
    UC_EXPECT_EQ(uc_vfs_rename(NULL, "/u", NULL, "/v", 0), -UC_EBUSY);
    uc_file_close(file);
    UC_EXPECT_EQ(uc_vfs_umount(NULL, "/u"), 0);
    UC_EXPECT_EQ(uc_vfs_umount(NULL, "/"), -UC_EBUSY);
    UC_EXPECT_EQ(uc_vfs_unlink(NULL, "/u", UC_AT_REMOVEDIR), 0);
}

UC_TEST(nothing_crosses_from_one_file_system_to_another)
{
    UC_EXPECT_EQ(make("/tmp/f"), 0);
    UC_EXPECT_EQ(uc_vfs_rename(NULL, "/tmp/f", NULL, "/f", 0), -UC_EXDEV);
    UC_EXPECT_EQ(uc_vfs_link(NULL, "/tmp/f", NULL, "/f", 0), -UC_EXDEV);
    UC_EXPECT_EQ(uc_vfs_symlink("/tmp/f", NULL, "/l"), 0);
    UC_EXPECT_EQ(stat_of("/l").inode, stat_of("/tmp/f").inode);
    UC_EXPECT_EQ(uc_vfs_unlink(NULL, "/l", 0), 0);
    UC_EXPECT_EQ(uc_vfs_unlink(NULL, "/tmp/f", 0), 0);
}

UC_TEST(a_read_only_mount_is_never_written_to)
{
    struct uc_file *file;
    struct uc_fs_stat stat;

    UC_EXPECT_EQ(uc_vfs_mkdir(NULL, "/ro", 0755), 0);
    UC_EXPECT_EQ(mount("/ro", "ro,size=1M"), 0);
    UC_EXPECT_EQ(make("/ro/f"), -UC_EROFS);
    UC_EXPECT_EQ(uc_vfs_mkdir(NULL, "/ro/d", 0755), -UC_EROFS);
    UC_EXPECT_EQ(uc_vfs_symlink("x", NULL, "/ro/l"), -UC_EROFS);
    UC_EXPECT_EQ(uc_vfs_chmod(NULL, "/ro", 0700, 0), -UC_EROFS);
    UC_EXPECT_EQ(uc_vfs_utimens(NULL, "/ro", NULL, 0), -UC_EROFS);
    UC_EXPECT_EQ(uc_vfs_open(&file, NULL, "/ro", UC_O_TMPFILE | UC_O_RDWR, 0),
                 -UC_EROFS);
    UC_EXPECT_EQ(uc_vfs_access(NULL, "/ro", 2, 0), -UC_EROFS);
    UC_EXPECT_EQ(uc_vfs_access(NULL, "/ro", 5, 0), 0);
    UC_EXPECT_EQ(uc_vfs_statfs(NULL, "/ro", 0, &stat), 0);
    UC_EXPECT_EQ(stat.flags, UC_FS_READ_ONLY);
    UC_EXPECT_EQ(uc_vfs_umount(NULL, "/ro"), 0);
    UC_EXPECT_EQ(mount("/ro", "ro,rw"), 0);
    UC_EXPECT_EQ(make("/ro/f"), 0);
    UC_EXPECT_EQ(uc_vfs_umount(NULL, "/ro"), 0);
    UC_EXPECT_EQ(uc_vfs_unlink(NULL, "/ro", UC_AT_REMOVEDIR), 0);
}

UC_TEST(mounts_that_make_no_sense_are_refused)
{
    const struct uc_fs_mount what = {.source = "", .options = ""};
    static const char *const wrong[] = {
        "size",       "size=",       "size=x",     "size=1X",
        "size=101%",  "size=1MM",    "unknown",    "mode=9",
        "mode=17777", "=1",          "size=-1",    "mode",
        "ro,nothing", "size=1M,b=c", "mode=0777x", "size=9999999999999999999"};

    UC_EXPECT_EQ(uc_vfs_mkdir(NULL, "/w", 0755), 0);
    UC_EXPECT_EQ(make("/file"), 0);
    UC_EXPECT_EQ(uc_vfs_mount("nofs", "/w", &what), -UC_ENODEV);
    UC_EXPECT_EQ(uc_vfs_mount("ramf", "/w", &what), -UC_ENODEV);
    UC_EXPECT_EQ(uc_vfs_mount("ramfsx", "/w", &what), -UC_ENODEV);
    UC_EXPECT_EQ(mount("/nowhere", ""), -UC_ENOENT);
    UC_EXPECT_EQ(mount("/file", ""), -UC_ENOTDIR);
    UC_EXPECT_EQ(mount("/", ""), -UC_EBUSY);
    for (unsigned i = 0; i < UC_ARRAY_SIZE(wrong); i++) {
        UC_EXPECT_EQ(mount("/w", wrong[i]), -UC_EINVAL);
    }
    UC_EXPECT_EQ(mount("/w", ",,size=2G,,mode=0,"), 0);
    UC_EXPECT_EQ(uc_vfs_umount(NULL, "/w"), 0);
    uc_vfs_user(1, 1, NULL, 0);
    UC_EXPECT_EQ(mount("/w", ""), -UC_EPERM);
    UC_EXPECT_EQ(uc_vfs_umount(NULL, "/tmp"), -UC_EPERM);
    uc_vfs_user(0, 0, NULL, 0);
    UC_EXPECT_EQ(uc_vfs_unlink(NULL, "/w", UC_AT_REMOVEDIR), 0);
    UC_EXPECT_EQ(uc_vfs_unlink(NULL, "/file", 0), 0);
}

UC_TEST(links_are_followed_forty_times_and_no_more)
{
    char name[8] = "l00";
    char target[8] = "l00";

    UC_EXPECT_EQ(make("/l00"), 0);
    for (unsigned i = 1; i <= 41; i++) {
        name[1] = (char)('0' + i / 10);
        name[2] = (char)('0' + i % 10);
        target[1] = (char)('0' + (i - 1) / 10);
        target[2] = (char)('0' + (i - 1) % 10);
        UC_EXPECT_EQ(uc_vfs_symlink(target, NULL, name), 0);
    }
    UC_EXPECT_EQ(stat_of("/l40").inode, stat_of("/l00").inode);
    struct uc_fs_attr attr;
    UC_EXPECT_EQ(uc_vfs_stat(NULL, "/l41", 0, &attr), -UC_ELOOP);
    UC_EXPECT_EQ(uc_vfs_symlink("loop", NULL, "loop"), 0);
    UC_EXPECT_EQ(uc_vfs_stat(NULL, "/loop", 0, &attr), -UC_ELOOP);
    UC_EXPECT_EQ(make("/loop"), -UC_ELOOP);
    UC_EXPECT_EQ(uc_vfs_unlink(NULL, "/loop", 0), 0);
    for (unsigned i = 0; i <= 41; i++) {
        name[1] = (char)('0' + i / 10);
        name[2] = (char)('0' + i % 10);
        UC_EXPECT_EQ(uc_vfs_unlink(NULL, name, 0), 0);
    }
}

UC_TEST(paths_have_4095_bytes_with_links_in_them_or_without)
{
    static char path[5000];
    static char long_name[250];
    struct uc_fs_attr attr;

    memset(path, '/', sizeof path);
    path[4095] = '\0';
    UC_EXPECT_EQ(uc_vfs_stat(NULL, path, 0, &attr), 0);
    path[4095] = '/';
    path[4096] = '\0';
    UC_EXPECT_EQ(uc_vfs_stat(NULL, path, 0, &attr), -UC_ENAMETOOLONG);
    memset(long_name, 'x', sizeof long_name - 1);
    UC_EXPECT_EQ(uc_vfs_mkdir(NULL, long_name, 0755), 0);
    /* A link in front of a path that is nearly too long by itself. */
    UC_EXPECT_EQ(uc_vfs_symlink(long_name, NULL, "/s"), 0);
    memset(path, '/', sizeof path);
    memcpy(path, "/s", 2);
    path[3800] = '\0';
    UC_EXPECT_EQ(uc_vfs_stat(NULL, path, 0, &attr), 0);
    memcpy(path + 3800, "////////////////////////////////////////", 40);
    path[3850] = '\0';
    UC_EXPECT_EQ(uc_vfs_stat(NULL, path, 0, &attr), -UC_ENAMETOOLONG);
    UC_EXPECT_EQ(uc_vfs_unlink(NULL, "/s", 0), 0);
    UC_EXPECT_EQ(uc_vfs_unlink(NULL, long_name, UC_AT_REMOVEDIR), 0);
}

/* One name a call. */
struct reader {
    struct uc_fs_readdir walk;
    unsigned seen;
};

static bool see(struct uc_fs_readdir *walk, const struct uc_fs_entry *entry)
{
    struct reader *reader = UC_CONTAINER_OF(walk, struct reader, walk);

    (void)entry;
    reader->seen++;
    return true;
}

static int count_seen(struct uc_file *file)
{
    struct reader reader = {.walk = {.emit = see}};

    while (uc_file_readdir(file, &reader.walk) > 0) {
    }
    return (int)reader.seen;
}

/* More names than the cache keeps, in directories that are used and not. */
UC_TEST(names_leave_the_cache_and_come_back)
{
    char path[] = "/many/d00/f0000";
    struct uc_fs_attr attr;
    struct uc_file *dir;

    UC_EXPECT_EQ(uc_vfs_mkdir(NULL, "/many", 0755), 0);
    for (unsigned i = 0; i < 2000; i++) {
        path[7] = (char)('0' + i / 1000);
        path[8] = (char)('0' + i / 100 % 10);
        path[9] = '\0';
        int err = uc_vfs_mkdir(NULL, path, 0755);
        UC_EXPECT(err == 0 || err == -UC_EEXIST);
        path[9] = '/';
        path[13] = (char)('0' + i / 10 % 10);
        path[14] = (char)('0' + i % 10);
        UC_EXPECT_EQ(make(path), 0);
        path[10] = 'x'; /* absent ones are kept as well */
        UC_EXPECT_EQ(uc_vfs_stat(NULL, path, 0, &attr), -UC_ENOENT);
        path[10] = 'f';
    }
    for (unsigned i = 0; i < 20; i++) {
        path[7] = (char)('0' + i / 10);
        path[8] = (char)('0' + i % 10);
        path[9] = '\0';
        UC_REQUIRE(uc_vfs_open(&dir, NULL, path, UC_O_DIRECTORY, 0) == 0);
        UC_EXPECT_EQ(count_seen(dir), 102);
        path[9] = '/';
        for (unsigned n = 0; n < 100; n++) {
            path[13] = (char)('0' + n / 10);
            path[14] = (char)('0' + n % 10);
            UC_EXPECT_EQ(uc_vfs_unlink(NULL, path, 0), 0);
        }
        path[9] = '\0';
        UC_EXPECT_EQ(uc_vfs_unlink(NULL, path, UC_AT_REMOVEDIR), 0);
        uc_file_close(dir);
    }
    UC_EXPECT_EQ(uc_vfs_unlink(NULL, "/many", UC_AT_REMOVEDIR), 0);
}

/* Runs last, by its name: nothing is left afterwards. */
UC_TEST(zz_the_end_unmounts_all)
{
    struct uc_fs_attr attr;
    struct uc_file *file;

    UC_EXPECT_EQ(uc_vfs_chdir(NULL, "/tmp", 0), 0);
    UC_REQUIRE(uc_vfs_open(&file, NULL, "/tmp/open", UC_O_CREAT, 0644) == 0);
    uc_vfs_shutdown(); /* /tmp and / are in use */
    UC_EXPECT_EQ(uc_vfs_stat(NULL, "/tmp/open", 0, &attr), 0);
    UC_EXPECT_EQ(uc_vfs_stat(NULL, "/deep/er/place", 0, &attr), 0);
    UC_EXPECT_EQ(attr.fs, stat_of("/").fs);
    uc_file_close(file);
    uc_vfs_shutdown();
    UC_EXPECT_EQ(uc_vfs_stat(NULL, "/", 0, &attr), -UC_ENOENT);
    UC_EXPECT_EQ(uc_vfs_open(&file, NULL, "f", UC_O_CREAT, 0), -UC_ENOENT);
    UC_EXPECT_EQ(uc_vfs_path(NULL, (char[8]){0}, 8), -UC_ENOENT);
    UC_EXPECT_EQ(mount("/tmp", ""), -UC_ENOENT);
    UC_EXPECT_EQ(mount("/", "mode=1711"), 0);
    UC_EXPECT_EQ(stat_of("/").mode, UC_FS_DIRECTORY | 01711);
    uc_vfs_shutdown();
}
