/* SPDX-License-Identifier: BSD-3-Clause */
/* Files of contract "vfs" by the calls of C and POSIX. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/uio.h>
#include <unistd.h>

#include <uc/hosted.h>
#include <uc/test.h>

UC_HOSTED_BOOT("vfs.mount=ramfs::/small:size=64K,mode=1777");

/* Expects (call) to fail with (error). */
#define EXPECT_ERRNO(call, error)                                              \
    do {                                                                       \
        errno = 0;                                                             \
        UC_EXPECT_EQ((call), -1);                                              \
        UC_EXPECT_EQ(errno, error);                                            \
    } while (0)

static void write_file(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");

    UC_REQUIRE(f != NULL);
    UC_EXPECT(fputs(text, f) >= 0);
    UC_EXPECT_EQ(fclose(f), 0);
}

static const char *read_file(const char *path)
{
    static char text[256];
    FILE *f = fopen(path, "r");

    if (f == NULL) {
        return "(none)";
    }
    text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
    fclose(f);
    return text;
}

UC_TEST(descriptors_read_write_and_seek)
{
    char buf[16];

    int fd = open("/a", O_CREAT | O_EXCL | O_RDWR, 0640);
    UC_REQUIRE(fd >= 3);
    EXPECT_ERRNO(open("/a", O_CREAT | O_EXCL, 0640), EEXIST);
    EXPECT_ERRNO(open("/nowhere/a", O_RDONLY), ENOENT);
    UC_EXPECT_EQ(write(fd, "hello", 5), 5);
    UC_EXPECT_EQ(lseek(fd, 1, SEEK_SET), 1);
    UC_EXPECT_EQ(read(fd, buf, sizeof(buf)), 4);
    UC_EXPECT_MEM(buf, "ello", 4);
    UC_EXPECT_EQ(pwrite(fd, "J", 1, 0), 1);
    UC_EXPECT_EQ(pread(fd, buf, 3, 0), 3);
    UC_EXPECT_MEM(buf, "Jel", 3);
    EXPECT_ERRNO(pread(fd, buf, 3, -1), EINVAL);
    EXPECT_ERRNO(pread(1, buf, 3, 0), ESPIPE);
    UC_EXPECT_EQ(lseek(fd, 0, SEEK_CUR), 5);
    UC_EXPECT_EQ(lseek(fd, 10, SEEK_END), 15);
    UC_EXPECT_EQ(write(fd, "!", 1), 1);
    UC_EXPECT_EQ(lseek(fd, 0, SEEK_HOLE), 16);
    UC_EXPECT_EQ(ftruncate(fd, 7), 0);
    UC_EXPECT_EQ(pread(fd, buf, sizeof(buf), 0), 7);
    UC_EXPECT_MEM(buf, "Jello\0", 7);
    EXPECT_ERRNO(ftruncate(fd, -1), EINVAL);
    /* A copy shares the position, another open file does not. */
    int copy = dup(fd);
    int other = open("/a", O_RDONLY);
    UC_EXPECT_EQ(lseek(copy, 0, SEEK_CUR), 16);
    UC_EXPECT_EQ(lseek(other, 0, SEEK_CUR), 0);
    UC_EXPECT_EQ(close(fd), 0);
    UC_EXPECT_EQ(fsync(copy), 0);
    UC_EXPECT_EQ(fdatasync(copy), 0);
    EXPECT_ERRNO(write(other, "x", 1), EBADF);
    UC_EXPECT_EQ(close(copy), 0);
    UC_EXPECT_EQ(close(other), 0);
    EXPECT_ERRNO(close(other), EBADF);
    UC_EXPECT_EQ(unlink("/a"), 0);
}

UC_TEST(pieces_go_in_one_call)
{
    char one[3];
    char two[8];
    const struct iovec out[] = {{(void *)"abc", 3}, {(void *)"defgh", 5}};
    const struct iovec in[] = {{one, 3}, {two, 8}};

    int fd = open("/v", O_CREAT | O_RDWR, 0600);
    UC_EXPECT_EQ(writev(fd, out, 2), 8);
    UC_EXPECT_EQ(pwritev(fd, out, 1, 8), 3);
    UC_EXPECT_EQ(preadv(fd, in, 2, 0), 11);
    UC_EXPECT_MEM(one, "abc", 3);
    UC_EXPECT_MEM(two, "defghabc", 8);
    UC_EXPECT_EQ(lseek(fd, 6, SEEK_SET), 6);
    UC_EXPECT_EQ(readv(fd, in, 2), 5);
    EXPECT_ERRNO(preadv(fd, in, IOV_MAX + 1, 0), EINVAL);
    close(fd);
    unlink("/v");
}

UC_TEST(appending_is_a_flag_that_may_change)
{
    int fd = open("/log", O_CREAT | O_WRONLY | O_APPEND, 0600);

    UC_EXPECT_EQ(write(fd, "one", 3), 3);
    UC_EXPECT_EQ(lseek(fd, 0, SEEK_SET), 0);
    UC_EXPECT_EQ(write(fd, "two", 3), 3);
    UC_EXPECT_EQ(fcntl(fd, F_GETFL), O_WRONLY | O_APPEND);
    UC_EXPECT_EQ(fcntl(fd, F_SETFL, 0), 0);
    UC_EXPECT_EQ(lseek(fd, 0, SEEK_SET), 0);
    UC_EXPECT_EQ(write(fd, "ONE", 3), 3);
    close(fd);
    UC_EXPECT_STR(read_file("/log"), "ONEtwo");
    unlink("/log");
}

UC_TEST(streams_stand_on_files)
{
    FILE *f = fopen("/s", "w+");

    UC_REQUIRE(f != NULL);
    for (int i = 0; i < 1000; i++) {
        fprintf(f, "%d\n", i);
    }
    UC_EXPECT_EQ(ftell(f), 3890);
    rewind(f);
    int last = -1;
    for (int i = 0; i < 1000; i++) {
        UC_REQUIRE(fscanf(f, "%d", &last) == 1);
        UC_REQUIRE(last == i);
    }
    UC_EXPECT_EQ(fseek(f, -4, SEEK_END), 0);
    UC_EXPECT(fputs("end\n", f) >= 0);
    UC_EXPECT_EQ(fclose(f), 0);
    f = fopen("/s", "a");
    UC_REQUIRE(f != NULL);
    fputs("more", f);
    fclose(f);
    struct stat st;
    UC_EXPECT_EQ(stat("/s", &st), 0);
    UC_EXPECT_EQ(st.st_size, 3894);
    UC_EXPECT(fopen("/s", "wx") == NULL);
    UC_EXPECT_EQ(errno, EEXIST);
    UC_EXPECT_EQ(remove("/s"), 0);
    UC_EXPECT(fopen("/s", "r") == NULL);
    UC_EXPECT_EQ(errno, ENOENT);
}

UC_TEST(stat_tells_what_linux_would)
{
    struct stat st;
    struct stat other;

    UC_EXPECT_EQ(umask(022), 022);
    write_file("/f", "12345");
    UC_EXPECT_EQ(chmod("/f", 0604), 0);
    UC_EXPECT_EQ(stat("/f", &st), 0);
    UC_EXPECT(S_ISREG(st.st_mode));
    UC_EXPECT_EQ(st.st_mode & 07777, 0604);
    UC_EXPECT_EQ(st.st_size, 5);
    UC_EXPECT_EQ(st.st_nlink, 1);
    UC_EXPECT_EQ(st.st_blocks, 8);
    UC_EXPECT_EQ(link("/f", "/g"), 0);
    UC_EXPECT_EQ(symlink("f", "/l"), 0);
    UC_EXPECT_EQ(stat("/l", &other), 0);
    UC_EXPECT_EQ(other.st_ino, st.st_ino);
    UC_EXPECT_EQ(other.st_dev, st.st_dev);
    UC_EXPECT_EQ(other.st_nlink, 2);
    UC_EXPECT_EQ(lstat("/l", &other), 0);
    UC_EXPECT(S_ISLNK(other.st_mode));
    char target[8];
    UC_EXPECT_EQ(readlink("/l", target, sizeof(target)), 1);
    int fd = open("/g", O_RDONLY);
    UC_EXPECT_EQ(fstat(fd, &other), 0);
    UC_EXPECT_EQ(other.st_ino, st.st_ino);
    UC_EXPECT_EQ(fchmod(fd, 0600), 0);
    const struct timespec times[2] = {{1, 500}, {2, UTIME_OMIT}};
    UC_EXPECT_EQ(futimens(fd, times), 0);
    close(fd);
    UC_EXPECT_EQ(stat("/f", &other), 0);
    UC_EXPECT_EQ(other.st_mode & 07777, 0600);
    UC_EXPECT_EQ(other.st_atim.tv_nsec, 500);
    UC_EXPECT_EQ(other.st_mtim.tv_sec, st.st_mtim.tv_sec);
    UC_EXPECT_EQ(fstat(1, &other), 0);
    UC_EXPECT(S_ISCHR(other.st_mode));
    EXPECT_ERRNO(fstat(77, &other), EBADF);
    EXPECT_ERRNO(stat("/f/x", &other), ENOTDIR);
    UC_EXPECT_EQ(access("/f", R_OK | W_OK), 0);
    EXPECT_ERRNO(access("/f", X_OK), EACCES);
    unlink("/f");
    unlink("/g");
    unlink("/l");
}

static int no_dots(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

UC_TEST(directories_are_listed)
{
    char path[32];
    bool seen[200] = {false};
    long half = 0;
    char at_half[16];

    UC_EXPECT_EQ(mkdir("/d", 0755), 0);
    for (int i = 0; i < 200; i++) {
        snprintf(path, sizeof(path), "/d/file%d", i);
        write_file(path, "");
    }
    DIR *dir = opendir("/d");
    UC_REQUIRE(dir != NULL);
    errno = 0;
    int count = 0;
    for (struct dirent *e; (e = readdir(dir)) != NULL; count++) {
        if (e->d_name[0] == '.') {
            UC_EXPECT_EQ(e->d_type, DT_DIR);
            continue;
        }
        UC_EXPECT_EQ(e->d_type, DT_REG);
        int number = atoi(e->d_name + 4);
        UC_REQUIRE(number >= 0 && number < 200 && !seen[number]);
        seen[number] = true;
        if (count == 100) {
            half = telldir(dir);
            e = readdir(dir);
            UC_REQUIRE(e != NULL);
            seen[atoi(e->d_name + 4)] = true;
            snprintf(at_half, sizeof(at_half), "%s", e->d_name);
            count++;
        }
    }
    UC_EXPECT_EQ(errno, 0);
    UC_EXPECT_EQ(count, 202);
    seekdir(dir, half);
    UC_EXPECT_STR(readdir(dir)->d_name, at_half);
    rewinddir(dir);
    UC_EXPECT_STR(readdir(dir)->d_name, ".");
    UC_EXPECT_EQ(closedir(dir), 0);

    struct dirent **entries;
    int n = scandir("/d", &entries, no_dots, alphasort);
    UC_REQUIRE(n == 200);
    UC_EXPECT_STR(entries[0]->d_name, "file0");
    UC_EXPECT_STR(entries[199]->d_name, "file99");
    EXPECT_ERRNO(rmdir("/d"), ENOTEMPTY);
    for (int i = 0; i < n; i++) {
        snprintf(path, sizeof(path), "/d/%s", entries[i]->d_name);
        UC_EXPECT_EQ(remove(path), 0);
        free(entries[i]);
    }
    free(entries);
    UC_EXPECT_EQ(remove("/d"), 0);
    UC_EXPECT(opendir("/d") == NULL);
    UC_EXPECT_EQ(errno, ENOENT);
    EXPECT_ERRNO(scandir("/d", &entries, NULL, NULL), ENOENT);
}

UC_TEST(paths_may_begin_at_an_open_directory)
{
    char path[64];
    char real[PATH_MAX];

    UC_EXPECT_EQ(mkdir("/top", 0755), 0);
    int top = open("/top", O_RDONLY | O_DIRECTORY);
    UC_REQUIRE(top >= 0);
    UC_EXPECT_EQ(mkdirat(top, "sub", 0755), 0);
    int fd = openat(top, "sub/f", O_CREAT | O_RDWR, 0600);
    UC_REQUIRE(fd >= 0);
    EXPECT_ERRNO(openat(fd, "x", O_RDONLY), ENOTDIR);
    EXPECT_ERRNO(openat(1, "x", O_RDONLY), ENOTDIR);
    EXPECT_ERRNO(openat(99, "x", O_RDONLY), EBADF);
    close(fd);
    UC_EXPECT_EQ(renameat(top, "sub/f", top, "g"), 0);
    UC_EXPECT_EQ(linkat(top, "g", AT_FDCWD, "/top/h", 0), 0);
    EXPECT_ERRNO(renameat2(top, "g", top, "sub", RENAME_NOREPLACE), EEXIST);
    UC_EXPECT_EQ(fchdir(top), 0);
    UC_EXPECT_EQ(chdir("sub"), 0);
    UC_EXPECT_STR(getcwd(path, sizeof(path)), "/top/sub");
    UC_EXPECT(getcwd(path, 5) == NULL);
    UC_EXPECT_EQ(errno, ERANGE);
    char *own = getcwd(NULL, 0);
    UC_EXPECT_STR(own, "/top/sub");
    free(own);
    UC_EXPECT_EQ(symlink("../g", "link"), 0);
    UC_EXPECT_STR(realpath("./link", real), "/top/g");
    UC_EXPECT(realpath("nothing", real) == NULL);
    UC_EXPECT_EQ(errno, ENOENT);
    UC_EXPECT_EQ(unlinkat(top, "sub/link", 0), 0);
    UC_EXPECT_EQ(unlinkat(top, "sub", AT_REMOVEDIR), 0);
    UC_EXPECT(getcwd(path, sizeof(path)) == NULL);
    UC_EXPECT_EQ(errno, ENOENT);
    UC_EXPECT_EQ(chdir("/"), 0);
    UC_EXPECT_STR(getcwd(path, sizeof(path)), "/");
    close(top);
    unlink("/top/g");
    unlink("/top/h");
    UC_EXPECT_EQ(rmdir("/top"), 0);
}

UC_TEST(temporary_files_are_new_and_gone)
{
    char path[] = "/tXXXXXX";
    char other[] = "/tXXXXXX";
    char folder[] = "/dXXXXXX";
    char wrong[] = "/tXXXXX";

    int one = mkstemp(path);
    int two = mkstemp(other);
    UC_EXPECT(one >= 0 && two >= 0 && strcmp(path, other) != 0);
    close(one);
    close(two);
    EXPECT_ERRNO(mkstemp(wrong), EINVAL);
    UC_EXPECT_STR(mkdtemp(folder), folder);
    UC_EXPECT_EQ(rmdir(folder), 0);
    unlink(path);
    unlink(other);
    FILE *f = tmpfile();
    UC_REQUIRE(f != NULL);
    UC_EXPECT(fputs("gone soon", f) >= 0);
    rewind(f);
    UC_EXPECT_EQ(fgetc(f), 'g');
    fclose(f);
}

UC_TEST(locks_are_of_open_files_or_of_the_process)
{
    write_file("/f", "x");
    int one = open("/f", O_RDWR);
    int two = open("/f", O_RDONLY);

    UC_EXPECT_EQ(flock(one, LOCK_EX), 0);
    EXPECT_ERRNO(flock(two, LOCK_SH | LOCK_NB), EAGAIN);
    UC_EXPECT_EQ(flock(one, LOCK_SH), 0);
    UC_EXPECT_EQ(flock(two, LOCK_SH | LOCK_NB), 0);
    EXPECT_ERRNO(flock(two, LOCK_EX | LOCK_NB), EAGAIN);
    UC_EXPECT_EQ(flock(one, LOCK_UN), 0);
    UC_EXPECT_EQ(flock(one, LOCK_UN), 0);
    UC_EXPECT_EQ(flock(two, LOCK_EX | LOCK_NB), 0);
    close(two);
    UC_EXPECT_EQ(flock(one, LOCK_EX | LOCK_NB), 0);
    EXPECT_ERRNO(flock(one, 0), EINVAL);
    two = open("/f", O_RDONLY);
    struct flock lock = {.l_type = F_WRLCK};
    UC_EXPECT_EQ(fcntl(one, F_SETLK, &lock), 0);
    EXPECT_ERRNO(fcntl(two, F_SETLKW, &lock), EBADF);
    UC_EXPECT_EQ(fcntl(two, F_GETLK, &lock), 0);
    UC_EXPECT_EQ(lock.l_type, F_UNLCK);
    close(one);
    close(two);
    unlink("/f");
}

UC_TEST(a_small_mount_of_its_own_fills_up)
{
    struct statvfs vfs;
    struct stat st;
    static char block[4096];

    UC_EXPECT_EQ(stat("/small", &st), 0);
    UC_EXPECT_EQ(st.st_mode, S_IFDIR | 01777);
    UC_EXPECT_EQ(statvfs("/small", &vfs), 0);
    UC_EXPECT_EQ(vfs.f_blocks, 16);
    int fd = open("/small/f", O_CREAT | O_WRONLY, 0600);
    int blocks = 0;
    while (write(fd, block, sizeof(block)) == (ssize_t)sizeof(block)) {
        blocks++;
    }
    UC_EXPECT_EQ(errno, ENOSPC);
    UC_EXPECT_GE(blocks, 14);
    UC_EXPECT_EQ(posix_fallocate(fd, 0, 100000), ENOSPC);
    close(fd);
    write_file("/big", "x");
    EXPECT_ERRNO(rename("/small/f", "/f"), EXDEV);
    EXPECT_ERRNO(link("/big", "/small/g"), EXDEV);
    EXPECT_ERRNO(rename("/small", "/other"), EBUSY);
    EXPECT_ERRNO(rmdir("/small"), EBUSY);
    unlink("/big");
    unlink("/small/f");
}
