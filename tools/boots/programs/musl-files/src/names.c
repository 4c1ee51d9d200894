/* SPDX-License-Identifier: BSD-3-Clause */
/* Names, directories and what is known of files. */
#define _GNU_SOURCE
#include <dirent.h>
#include <ftw.h>
#include <glob.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "files.h"

UC_TEST(names_are_listed_and_found_again)
{
    struct dirent **sorted;
    struct dirent *entry;
    char path[32];
    long after_third = 0;
    int n = 0;

    UC_EXPECT_EQ(mkdir("list", 0755), 0);
    for (int i = 0; i < 200; i++) {
        snprintf(path, sizeof path, "list/name%03d", i);
        make_file(path, "");
    }
    DIR *dir = opendir("list");
    UC_REQUIRE(dir != NULL);
    while ((entry = readdir(dir)) != NULL) {
        if (++n == 3) {
            after_third = telldir(dir);
        }
    }
    UC_EXPECT_EQ(n, 202);
    seekdir(dir, after_third);
    for (n = 3; readdir(dir) != NULL; n++) {
    }
    UC_EXPECT_EQ(n, 202);
    rewinddir(dir);
    UC_EXPECT(readdir(dir) != NULL);
    UC_EXPECT_EQ(closedir(dir), 0);
    n = scandir("list", &sorted, NULL, alphasort);
    UC_REQUIRE(n == 202);
    UC_EXPECT_STR(sorted[0]->d_name, ".");
    UC_EXPECT_STR(sorted[201]->d_name, "name199");
    UC_EXPECT_EQ(sorted[201]->d_type, DT_REG);
    while (n > 0) {
        free(sorted[--n]);
    }
    free(sorted);
    UC_EXPECT_EQ(error_of_null(opendir("list/name000")), ENOTDIR);
    UC_EXPECT_EQ(error_of_null(opendir("none")), ENOENT);
}

static int found;

static int count(const char *path, const struct stat *st, int type,
                 struct FTW *walk)
{
    (void)path;
    (void)walk;
    found += type == FTW_F && S_ISREG(st->st_mode);
    return remove(path);
}

UC_TEST(names_make_trees)
{
    glob_t paths;

    UC_EXPECT_EQ(mkdir("tree", 0755) | mkdir("tree/a", 0755) |
                     mkdir("tree/a/b", 0755) | mkdir("tree/c", 0755),
                 0);
    make_file("tree/1.txt", "1");
    make_file("tree/a/2.txt", "2");
    make_file("tree/a/b/3.txt", "3");
    UC_EXPECT_EQ(glob("tree/*/*.txt", 0, NULL, &paths), 0);
    UC_EXPECT_EQ(paths.gl_pathc, 1);
    UC_EXPECT_STR(paths.gl_pathv[0], "tree/a/2.txt");
    globfree(&paths);
    UC_EXPECT_EQ(error_of(rmdir("tree")), ENOTEMPTY);
    UC_EXPECT_EQ(nftw("tree", count, 10, FTW_DEPTH | FTW_PHYS), 0);
    UC_EXPECT_EQ(found, 3);
    UC_EXPECT_EQ(error_of(access("tree", F_OK)), ENOENT);
}

UC_TEST(names_are_resolved)
{
    char before[PATH_MAX], path[PATH_MAX], inside[PATH_MAX];

    UC_EXPECT(getcwd(before, sizeof before) == before);
    UC_EXPECT_EQ(mkdir("real", 0755), 0);
    make_file("real/file", "x");
    UC_EXPECT_EQ(symlink("real", "soft"), 0);
    UC_EXPECT_EQ(symlink("soft/../soft/file", "chain"), 0);
    UC_EXPECT(realpath("./chain", path) == path);
    UC_EXPECT_EQ(chdir("soft"), 0);
    UC_EXPECT(getcwd(inside, sizeof inside) == inside);
    strcat(inside, "/file");
    UC_EXPECT_STR(path, inside);
    UC_EXPECT_EQ(error_of_null(getcwd(path, 3)), ERANGE);
    UC_EXPECT_EQ(readlink("../chain", path, sizeof path), 17);
    UC_EXPECT_EQ(chdir(before), 0);
    UC_EXPECT_EQ(error_of_null(realpath("none/x", path)), ENOENT);
    UC_EXPECT_EQ(symlink("circle", "circle"), 0);
    UC_EXPECT_EQ(error_of_null(fopen("circle", "r")), ELOOP);
    UC_EXPECT_EQ(error_of(open("soft", O_RDONLY | O_NOFOLLOW)), ELOOP);
    UC_EXPECT_EQ(error_of(open("soft", O_NOFOLLOW | O_DIRECTORY)), ENOTDIR);
    UC_EXPECT_EQ(remove("circle") | remove("chain") | remove("soft"), 0);
    UC_EXPECT_EQ(remove("real/file") | remove("real"), 0);
}

UC_TEST(names_move_and_multiply)
{
    struct stat st;

    make_file("from", "from");
    make_file("to", "to");
    UC_EXPECT_EQ(link("from", "second"), 0);
    UC_EXPECT_EQ(stat("from", &st), 0);
    UC_EXPECT_EQ(st.st_nlink, 2);
    UC_EXPECT_EQ(rename("from", "second"), 0); /* one file: nothing happens */
    UC_EXPECT_EQ(unlink("from"), 0);
    UC_EXPECT_EQ(rename("second", "to"), 0);
    UC_EXPECT(begins_with("to", "from"));
    UC_EXPECT_EQ(error_of(rename("second", "to")), ENOENT);
    UC_EXPECT_EQ(mkdir("dir", 0755), 0);
    UC_EXPECT_EQ(error_of(rename("to", "dir")), EISDIR);
    UC_EXPECT_EQ(error_of(rename("dir", "to")), ENOTDIR);
    UC_EXPECT_EQ(error_of(rename("dir", "dir/in")), EINVAL);
    UC_EXPECT_EQ(error_of(rename("to", "/small/to")), EXDEV);
    UC_EXPECT_EQ(error_of(link("dir", "dir2")), EPERM);
    UC_EXPECT_EQ(error_of(link("to", "dir")), EEXIST);
    UC_EXPECT_EQ(error_of(mkdir("dir", 0755)), EEXIST);
    UC_EXPECT_EQ(error_of(mkdir("to/in", 0755)), ENOTDIR);
    UC_EXPECT_EQ(error_of(rmdir("to")), ENOTDIR);
    UC_EXPECT_EQ(error_of(unlink("dir")), EISDIR);
    UC_EXPECT_EQ(error_of_null(fopen("dir", "w")), EISDIR);
    UC_EXPECT_EQ(remove("dir") | remove("to"), 0);
}

UC_TEST(names_are_refused_where_they_are_too_long)
{
    static char name[PATH_MAX + 1];

    memset(name, 'n', 256);
    UC_EXPECT_EQ(error_of_null(fopen(name, "w")), ENAMETOOLONG);
    name[255] = '\0';
    make_file(name, "255 bytes");
    UC_EXPECT_EQ(remove(name), 0);
    memset(name, '/', PATH_MAX);
    UC_EXPECT_EQ(error_of(mkdir(name, 0755)), ENAMETOOLONG);
}

UC_TEST(names_tell_times_owners_and_permissions)
{
    const struct timespec times[2] = {{1000, 0}, {2000, 0}};
    mode_t before = umask(027);
    struct statvfs fs;
    struct stat st;

    make_file("told", "12345");
    UC_EXPECT_EQ(umask(before), 027);
    UC_EXPECT_EQ(stat("told", &st), 0);
    UC_EXPECT_EQ(st.st_mode, S_IFREG | 0640);
    UC_EXPECT_GT(st.st_mtime, 1700000000);
    UC_EXPECT_EQ(chmod("told", 04711) | chown("told", 7, 9), 0);
    UC_EXPECT_EQ(utimensat(AT_FDCWD, "told", times, 0), 0);
    UC_EXPECT_EQ(truncate("told", 3), 0);
    UC_EXPECT_EQ(utimensat(AT_FDCWD, "told", times, 0), 0);
    UC_EXPECT_EQ(stat("told", &st), 0);
    UC_EXPECT_EQ(st.st_mode, S_IFREG | 0711); /* chown takes set-user-ID */
    UC_EXPECT_EQ(st.st_uid * 10 + st.st_gid, 79);
    UC_EXPECT_EQ(st.st_atime + st.st_mtime, 3000);
    UC_EXPECT_EQ(st.st_size, 3);
    UC_EXPECT_EQ(statvfs("told", &fs), 0);
    UC_EXPECT_EQ(fs.f_namemax, 255);
    UC_EXPECT_EQ(statvfs("/fixed", &fs), 0);
    UC_EXPECT_EQ(fs.f_flag & ST_RDONLY, ST_RDONLY);
    UC_EXPECT_EQ(error_of(mkdir("/fixed/dir", 0755)), EROFS);
    UC_EXPECT_EQ(remove("told"), 0);
}
