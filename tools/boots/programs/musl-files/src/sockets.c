/* SPDX-License-Identifier: BSD-3-Clause */
/* Sockets that have names among files. */
#define _GNU_SOURCE /* struct ucred */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <uc/test.h>

static int listen_at(const char *path)
{
    struct sockaddr_un addr = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    strcpy(addr.sun_path, path);
    UC_EXPECT_EQ(bind(fd, (struct sockaddr *)&addr, sizeof addr), 0);
    UC_EXPECT_EQ(listen(fd, 5), 0);
    return fd;
}

/* Sends (fd) beside one byte. */
static int pass(int to, int fd)
{
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(sizeof fd)];
    } control;
    struct iovec piece = {(char[]){'f'}, 1};
    struct msghdr message = {.msg_iov = &piece,
                             .msg_iovlen = 1,
                             .msg_control = &control,
                             .msg_controllen = sizeof control};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);

    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof fd);
    memcpy(CMSG_DATA(header), &fd, sizeof fd);
    return (int)sendmsg(to, &message, 0);
}

static int take(int from)
{
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(sizeof(int))];
    } control;
    char byte;
    struct iovec piece = {&byte, 1};
    struct msghdr message = {.msg_iov = &piece,
                             .msg_iovlen = 1,
                             .msg_control = &control,
                             .msg_controllen = sizeof control};
    int fd;

    if (recvmsg(from, &message, MSG_CMSG_CLOEXEC) != 1 ||
        message.msg_flags != MSG_CMSG_CLOEXEC) {
        return -1;
    }
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header == NULL || header->cmsg_type != SCM_RIGHTS ||
        header->cmsg_len != CMSG_LEN(sizeof fd) ||
        CMSG_NXTHDR(&message, header) != NULL) {
        return -1;
    }
    memcpy(&fd, CMSG_DATA(header), sizeof fd);
    return fd;
}

/* Answers one client: what comes, and a file that it may not open by name. */
static void *serve(void *arg)
{
    int client = accept(*(int *)arg, NULL, NULL);
    int file = open("secret", O_RDWR | O_CREAT | O_EXCL, 0600);
    char text[16];

    UC_EXPECT_EQ(unlink("secret"), 0);
    ssize_t n = read(client, text, sizeof text);
    UC_EXPECT_EQ(write(file, text, (size_t)n), n);
    UC_EXPECT_EQ(pass(client, file), 1);
    UC_EXPECT_EQ(close(file) | close(client), 0);
    return NULL;
}

UC_TEST(sockets_serve_by_path_and_pass_files)
{
    struct sockaddr_un addr = {AF_UNIX, "server.sock"};
    struct ucred who = {0, 0, 0};
    socklen_t bytes = sizeof who;
    struct stat stat;
    pthread_t thread;
    char text[16];

    int listener = listen_at(addr.sun_path);
    UC_EXPECT_EQ(lstat(addr.sun_path, &stat), 0);
    UC_EXPECT(S_ISSOCK(stat.st_mode));
    UC_REQUIRE(pthread_create(&thread, NULL, serve, &listener) == 0);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    UC_EXPECT_EQ(connect(fd, (struct sockaddr *)&addr, sizeof addr), 0);
    UC_EXPECT_EQ(getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &bytes), 0);
    UC_EXPECT_EQ(who.pid, getpid());
    UC_EXPECT_EQ(who.uid, geteuid());
    UC_EXPECT_EQ(send(fd, "hello", 5, 0), 5);
    int file = take(fd);
    UC_EXPECT_EQ(fcntl(file, F_GETFD), FD_CLOEXEC);
    UC_EXPECT_EQ(fstat(file, &stat), 0);
    UC_EXPECT_EQ(stat.st_nlink, 0);
    UC_EXPECT_EQ(pread(file, text, sizeof text, 0), 5);
    UC_EXPECT_EQ(memcmp(text, "hello", 5), 0);
    UC_EXPECT_EQ(pthread_join(thread, NULL), 0);
    UC_EXPECT_EQ(read(fd, text, sizeof text), 0);
    UC_EXPECT_EQ(close(file) | close(fd) | close(listener), 0);
    UC_EXPECT_EQ(access(addr.sun_path, F_OK), 0);
    UC_EXPECT_EQ(unlink(addr.sun_path), 0);
}

UC_TEST(sockets_bring_datagrams_by_path_as_for_a_log)
{
    struct sockaddr_un addr = {AF_UNIX, "log.sock"};
    int log = socket(AF_UNIX, SOCK_DGRAM, 0);
    int one = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    struct mmsghdr batch[2];
    struct iovec pieces[2];
    char lines[2][8];

    UC_EXPECT_EQ(bind(log, (struct sockaddr *)&addr, sizeof addr), 0);
    UC_EXPECT_EQ(recv(log, lines, 1, MSG_DONTWAIT), -1);
    UC_EXPECT_EQ(errno, EAGAIN);
    UC_EXPECT_EQ(connect(one, (struct sockaddr *)&addr, sizeof addr), 0);
    UC_EXPECT_EQ(send(one, "first", 5, 0), 5);
    UC_EXPECT_EQ(send(one, "the second", 10, 0), 10);
    memset(batch, 0, sizeof batch);
    for (int i = 0; i < 2; i++) {
        pieces[i] = (struct iovec){lines[i], sizeof lines[i]};
        batch[i].msg_hdr.msg_iov = &pieces[i];
        batch[i].msg_hdr.msg_iovlen = 1;
    }
    UC_EXPECT_EQ(recvmmsg(log, batch, 2, MSG_TRUNC, NULL), 2);
    UC_EXPECT_EQ(batch[0].msg_len, 5);
    UC_EXPECT_EQ(batch[1].msg_len, 10);
    UC_EXPECT_EQ(batch[1].msg_hdr.msg_flags & MSG_TRUNC, MSG_TRUNC);
    UC_EXPECT_EQ(close(log), 0);
    UC_EXPECT_EQ(send(one, "lost", 4, 0), -1);
    UC_EXPECT_EQ(errno, ECONNREFUSED);
    UC_EXPECT_EQ(close(one) | unlink(addr.sun_path), 0);
}
