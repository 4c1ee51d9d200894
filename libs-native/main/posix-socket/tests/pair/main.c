/* SPDX-License-Identifier: BSD-3-Clause */
/* Pairs of sockets as socketpair(2) and unix(7) tell of them. */
#include <uc/hosted.h>
#include <uc/sched.h>

#include "../calls.h"

UC_HOSTED_BOOT("");

enum {
    CAPACITY = 65536,
    BYTES = 200000,
};

static char out[BYTES], in[BYTES];

static long receive(int number, size_t bytes, unsigned flags)
{
    return uc_sys_recvfrom(number, in, bytes, flags, NULL, NULL);
}

UC_TEST(moves_bytes_both_ways)
{
    int pair[2];
    uint16_t name[4];
    uint32_t bytes = sizeof name;

    UC_REQUIRE(uc_sys_socketpair(AF_UNIX, STREAM, 0, pair) == 0);
    UC_EXPECT_EQ(events_of(pair[0]), OUT);
    UC_EXPECT_EQ(uc_sys_write(pair[0], "there", 5), 5);
    UC_EXPECT_EQ(uc_sys_write(pair[1], "back", 4), 4);
    UC_EXPECT_EQ(events_of(pair[0]), IN | OUT);
    UC_EXPECT_EQ(receive(pair[1], 3, PEEK), 3);
    UC_EXPECT_EQ(uc_sys_read(pair[1], in, 99), 5);
    UC_EXPECT_MEM(in, "there", 5);
    UC_EXPECT_EQ(receive(pair[1], 1, DONTWAIT), -UC_EAGAIN);
    UC_EXPECT_EQ(receive(pair[0], 99, 0), 4);
    UC_EXPECT_EQ(uc_sys_getsockname(pair[0], name, &bytes), 0);
    UC_EXPECT_EQ(bytes, 2);
    UC_EXPECT_EQ(name[0], AF_UNIX);
    UC_EXPECT_EQ(uc_sys_connect(pair[0], name, bytes), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_listen(pair[0], 1), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_close(pair[0]) | uc_sys_close(pair[1]), 0);
}

static void write_all(void *arg)
{
    UC_EXPECT_EQ(uc_sys_write(*(int *)arg, out, BYTES), BYTES);
}

UC_TEST(gives_all_to_who_waits_for_all_over_pieces)
{
    struct uc_thread *thread;
    int pair[2];
    const struct uc_fs_piece pieces[3] = {
        {in, 70000}, {NULL, 0}, {in + 70000, BYTES - 70000}};
    struct message message = {.pieces = pieces, .n = 3, .control_bytes = 9};

    for (size_t i = 0; i < BYTES; i++) {
        out[i] = (char)(i * 7 + i / 251);
    }
    UC_REQUIRE(uc_sys_socketpair(AF_UNIX, STREAM, 0, pair) == 0);
    UC_REQUIRE(uc_thread_create(&thread, NULL, write_all, &pair[0]) == 0);
    UC_EXPECT_EQ(uc_sys_recvmsg(pair[1], &message, WAITALL), BYTES);
    uc_thread_join(thread);
    UC_EXPECT_MEM(in, out, BYTES);
    UC_EXPECT_EQ(message.control_bytes, 0);
    UC_EXPECT_EQ(uc_sys_close(pair[0]) | uc_sys_close(pair[1]), 0);
}

static unsigned pipe_signals;

static void count_signal(int signal)
{
    UC_EXPECT_EQ(signal, SIGPIPE);
    pipe_signals++;
}

UC_TEST(ends_each_direction_by_itself)
{
    const struct action action = {.handler = count_signal};
    int pair[2];

    UC_REQUIRE(uc_sys_rt_sigaction(SIGPIPE, &action, NULL, 8) == 0);
    UC_REQUIRE(uc_sys_socketpair(AF_UNIX, STREAM, 0, pair) == 0);
    UC_EXPECT_EQ(uc_sys_write(pair[0], "last", 4), 4);
    UC_EXPECT_EQ(uc_sys_shutdown(pair[0], 3), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_shutdown(pair[0], 1), 0);
    UC_EXPECT_EQ(uc_sys_write(pair[0], "x", 1), -UC_EPIPE);
    UC_EXPECT_EQ(pipe_signals, 1);
    UC_EXPECT_EQ(uc_sys_sendto(pair[0], "x", 1, NOSIGNAL, NULL, 0), -UC_EPIPE);
    UC_EXPECT_EQ(pipe_signals, 1);
    UC_EXPECT_EQ(events_of(pair[1]), IN | OUT | READ_END);
    UC_EXPECT_EQ(uc_sys_read(pair[1], in, 99), 4);
    UC_EXPECT_EQ(uc_sys_read(pair[1], in, 99), 0);
    UC_EXPECT_EQ(uc_sys_write(pair[1], "still", 5), 5);
    UC_EXPECT_EQ(uc_sys_read(pair[0], in, 99), 5);
    UC_EXPECT_EQ(uc_sys_close(pair[1]), 0);
    UC_EXPECT_EQ(events_of(pair[0]), IN | OUT | READ_END | HANGUP);
    UC_EXPECT_EQ(uc_sys_read(pair[0], in, 99), 0);
    UC_EXPECT_EQ(uc_sys_close(pair[0]), 0);
}

UC_TEST(tells_that_its_peer_left_data_unread)
{
    int pair[2];
    int error = 0;
    uint32_t bytes = sizeof error;

    UC_REQUIRE(uc_sys_socketpair(AF_UNIX, STREAM, 0, pair) == 0);
    UC_EXPECT_EQ(uc_sys_write(pair[0], "lost", 4), 4);
    UC_EXPECT_EQ(uc_sys_close(pair[1]), 0);
    UC_EXPECT_EQ(events_of(pair[0]), IN | OUT | READ_END | HANGUP | ERROR);
    UC_EXPECT_EQ(uc_sys_read(pair[0], in, 1), -UC_ECONNRESET);
    UC_EXPECT_EQ(uc_sys_read(pair[0], in, 1), 0);
    UC_EXPECT_EQ(uc_sys_getsockopt(pair[0], 1, 4, &error, &bytes), 0);
    UC_EXPECT_EQ(error, 0);
    UC_EXPECT_EQ(uc_sys_close(pair[0]), 0);
}

UC_TEST(holds_writers_off_until_there_is_room_again)
{
    int pair[2];

    UC_REQUIRE(uc_sys_socketpair(AF_UNIX, STREAM | UC_FD_NONBLOCK, 0, pair) ==
               0);
    UC_EXPECT_EQ(uc_sys_write(pair[0], out, BYTES), CAPACITY);
    UC_EXPECT_EQ(uc_sys_write(pair[0], out, 1), -UC_EAGAIN);
    UC_EXPECT_EQ(events_of(pair[0]), 0);
    UC_EXPECT_EQ(uc_sys_read(pair[1], in, 4095), 4095);
    UC_EXPECT_EQ(events_of(pair[0]), 0);
    UC_EXPECT_EQ(uc_sys_read(pair[1], in, 1), 1);
    UC_EXPECT_EQ(events_of(pair[0]), OUT);
    UC_EXPECT_EQ(uc_sys_write(pair[0], out, BYTES), 4096);
    UC_EXPECT_EQ(uc_sys_close(pair[0]) | uc_sys_close(pair[1]), 0);
}

UC_TEST(waits_no_longer_than_its_option_lets_it)
{
    const long soon[2] = {0, 2000}, wrong[2] = {0, 1000000};
    long span[2] = {0, 0};
    uint32_t bytes = sizeof span;
    int pair[2];

    UC_REQUIRE(uc_sys_socketpair(AF_UNIX, STREAM, 0, pair) == 0);
    UC_EXPECT_EQ(uc_sys_setsockopt(pair[0], 1, 20, wrong, sizeof wrong),
                 -UC_EDOM);
    UC_EXPECT_EQ(uc_sys_setsockopt(pair[0], 1, 20, soon, sizeof soon), 0);
    UC_EXPECT_EQ(uc_sys_getsockopt(pair[0], 1, 20, span, &bytes), 0);
    UC_EXPECT_EQ(span[1], 2000);
    UC_EXPECT_EQ(uc_sys_read(pair[0], in, 1), -UC_EAGAIN);
    UC_EXPECT_EQ(uc_sys_close(pair[0]) | uc_sys_close(pair[1]), 0);
}

UC_TEST(refuses_what_is_no_socket_and_what_it_does_not_serve)
{
    const struct uc_fs_piece huge[2] = {{NULL, SIZE_MAX / 2}, {NULL, 1}};
    struct message message = {.pieces = huge, .n = 2};
    int pair[2], pipe[2];
    int value = 0;

    UC_REQUIRE(uc_sys_pipe2(pipe, 0) == 0);
    UC_EXPECT_EQ(receive(pipe[0], 1, 0), -UC_ENOTSOCK);
    UC_EXPECT_EQ(receive(999, 1, 0), -UC_EBADF);
    UC_EXPECT_EQ(uc_sys_close(pipe[0]) | uc_sys_close(pipe[1]), 0);
    UC_EXPECT_EQ(uc_sys_socketpair(AF_UNIX, RAW, 0, pair), -UC_ESOCKTNOSUPPORT);
    UC_EXPECT_EQ(uc_sys_socketpair(AF_INET, STREAM, 0, pair), -UC_EOPNOTSUPP);
    UC_EXPECT_EQ(uc_sys_socketpair(77, STREAM, 0, pair), -UC_EAFNOSUPPORT);
    UC_REQUIRE(uc_sys_socketpair(AF_UNIX, STREAM, 0, pair) == 0);
    UC_EXPECT_EQ(uc_sys_setsockopt(pair[0], 1, 25, &value, sizeof value),
                 -UC_ENOPROTOOPT);
    UC_EXPECT_EQ(uc_sys_recvmsg(pair[0], &message, 0), -UC_EINVAL);
    message.n = 1025;
    UC_EXPECT_EQ(uc_sys_sendmsg(pair[0], &message, 0), -UC_EMSGSIZE);
    UC_EXPECT_EQ(uc_sys_close(pair[0]) | uc_sys_close(pair[1]), 0);
}
