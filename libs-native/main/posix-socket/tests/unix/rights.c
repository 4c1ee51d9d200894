/* SPDX-License-Identifier: BSD-3-Clause */
/* Descriptors in messages. */
#include <string.h>

#include <uc/fd_ring.h>

#include "ends.h"

enum {
    SCM_RIGHTS = 1,
    FDS_MAX = 253,
    FDS_IN_ALL = 1024, /* option max of posix-fd */
};

struct control {
    size_t bytes;
    int level;
    int type;
    int fds[FDS_MAX + 1];
};

static size_t bytes_of(unsigned n)
{
    return offsetof(struct control, fds) + n * sizeof(int);
}

/* Sends (text) and (n) times (fd) to (number). */
static long pass(int number, const char *text, int fd, unsigned n)
{
    struct control control = {bytes_of(n), 1, SCM_RIGHTS, {0}};
    char data[8];
    const struct uc_fs_piece piece = {data, strlen(text)};
    struct message message = {.pieces = &piece,
                              .n = 1,
                              .control = &control,
                              .control_bytes = bytes_of(n)};

    memcpy(data, text, strlen(text));
    for (unsigned i = 0; i < n; i++) {
        control.fds[i] = fd;
    }
    return uc_sys_sendmsg(number, &message, DONTWAIT | NOSIGNAL);
}

static struct control got;
static struct message answer;

/* Receives up to (bytes) of data and (room) bytes of control. */
static long take(int number, size_t bytes, size_t room, unsigned flags)
{
    static struct uc_fs_piece piece;

    got = (struct control){.bytes = 0};
    piece = (struct uc_fs_piece){in, bytes};
    answer = (struct message){
        .pieces = &piece, .n = 1, .control = &got, .control_bytes = room};
    return uc_sys_recvmsg(number, &answer, flags | DONTWAIT);
}

static void passes_one(unsigned type)
{
    int pair[2], pipe[2];

    UC_REQUIRE(uc_sys_socketpair(AF_UNIX, type, 0, pair) == 0);
    UC_REQUIRE(uc_sys_pipe2(pipe, 0) == 0);
    UC_EXPECT_EQ(pass(pair[0], "fd", pipe[1], 1), 2);
    UC_EXPECT_EQ(uc_sys_close(pipe[1]), 0); /* on its way it stays open */
    UC_EXPECT_EQ(take(pair[1], 9, sizeof got, PEEK | CMSG_CLOEXEC), 2);
    UC_EXPECT_EQ(uc_sys_fcntl(got.fds[0], 1, 0), 1);
    UC_EXPECT_EQ(answer.flags, CMSG_CLOEXEC);
    UC_EXPECT_EQ(uc_sys_close(got.fds[0]), 0);
    UC_EXPECT_EQ(take(pair[1], 9, sizeof got, 0), 2);
    UC_EXPECT_EQ(answer.flags, 0);
    /* A whole number of words. */
    UC_EXPECT_EQ(answer.control_bytes, sizeof(size_t) == 8 ? 24 : 16);
    UC_EXPECT_EQ(got.bytes, bytes_of(1));
    UC_EXPECT_EQ(got.level, 1);
    UC_EXPECT_EQ(got.type, SCM_RIGHTS);
    UC_EXPECT_EQ(uc_sys_fcntl(got.fds[0], 1, 0), 0);
    UC_EXPECT_EQ(uc_sys_write(got.fds[0], "through", 7), 7);
    UC_EXPECT_EQ(uc_sys_read(pipe[0], in, 99), 7);
    UC_EXPECT_EQ(uc_sys_close(got.fds[0]), 0);
    UC_EXPECT_EQ(uc_sys_read(pipe[0], in, 99), 0);
    UC_EXPECT_EQ(uc_sys_close(pipe[0]), 0);
    close_all(pair, 2);
}

UC_TEST(passes_a_descriptor_that_its_sender_has_closed)
{
    passes_one(STREAM);
    passes_one(DGRAM);
    passes_one(SEQPACKET);
}

UC_TEST(ends_a_read_of_a_stream_behind_the_bytes_that_descriptors_came_with)
{
    int pair[2];

    UC_REQUIRE(uc_sys_socketpair(AF_UNIX, STREAM, 0, pair) == 0);
    UC_EXPECT_EQ(uc_sys_write(pair[0], "aa", 2), 2);
    UC_EXPECT_EQ(pass(pair[0], "bb", pair[0], 1), 2);
    UC_EXPECT_EQ(pass(pair[0], "cc", pair[0], 2), 2);
    UC_EXPECT_EQ(uc_sys_write(pair[0], "dd", 2), 2);
    UC_EXPECT_EQ(take(pair[1], 1, sizeof got, 0), 1);
    UC_EXPECT_EQ(answer.control_bytes, 0);
    UC_EXPECT_EQ(take(pair[1], 99, sizeof got, WAITALL), 3);
    UC_EXPECT_EQ(got.bytes, bytes_of(1));
    UC_EXPECT_EQ(uc_sys_close(got.fds[0]), 0);
    UC_EXPECT_EQ(take(pair[1], 1, sizeof got, 0), 1);
    UC_EXPECT_EQ(got.bytes, bytes_of(2));
    close_all(got.fds, 2);
    UC_EXPECT_EQ(take(pair[1], 99, sizeof got, 0), 3);
    UC_EXPECT_MEM(in, "cdd", 3);
    UC_EXPECT_EQ(answer.control_bytes, 0);
    close_all(pair, 2);
}

UC_TEST(says_so_where_there_is_no_room_for_descriptors)
{
    int pair[2], pipe[2];

    UC_REQUIRE(uc_sys_socketpair(AF_UNIX, DGRAM, 0, pair) == 0);
    UC_REQUIRE(uc_sys_pipe2(pipe, 0) == 0);
    UC_EXPECT_EQ(pass(pair[0], "x", pipe[1], 3), 1);
    UC_EXPECT_EQ(take(pair[1], 9, bytes_of(2), 0), 1);
    UC_EXPECT_EQ(answer.flags, CTRUNC);
    UC_EXPECT_EQ(got.bytes, bytes_of(2));
    close_all(got.fds, 2);
    UC_EXPECT_EQ(pass(pair[0], "x", pipe[1], 1), 1);
    UC_EXPECT_EQ(take(pair[1], 9, bytes_of(1) - 1, 0), 1);
    UC_EXPECT_EQ(answer.flags, CTRUNC);
    UC_EXPECT_EQ(answer.control_bytes, 0);
    /* Who reads without control data lets them go. */
    UC_EXPECT_EQ(pass(pair[0], "x", pipe[1], 1), 1);
    UC_EXPECT_EQ(uc_sys_close(pipe[1]), 0);
    UC_EXPECT_EQ(uc_sys_read(pair[1], in, 9), 1);
    UC_EXPECT_EQ(uc_sys_read(pipe[0], in, 9), 0);
    UC_EXPECT_EQ(uc_sys_close(pipe[0]), 0);
    close_all(pair, 2);
}

UC_TEST(closes_what_is_on_its_way_when_nobody_can_take_it)
{
    int pair[2], pipe[2], inner[2];

    UC_REQUIRE(uc_sys_pipe2(pipe, 0) == 0);
    /* A descriptor in a socket in a socket, and so on, 200 times. */
    UC_REQUIRE(uc_sys_socketpair(AF_UNIX, DGRAM, 0, inner) == 0);
    UC_EXPECT_EQ(pass(inner[0], "x", pipe[1], 1), 1);
    UC_EXPECT_EQ(uc_sys_close(pipe[1]), 0);
    for (unsigned i = 0; i < 200; i++) {
        UC_REQUIRE(uc_sys_socketpair(AF_UNIX, DGRAM, 0, pair) == 0);
        UC_EXPECT_EQ(pass(pair[0], "x", inner[1], 1), 1);
        close_all(inner, 2);
        inner[0] = pair[0];
        inner[1] = pair[1];
    }
    UC_EXPECT_EQ(events_of(pipe[0]), 0);
    close_all(inner, 2);
    UC_EXPECT_EQ(events_of(pipe[0]), HANGUP);
    UC_EXPECT_EQ(uc_sys_close(pipe[0]), 0);
}

UC_TEST(refuses_control_data_that_make_no_sense)
{
    struct control control = {bytes_of(1), 1, SCM_RIGHTS, {1}};
    const struct uc_fs_piece piece = {in, 1};
    struct message message = {.pieces = &piece, .n = 1, .control = &control};
    int pair[2];

    UC_REQUIRE(uc_sys_socketpair(AF_UNIX, STREAM, 0, pair) == 0);
    message.control_bytes = bytes_of(1) - 1;
    UC_EXPECT_EQ(uc_sys_sendmsg(pair[0], &message, 0), -UC_EINVAL);
    message.control_bytes = SIZE_MAX;
    UC_EXPECT_EQ(uc_sys_sendmsg(pair[0], &message, 0), -UC_ENOBUFS);
    message.control_bytes = bytes_of(1);
    control.bytes = 0;
    UC_EXPECT_EQ(uc_sys_sendmsg(pair[0], &message, 0), -UC_EINVAL);
    control.bytes = SIZE_MAX;
    UC_EXPECT_EQ(uc_sys_sendmsg(pair[0], &message, 0), -UC_EINVAL);
    control.bytes = bytes_of(1);
    control.type = 77;
    UC_EXPECT_EQ(uc_sys_sendmsg(pair[0], &message, 0), -UC_EINVAL);
    control.type = SCM_RIGHTS;
    control.fds[0] = 999;
    UC_EXPECT_EQ(uc_sys_sendmsg(pair[0], &message, 0), -UC_EBADF);
    control.fds[0] = -1;
    UC_EXPECT_EQ(uc_sys_sendmsg(pair[0], &message, 0), -UC_EBADF);
    UC_EXPECT_EQ(pass(pair[0], "x", 1, FDS_MAX + 1), -UC_EINVAL);
    control.level = 6; /* somebody else's */
    UC_EXPECT_EQ(uc_sys_sendmsg(pair[0], &message, 0), 1);
    UC_EXPECT_EQ(take(pair[1], 9, sizeof got, 0), 1);
    UC_EXPECT_EQ(answer.control_bytes, 0);
    close_all(pair, 2);
}

UC_TEST(bounds_what_is_on_its_way)
{
    int pair[2];
    unsigned messages = 0;
    long result;

    UC_REQUIRE(uc_sys_socketpair(AF_UNIX, STREAM, 0, pair) == 0);
    while ((result = pass(pair[0], "x", 1, FDS_MAX)) == 1) {
        messages++;
    }
    UC_EXPECT_EQ(result, -UC_ETOOMANYREFS);
    UC_EXPECT_EQ(messages, FDS_IN_ALL / FDS_MAX);
    close_all(pair, 2);
    UC_REQUIRE(uc_sys_socketpair(AF_UNIX, STREAM, 0, pair) == 0);
    UC_EXPECT_EQ(pass(pair[0], "x", 1, FDS_MAX), 1);
    close_all(pair, 2);
}
