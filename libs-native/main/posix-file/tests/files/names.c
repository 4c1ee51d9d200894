/* SPDX-License-Identifier: BSD-3-Clause */
/* Names and directories. */
#include <string.h>

#include "calls.h"

static char buf[8192];

UC_TEST(makes_and_removes_names)
{
    UC_EXPECT_EQ(uc_sys_mkdir("/dir", 0755), 0);
    UC_EXPECT_EQ(uc_sys_mkdir("/dir", 0755), -UC_EEXIST);
    UC_EXPECT_EQ(uc_sys_mkdir("/dir/none/x", 0755), -UC_ENOENT);
    make_file("/dir/file", "x");
    UC_EXPECT_EQ(uc_sys_mkdir("/dir/file/x", 0755), -UC_ENOTDIR);
    UC_EXPECT_EQ(uc_sys_rmdir("/dir"), -UC_ENOTEMPTY);
    UC_EXPECT_EQ(uc_sys_rmdir("/dir/file"), -UC_ENOTDIR);
    UC_EXPECT_EQ(uc_sys_unlink("/dir"), -UC_EISDIR);
    UC_EXPECT_EQ(uc_sys_unlink("/dir/none"), -UC_ENOENT);
    UC_EXPECT_EQ(uc_sys_unlinkat(AT_CWD, "/dir", 1), -UC_EINVAL);
    int dir = opened("/dir", UC_O_RDONLY | UC_O_DIRECTORY);
    UC_EXPECT_EQ(uc_sys_mkdirat(dir, "in", 0700), 0);
    UC_EXPECT_EQ(uc_sys_unlinkat(dir, "file", 0), 0);
    UC_EXPECT_EQ(uc_sys_unlinkat(dir, "in", UC_AT_REMOVEDIR), 0);
    UC_EXPECT_EQ(uc_sys_read(dir, buf, 1), -UC_EISDIR);
    UC_EXPECT_EQ(uc_sys_close(dir), 0);
    UC_EXPECT_EQ(uc_sys_mkdirat(dir, "in", 0700), -UC_EBADF);
    UC_EXPECT_EQ(uc_sys_mkdirat(1, "in", 0700), -UC_ENOTDIR);
    UC_EXPECT_EQ(uc_sys_rmdir("/dir"), 0);
    memset(buf, 'n', 257);
    buf[0] = '/';
    buf[257] = '\0';
    UC_EXPECT_EQ(uc_sys_mkdir(buf, 0755), -UC_ENAMETOOLONG);
    memset(buf, '/', 5000);
    buf[5000] = '\0';
    UC_EXPECT_EQ(uc_sys_mkdir(buf, 0755), -UC_ENAMETOOLONG);
}

UC_TEST(moves_and_links)
{
    UC_EXPECT_EQ(uc_sys_mkdir("/m", 0755), 0);
    make_file("/m/a", "a");
    make_file("/m/b", "b");
    int dir = opened("/m", UC_O_PATH);

    UC_EXPECT_EQ(uc_sys_renameat2(dir, "a", dir, "b", 1), -UC_EEXIST);
    UC_EXPECT_EQ(uc_sys_renameat2(dir, "a", dir, "b", 2), 0);
    UC_EXPECT(file_is("/m/a", "b"));
    UC_EXPECT_EQ(uc_sys_renameat2(dir, "a", dir, "b", 4), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_renameat2(99, "a", dir, "b", 0), -UC_EBADF);
    UC_EXPECT_EQ(uc_sys_renameat2(dir, "a", 99, "b", 0), -UC_EBADF);
    UC_EXPECT_EQ(uc_sys_rename("/m/a", "/m/b"), 0);
    UC_EXPECT(file_is("/m/b", "b"));
    UC_EXPECT_EQ(uc_sys_rename("/m/a", "/m/c"), -UC_ENOENT);
    UC_EXPECT_EQ(uc_sys_rename("/m", "/m/b/c"), -UC_ENOTDIR);
    UC_EXPECT_EQ(uc_sys_mkdir("/m/d", 0755), 0);
    UC_EXPECT_EQ(uc_sys_rename("/m", "/m/d/e"), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_rename("/m/b", "/small/b"), -UC_EXDEV);
    UC_EXPECT_EQ(uc_sys_link("/m/b", "/m/hard"), 0);
    UC_EXPECT_EQ(uc_sys_link("/m/b", "/m/hard"), -UC_EEXIST);
    UC_EXPECT_EQ(uc_sys_link("/m/d", "/m/hard2"), -UC_EPERM);
    UC_EXPECT_EQ(uc_sys_linkat(dir, "b", dir, "x", 0x800), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_symlink("b", "/m/soft"), 0);
    UC_EXPECT_EQ(uc_sys_symlink("", "/m/soft2"), -UC_ENOENT);
    UC_EXPECT_EQ(uc_sys_symlink(NULL, "/m/soft2"), -UC_EFAULT);
    UC_EXPECT_EQ(uc_sys_readlink("/m/soft", buf, 10), 1);
    UC_EXPECT_EQ(buf[0], 'b');
    UC_EXPECT_EQ(uc_sys_readlink("/m/soft", buf, 0), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_readlink("/m/b", buf, 10), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_close(dir), 0);
}

/* How often (name) is among those of (path), read by so many bytes at once. */
static unsigned times_listed(const char *path, const char *name, unsigned bytes)
{
    int number = opened(path, UC_O_RDONLY | UC_O_DIRECTORY);
    unsigned found = 0;
    long n;

    while ((n = uc_sys_getdents64(number, buf, bytes)) > 0) {
        for (long at = 0; at < n;) {
            uint16_t entry;
            memcpy(&entry, buf + at + 16, sizeof entry);
            found += strcmp(buf + at + 19, name) == 0;
            UC_EXPECT_EQ(entry % 8, 0);
            at += entry;
        }
    }
    UC_EXPECT_EQ(n, 0);
    UC_EXPECT_EQ(uc_sys_close(number), 0);
    return found;
}

UC_TEST(lists_each_name_once)
{
    static const char *const names[] = {".", "..", "n0", "n7", "n9"};
    char path[] = "/list/n0";
    int number;

    UC_EXPECT_EQ(uc_sys_mkdir("/list", 0755), 0);
    for (char i = '0'; i <= '9'; i++) {
        path[7] = i;
        make_file(path, "");
    }
    for (unsigned i = 0; i < UC_ARRAY_SIZE(names); i++) {
        UC_EXPECT_EQ(times_listed("/list", names[i], 24), 1);
        UC_EXPECT_EQ(times_listed("/list", names[i], sizeof buf), 1);
    }
    UC_EXPECT_EQ(times_listed("/list", "none", 100), 0);
    number = opened("/list", UC_O_RDONLY);
    UC_EXPECT_EQ(uc_sys_getdents64(number, buf, 23), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_close(number), 0);
    number = opened(path, UC_O_RDONLY);
    UC_EXPECT_EQ(uc_sys_getdents64(number, buf, 100), -UC_ENOTDIR);
    UC_EXPECT_EQ(uc_sys_close(number), 0);
}

UC_TEST(goes_from_directory_to_directory)
{
    UC_EXPECT_EQ(uc_sys_mkdir("/cwd", 0755), 0);
    UC_EXPECT_EQ(uc_sys_mkdir("/cwd/in", 0755), 0);
    UC_EXPECT_EQ(uc_sys_chdir("/cwd/in"), 0);
    UC_EXPECT_EQ(uc_sys_getcwd(buf, 100), 8);
    UC_EXPECT_STR(buf, "/cwd/in");
    UC_EXPECT_EQ(uc_sys_getcwd(buf, 7), -UC_ERANGE);
    make_file("here", "x");
    UC_EXPECT_EQ(uc_sys_chdir("here"), -UC_ENOTDIR);
    UC_EXPECT_EQ(uc_sys_chdir("none"), -UC_ENOENT);
    UC_EXPECT_EQ(uc_sys_chdir(""), -UC_ENOENT);
    int up = opened("..", UC_O_PATH);
    UC_EXPECT_EQ(uc_sys_unlink("here"), 0);
    UC_EXPECT_EQ(uc_sys_rmdir("/cwd/in"), 0);
    UC_EXPECT_EQ(uc_sys_getcwd(buf, 100), -UC_ENOENT);
    UC_EXPECT_EQ(uc_sys_fchdir(up), 0);
    UC_EXPECT_EQ(uc_sys_getcwd(buf, 100), 5);
    UC_EXPECT_EQ(uc_sys_close(up), 0);
    UC_EXPECT_EQ(uc_sys_fchdir(up), -UC_EBADF);
    UC_EXPECT_EQ(uc_sys_chdir("/"), 0);
}

UC_TEST(asks_for_permission)
{
    uint32_t before = (uint32_t)uc_sys_umask(077);
    struct kernel_stat st;

    make_file("/private", "x");
    UC_EXPECT_EQ(uc_sys_umask(before), 077);
    UC_EXPECT_EQ(uc_sys_stat("/private", &st), 0);
    UC_EXPECT_EQ(st.mode & 0777, 0600);
    UC_EXPECT_EQ(uc_sys_access("/private", 6), 0);
    UC_EXPECT_EQ(uc_sys_access("/private", 1), -UC_EACCES);
    UC_EXPECT_EQ(uc_sys_access("/private", 8), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_access("/none", 0), -UC_ENOENT);
    UC_EXPECT_EQ(uc_sys_faccessat2(AT_CWD, "/private", 4, 0x200), 0);
    UC_EXPECT_EQ(uc_sys_faccessat2(AT_CWD, "/private", 4, 0x400), -UC_EINVAL);
    uc_vfs_user(1000, 1000, NULL, 0);
    UC_EXPECT_EQ(uc_sys_open("/private", UC_O_RDONLY, 0), -UC_EACCES);
    UC_EXPECT_EQ(uc_sys_chmod("/private", 0777), -UC_EPERM);
    UC_EXPECT_EQ(uc_sys_unlink("/private"), -UC_EACCES);
    uc_vfs_user(0, 0, NULL, 0);
    UC_EXPECT_EQ(uc_sys_unlink("/private"), 0);
}

UC_TEST(tells_of_file_systems)
{
    long out[16];
    const unsigned wide = sizeof(long) == 8; /* two ints are one long */
    int number = opened("/small", UC_O_RDONLY);

    UC_EXPECT_EQ(uc_sys_fstatfs(number, out), 0);
    UC_EXPECT_EQ(out[1] * out[2], 65536);
    UC_EXPECT_EQ(out[9 - wide], 255);
    UC_EXPECT_EQ(uc_sys_statfs("/fixed", out), 0);
    UC_EXPECT_EQ(out[11 - wide] & 1, 1);
    UC_EXPECT_EQ(uc_sys_statfs("/none", out), -UC_ENOENT);
    UC_EXPECT_EQ(uc_sys_fstatfs(1, out), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_close(number), 0);
}
