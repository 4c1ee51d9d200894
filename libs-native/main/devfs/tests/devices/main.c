/* SPDX-License-Identifier: BSD-3-Clause */
/* Device files as programs of POSIX see them. */
#include <string.h>

#include <uc/errors.h>
#include <uc/fd.h>
#include <uc/hosted.h>
#include <uc/test.h>
#include <uc/vfs.h>

long uc_sys_open(const char *path, int flags, unsigned mode);
long uc_sys_close(int number);
long uc_sys_read(int number, void *buf, size_t bytes);
long uc_sys_write(int number, const void *buf, size_t bytes);
long uc_sys_lseek(int number, long offset, int whence);
long uc_sys_ioctl(int number, unsigned long request, void *arg);
long uc_sys_pipe2(int *numbers, unsigned flags);
long uc_sys_dup2(int from, int to);

UC_HOSTED_BOOT("vfs.mount=devfs::/jail/dev");

enum {
    TIOCGWINSZ = 0x5413,
    BIG = 70000, /* more than any buffer on the way */
};

static char buf[BIG];

static int opened(const char *path, int flags)
{
    const int number = (int)uc_sys_open(path, flags, 0644);

    UC_EXPECT_GE(number, 3);
    return number;
}

static struct uc_fs_attr stat_of(const char *path)
{
    struct uc_fs_attr attr = {.fs = 0};

    (void)uc_vfs_stat(NULL, path, 0, &attr);
    return attr;
}

UC_TEST(is_mounted_at_dev_and_where_the_command_line_says)
{
    struct uc_fs_stat stat;

    UC_EXPECT_EQ(stat_of("/dev").mode, UC_FS_DIRECTORY | 0755);
    UC_EXPECT_EQ(stat_of("/dev/null").mode, UC_FS_CHARACTER_DEVICE | 0666);
    UC_EXPECT_EQ(stat_of("/dev/null").device, 0x103);
    UC_EXPECT_EQ(stat_of("/dev/zero").device, 0x105);
    UC_EXPECT_EQ(stat_of("/dev/full").device, 0x107);
    UC_EXPECT_EQ(stat_of("/dev/random").device, 0x108);
    UC_EXPECT_EQ(stat_of("/dev/urandom").device, 0x109);
    UC_EXPECT_EQ(stat_of("/dev/tty").device, 0x500);
    UC_EXPECT_EQ(stat_of("/dev/console").device, 0x501);
    UC_EXPECT_EQ(stat_of("/jail/dev/null").device, 0x103);
    UC_EXPECT_NE(stat_of("/jail/dev/null").fs, stat_of("/dev/null").fs);
    UC_EXPECT_EQ(uc_vfs_statfs(NULL, "/dev/null", 0, &stat), 0);
    UC_EXPECT_EQ(stat.magic, 0x01021994);
    UC_EXPECT_EQ(uc_vfs_umount(NULL, "/jail/dev"), 0);
}

UC_TEST(null_takes_all_and_gives_nothing)
{
    int null = opened("/dev/null", UC_O_RDWR | UC_O_CREAT | UC_O_TRUNC);

    UC_EXPECT_EQ(uc_sys_write(null, buf, BIG), BIG);
    UC_EXPECT_EQ(uc_sys_read(null, buf, BIG), 0);
    UC_EXPECT_EQ(uc_sys_lseek(null, 0, UC_SEEK_END), 0);
    UC_EXPECT_EQ(uc_sys_close(null), 0);
    null = opened("/dev/null", UC_O_RDONLY);
    UC_EXPECT_EQ(uc_sys_write(null, buf, 1), -UC_EBADF);
    UC_EXPECT_EQ(uc_sys_close(null), 0);
    UC_EXPECT_EQ(uc_sys_open("/dev/null/x", UC_O_RDONLY, 0), -UC_ENOTDIR);
    UC_EXPECT_EQ(uc_sys_open("/dev/null", UC_O_CREAT | UC_O_EXCL, 0600),
                 -UC_EEXIST);
}

UC_TEST(zero_gives_zeroes_and_full_has_no_room)
{
    int zero = opened("/dev/zero", UC_O_RDWR);
    int full = opened("/dev/full", UC_O_RDWR);

    memset(buf, 1, sizeof buf);
    UC_EXPECT_EQ(uc_sys_read(zero, buf, BIG), BIG);
    UC_EXPECT_EQ(buf[0] | buf[BIG / 2] | buf[BIG - 1], 0);
    UC_EXPECT_EQ(uc_sys_write(zero, buf, 5), 5);
    memset(buf, 1, sizeof buf);
    UC_EXPECT_EQ(uc_sys_read(full, buf, 9), 9);
    UC_EXPECT_EQ(buf[8], 0);
    UC_EXPECT_EQ(buf[9], 1);
    UC_EXPECT_EQ(uc_sys_write(full, buf, 1), -UC_ENOSPC);
    UC_EXPECT_EQ(uc_sys_write(full, buf, 0), 0);
    UC_EXPECT_EQ(uc_sys_close(zero) | uc_sys_close(full), 0);
}

/* 32 bytes of weight 0 or 256 come once in 2^255 tries. */
UC_TEST(random_numbers_differ_and_what_is_written_does_no_harm)
{
    static const char *const paths[] = {"/dev/random", "/dev/urandom"};
    char first[32];

    for (unsigned i = 0; i < 2; i++) {
        int number = opened(paths[i], UC_O_RDWR);
        memset(buf, 0, 64);
        UC_EXPECT_EQ(uc_sys_read(number, first, sizeof first), 32);
        UC_EXPECT_EQ(uc_sys_write(number, "seed", 4), 4);
        UC_EXPECT_EQ(uc_sys_read(number, buf, BIG), BIG);
        UC_EXPECT_NE(memcmp(first, buf, 32), 0);
        UC_EXPECT_NE(memcmp(first, buf + BIG - 32, 32), 0);
        UC_EXPECT_EQ(uc_sys_close(number), 0);
    }
}

UC_TEST(the_terminal_is_one)
{
    static const char *const paths[] = {"/dev/tty", "/dev/console",
                                        "/dev/stdout"};
    uint16_t window[4];

    for (unsigned i = 0; i < 3; i++) {
        int number = opened(paths[i], UC_O_RDWR | UC_O_APPEND | UC_O_CREAT);
        UC_EXPECT_EQ(uc_sys_ioctl(number, TIOCGWINSZ, window), 0);
        UC_EXPECT_EQ(uc_sys_write(number, "# printed\n", 10), 10);
        UC_EXPECT_EQ(uc_sys_lseek(number, 0, UC_SEEK_SET), -UC_ESPIPE);
        UC_EXPECT_EQ(uc_sys_close(number), 0);
    }
    UC_EXPECT_EQ(stat_of("/dev/stdin").mode, UC_FS_CHARACTER_DEVICE | 0666);
}

UC_TEST(names_of_descriptors_lead_to_what_they_stand_for)
{
    int ends[2];
    int saved = opened("/dev/fd/1", UC_O_WRONLY);

    UC_REQUIRE(uc_sys_pipe2(ends, 0) == 0);
    UC_EXPECT_EQ(uc_sys_dup2(ends[1], 1), 1);
    int out = opened("/dev/stdout", UC_O_WRONLY);
    UC_EXPECT_EQ(uc_sys_write(out, "through", 7), 7);
    UC_EXPECT_EQ(uc_sys_open("/dev/stdout", UC_O_RDONLY, 0), -UC_EACCES);
    UC_EXPECT_EQ(uc_sys_dup2(saved, 1), 1);
    UC_EXPECT_EQ(uc_sys_close(saved), 0);
    UC_EXPECT_EQ(uc_sys_read(ends[0], buf, 100), 7);
    UC_EXPECT_EQ(memcmp(buf, "through", 7), 0);
    /* A pipe ends when nobody writes any more: no hold was left behind. */
    UC_EXPECT_EQ(uc_sys_close(ends[1]) | uc_sys_close(out), 0);
    UC_EXPECT_EQ(uc_sys_read(ends[0], buf, 100), 0);
    UC_EXPECT_EQ(uc_sys_close(ends[0]), 0);
}

UC_TEST(descriptors_of_files_share_their_position)
{
    char path[] = "/dev/fd/?";
    int file = opened("/f", UC_O_RDWR | UC_O_CREAT);

    path[8] = (char)('0' + file);
    UC_EXPECT_EQ(uc_sys_write(file, "0123", 4), 4);
    UC_EXPECT_EQ(stat_of(path).bytes, 4);
    UC_EXPECT_EQ(stat_of(path).mode & UC_FS_TYPE_MASK, UC_FS_FILE);
    UC_EXPECT_EQ(uc_sys_lseek(file, 1, UC_SEEK_SET), 1);
    int copy = opened(path, UC_O_RDONLY);
    UC_EXPECT_EQ(uc_sys_read(copy, buf, 2), 2);
    UC_EXPECT_EQ(memcmp(buf, "12", 2), 0);
    UC_EXPECT_EQ(uc_sys_lseek(file, 0, UC_SEEK_CUR), 3);
    UC_EXPECT_EQ(uc_sys_close(file) | uc_sys_close(copy), 0);
    UC_EXPECT_EQ(uc_sys_open(path, UC_O_RDONLY, 0), -UC_ENOENT);
}

UC_TEST(names_that_are_no_numbers_are_no_descriptors)
{
    static const char *const paths[] = {
        "/dev/fd/",           "/dev/fd/00",
        "/dev/fd/01",         "/dev/fd/-1",
        "/dev/fd/1x",         "/dev/fd/99999999999999999999",
        "/dev/fd/2147483648", "/dev/fd/4294967297",
    };

    UC_EXPECT_EQ(stat_of(paths[0]).mode, UC_FS_DIRECTORY | 0555);
    for (unsigned i = 1; i < sizeof paths / sizeof paths[0]; i++) {
        UC_EXPECT_EQ(uc_sys_open(paths[i], UC_O_RDONLY, 0), -UC_ENOENT);
    }
}

struct names {
    struct uc_fs_readdir walk;
    char text[512];
    unsigned most; /* names that are taken in one go */
    unsigned taken;
};

static bool take(struct uc_fs_readdir *walk, const struct uc_fs_entry *entry)
{
    struct names *names = UC_CONTAINER_OF(walk, struct names, walk);

    if (names->taken == names->most) {
        return false;
    }
    names->taken++;
    strncat(names->text, entry->name.text, entry->name.bytes);
    strcat(names->text, " ");
    return true;
}

/* All names, however few come at once. */
static const char *list(const char *path, unsigned most)
{
    static struct names names;
    struct uc_file *file;

    names = (struct names){.walk = {.emit = take}, .most = most};
    if (uc_vfs_open(&file, NULL, path, UC_O_RDONLY, 0) < 0) {
        return "(none)";
    }
    while (uc_file_readdir(file, &names.walk) > 0) {
        names.taken = 0;
    }
    uc_file_close(file);
    return names.text;
}

UC_TEST(directories_list_what_is_there)
{
    for (unsigned most = 1; most < 20; most += 6) {
        UC_EXPECT_STR(list("/dev", most),
                      ". .. console fd full null random shm stderr stdin "
                      "stdout tty urandom zero ");
        UC_EXPECT_STR(list("/dev/fd", most), ". .. 0 1 2 ");
        UC_EXPECT_STR(list("/dev/shm", most), ". .. ");
    }
}

UC_TEST(nothing_is_made_or_removed_but_mounts_are)
{
    const struct uc_fs_mount what = {.source = "", .options = ""};

    UC_EXPECT_EQ(uc_sys_open("/dev/new", UC_O_CREAT | UC_O_RDWR, 0644),
                 -UC_EROFS);
    UC_EXPECT_EQ(uc_vfs_mkdir(NULL, "/dev/new", 0755), -UC_EROFS);
    UC_EXPECT_EQ(uc_vfs_unlink(NULL, "/dev/null", 0), -UC_EROFS);
    UC_EXPECT_EQ(uc_vfs_chmod(NULL, "/dev/null", 0600, 0), -UC_EROFS);
    UC_EXPECT_EQ(uc_vfs_rename(NULL, "/dev/null", NULL, "/dev/zero", 0),
                 -UC_EROFS);
    UC_EXPECT_EQ(uc_vfs_mount("ramfs", "/dev/shm", &what), 0);
    UC_EXPECT_EQ(uc_sys_close(opened("/dev/shm/s", UC_O_CREAT | UC_O_RDWR)), 0);
    UC_EXPECT_EQ(uc_vfs_umount(NULL, "/dev/shm"), 0);
}
