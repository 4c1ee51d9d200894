/* SPDX-License-Identifier: BSD-3-Clause */
/* Descriptors of files, and who may use them. */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>

#include "files.h"

UC_TEST(descriptors_of_files_share_a_position_where_they_are_copies)
{
    char buf[16];
    int fd = open("copies", O_CREAT | O_RDWR, 0644);
    int copy = dup(fd);
    int other = open("copies", O_RDONLY);

    UC_REQUIRE(fd >= 0 && copy >= 0 && other >= 0);
    UC_EXPECT_EQ(write(fd, "0123456789", 10), 10);
    UC_EXPECT_EQ(lseek(copy, 0, SEEK_CUR), 10);
    UC_EXPECT_EQ(lseek(other, 0, SEEK_CUR), 0);
    UC_EXPECT_EQ(pread(fd, buf, 4, 8), 2);
    UC_EXPECT_EQ(pwritev(copy, (struct iovec[]){{"a", 1}, {"bc", 2}}, 2, 4), 3);
    UC_EXPECT_EQ(read(other, buf, sizeof buf), 10);
    UC_EXPECT_EQ(memcmp(buf, "0123abc789", 10), 0);
    UC_EXPECT_EQ(fcntl(copy, F_SETFL, O_APPEND), 0);
    UC_EXPECT_EQ(pwrite(fd, "end", 3, 0), 3);
    UC_EXPECT_EQ(lseek(other, 0, SEEK_END), 13);
    UC_EXPECT_EQ(error_of(write(other, "x", 1)), EBADF);
    UC_EXPECT_EQ(error_of(ftruncate(other, 0)), EINVAL);
    UC_EXPECT_EQ(error_of(lseek(other, -1, SEEK_SET)), EINVAL);
    UC_EXPECT_EQ(fsync(fd) | fdatasync(fd) | syncfs(fd), 0);
    UC_EXPECT_EQ(close(fd) | close(copy) | close(other), 0);
    UC_EXPECT_EQ(error_of(read(other, buf, 1)), EBADF);
    UC_EXPECT_EQ(remove("copies"), 0);
}

UC_TEST(descriptors_of_files_end_at_their_limit)
{
    int last = open("limit", O_CREAT | O_RDWR, 0644);
    int first = last;
    int fd;

    while ((fd = open("limit", O_RDONLY)) >= 0) {
        last = fd;
    }
    UC_EXPECT_EQ(errno, EMFILE);
    UC_EXPECT_EQ(last, 1023);
    UC_EXPECT_EQ(error_of(open("other", O_CREAT | O_RDWR, 0644)), EMFILE);
    for (fd = first; fd <= last; fd++) {
        UC_EXPECT_EQ(close(fd), 0);
    }
    UC_EXPECT_EQ(error_of(access("other", F_OK)), ENOENT);
    UC_EXPECT_EQ(remove("limit"), 0);
}

UC_TEST(descriptors_of_directories_are_places)
{
    struct stat st;
    char byte;

    UC_EXPECT_EQ(mkdir("place", 0755), 0);
    int dir = open("place", O_RDONLY | O_DIRECTORY);
    UC_REQUIRE(dir >= 0);
    int fd = openat(dir, "in", O_CREAT | O_WRONLY, 0644);
    UC_REQUIRE(fd >= 0);
    UC_EXPECT_EQ(error_of(read(dir, &byte, 1)), EISDIR);
    UC_EXPECT_EQ(error_of(open("place", O_RDWR)), EISDIR);
    UC_EXPECT_EQ(error_of(open("place/in", O_DIRECTORY)), ENOTDIR);
    UC_EXPECT_EQ(error_of(openat(fd, "x", O_RDONLY)), ENOTDIR);
    UC_EXPECT_EQ(error_of(openat(77, "x", O_RDONLY)), EBADF);
    UC_EXPECT_EQ(close(fd), 0);
    UC_EXPECT_EQ(renameat(dir, "in", dir, "out"), 0);
    UC_EXPECT_EQ(fstatat(dir, "out", &st, 0), 0);
    UC_EXPECT_EQ(symlinkat("out", dir, "link"), 0);
    UC_EXPECT_EQ(fstatat(dir, "link", &st, AT_SYMLINK_NOFOLLOW), 0);
    UC_EXPECT(S_ISLNK(st.st_mode));
    UC_EXPECT_EQ(unlinkat(dir, "out", 0) | unlinkat(dir, "link", 0), 0);
    UC_EXPECT_EQ(fchdir(dir), 0);
    UC_EXPECT_EQ(chdir(".."), 0);
    UC_EXPECT_EQ(close(dir) | rmdir("place"), 0);
}

UC_TEST(descriptors_of_files_lock)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int first = open("locked", O_CREAT | O_RDWR, 0644);
    int second = open("locked", O_RDONLY);

    UC_REQUIRE(first >= 0 && second >= 0);
    UC_EXPECT_EQ(flock(first, LOCK_EX), 0);
    UC_EXPECT_EQ(error_of(flock(second, LOCK_SH | LOCK_NB)), EWOULDBLOCK);
    UC_EXPECT_EQ(flock(first, LOCK_SH), 0);
    UC_EXPECT_EQ(flock(second, LOCK_SH | LOCK_NB), 0);
    UC_EXPECT_EQ(close(first), 0);
    UC_EXPECT_EQ(flock(second, LOCK_EX | LOCK_NB), 0);
    /* A process' own locks never stand in its way. */
    first = open("locked", O_RDWR);
    UC_EXPECT_EQ(fcntl(first, F_SETLK, &lock), 0);
    UC_EXPECT_EQ(error_of(fcntl(second, F_SETLK, &lock)), EBADF);
    UC_EXPECT_EQ(fcntl(second, F_GETLK, &lock), 0);
    UC_EXPECT_EQ(lock.l_type, F_UNLCK);
    UC_EXPECT_EQ(lockf(first, F_TLOCK, 10), 0);
    UC_EXPECT_EQ(error_of(fcntl(1, F_SETLK, &lock)), EINVAL);
    UC_EXPECT_EQ(close(first) | close(second) | remove("locked"), 0);
}

UC_TEST(descriptors_of_what_is_no_file_tell_what_it_is)
{
    struct stat st;
    off_t offset = 1;
    int ends[2];
    char buf[4];

    UC_EXPECT(fstat(1, &st) == 0 && S_ISCHR(st.st_mode));
    UC_EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    UC_EXPECT(fstat(ends[0], &st) == 0 && S_ISSOCK(st.st_mode));
    UC_EXPECT_EQ(error_of(pread(ends[0], buf, 1, 0)), ESPIPE);
    UC_EXPECT_EQ(error_of(lseek(ends[0], 0, SEEK_SET)), ESPIPE);
    UC_EXPECT_EQ(error_of(ftruncate(ends[0], 0)), EINVAL);
    UC_EXPECT_EQ(error_of(fchdir(ends[0])), ENOTDIR);
    make_file("sent", "0123456789");
    int fd = open("sent", O_RDONLY);
    UC_EXPECT_EQ(sendfile(ends[0], fd, &offset, 3), 3);
    UC_EXPECT_EQ(read(ends[1], buf, sizeof buf), 3);
    UC_EXPECT_EQ(memcmp(buf, "123", 3), 0);
    UC_EXPECT_EQ(error_of(sendfile(ends[1], ends[0], NULL, 1)), EINVAL);
    UC_EXPECT_EQ(close(ends[0]) | close(ends[1]), 0);
    UC_EXPECT_EQ(pipe(ends), 0);
    UC_EXPECT(fstat(ends[0], &st) == 0 && S_ISFIFO(st.st_mode));
    UC_EXPECT_EQ(fcntl(ends[0], F_GETFL), O_RDONLY);
    UC_EXPECT_EQ(sendfile(ends[1], fd, NULL, 4), 4);
    UC_EXPECT_EQ(read(ends[0], buf, sizeof buf), 4);
    UC_EXPECT_EQ(lseek(fd, 0, SEEK_CUR), 4);
    UC_EXPECT_EQ(close(ends[0]) | close(ends[1]) | close(fd), 0);
    UC_EXPECT_EQ(remove("sent"), 0);
}

static int waited_for;

static void *wait_for_lock(void *fd)
{
    int err = error_of(flock(*(int *)fd, LOCK_EX));

    UC_EXPECT_EQ(waited_for, 1);
    return (void *)(long)err;
}

UC_TEST(descriptors_of_files_wait_for_locks_of_other_threads)
{
    int first = open("waited", O_CREAT | O_RDWR, 0644);
    int second = open("waited", O_RDWR);
    pthread_t thread;
    void *err;

    UC_REQUIRE(flock(first, LOCK_EX) == 0);
    UC_REQUIRE(pthread_create(&thread, NULL, wait_for_lock, &second) == 0);
    for (int i = 0; i < 10; i++) {
        sched_yield();
    }
    waited_for = 1;
    UC_EXPECT_EQ(close(first), 0); /* its lock goes with it */
    UC_EXPECT_EQ(pthread_join(thread, &err), 0);
    UC_EXPECT_EQ((long)err, 0);
    UC_EXPECT_EQ(close(second) | remove("waited"), 0);
}

UC_TEST(descriptors_of_files_are_copied_past_the_program)
{
    off_t offset = 2;

    make_file("source", "0123456789");
    int from = open("source", O_RDONLY);
    int to = open("target", O_CREAT | O_RDWR, 0644);
    UC_REQUIRE(from >= 0 && to >= 0);
    UC_EXPECT_EQ(sendfile(to, from, &offset, 3), 3);
    UC_EXPECT_EQ(offset, 5);
    UC_EXPECT_EQ(copy_file_range(from, &offset, to, NULL, 100, 0), 5);
    UC_EXPECT_EQ(error_of(sendfile(from, to, NULL, 1)), EBADF);
    UC_EXPECT_EQ(close(from) | close(to), 0);
    UC_EXPECT(begins_with("target", "23456789"));
    UC_EXPECT_EQ(remove("source") | remove("target"), 0);
}

UC_TEST(descriptors_of_files_are_mapped)
{
    make_file("mapped", "0123456789");
    int fd = open("mapped", O_RDWR);
    UC_REQUIRE(fd >= 0);
    char *map = mmap(NULL, 10, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
    UC_REQUIRE(map != MAP_FAILED);
    UC_EXPECT_STR(map, "0123456789");
    map[0] = 'x';
    UC_EXPECT(begins_with("mapped", "0123456789"));
    UC_EXPECT_EQ(munmap(map, 10), 0);
    UC_EXPECT(mmap(NULL, 10, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) ==
                  MAP_FAILED &&
              errno == ENODEV);
    UC_EXPECT(mmap(NULL, 10, PROT_READ, MAP_SHARED, 1, 0) == MAP_FAILED &&
              errno == ENODEV);
    UC_EXPECT_EQ(close(fd) | remove("mapped"), 0);
}

UC_TEST(descriptors_of_files_are_for_those_who_may)
{
    struct rusage usage;

    make_file("mine", "x");
    UC_EXPECT_EQ(chmod("mine", 0600), 0);
    UC_EXPECT_EQ(setegid(5) | seteuid(5), 0);
    UC_EXPECT_EQ(getuid() * 10 + geteuid(), 5);
    UC_EXPECT_EQ(error_of(open("mine", O_RDONLY)), EACCES);
    UC_EXPECT_EQ(error_of(chmod("mine", 0666)), EPERM);
    UC_EXPECT_EQ(error_of(setuid(6)), EPERM);
    UC_EXPECT_EQ(seteuid(0) | setegid(0), 0);
    UC_EXPECT_EQ(remove("mine"), 0);
    UC_EXPECT_EQ(getrusage(RUSAGE_SELF, &usage), 0);
    UC_EXPECT_GT(usage.ru_utime.tv_sec * 1000000 + usage.ru_utime.tv_usec, 0);
}
