/* SPDX-License-Identifier: BSD-3-Clause */
/* Connections of TCP, as tcp(7) and its like say. */
#include <uc/sched.h>

#include "ends.h"

enum {
    SO_ERROR = 4,
    SO_LINGER = 13,
    TCP_NODELAY = 1,
    TCP_CORK = 3,
};

static long error_of(int number)
{
    int error = -1;
    uint32_t bytes = sizeof error;
    long err = uc_sys_getsockopt(number, SOL_SOCKET, SO_ERROR, &error, &bytes);

    return err < 0 ? err : error;
}

UC_TEST(connects_and_moves_bytes_both_ways)
{
    int listener = listen_on(1100, 0);
    struct ends ends = connect_to(listener, 1100);
    struct addr addr;
    uint32_t bytes = sizeof addr;
    int held = -1;

    UC_EXPECT_EQ(uc_sys_write(ends.client, "there", 5), 5);
    UC_EXPECT_EQ(receive(ends.server, 2, PEEK), 2);
    UC_EXPECT_EQ(uc_sys_ioctl(ends.server, FIONREAD, &held), 0);
    UC_EXPECT_EQ(held, 5);
    UC_EXPECT_EQ(receive(ends.server, 5, WAITALL), 5);
    UC_EXPECT_MEM(in, "there", 5);
    UC_EXPECT_EQ(receive(ends.server, 1, DONTWAIT), -UC_EAGAIN);
    UC_EXPECT_EQ(uc_sys_sendto(ends.server, "ba", 2, MORE, NULL, 0), 2);
    UC_EXPECT_EQ(uc_sys_sendto(ends.server, "ck", 2, 0, NULL, 0), 2);
    UC_EXPECT_EQ(receive(ends.client, 4, WAITALL), 4);
    UC_EXPECT_MEM(in, "back", 4);
    UC_EXPECT_EQ(uc_sys_getpeername(ends.client, &addr, &bytes), 0);
    UC_EXPECT_EQ(bytes, 16);
    UC_EXPECT_EQ(addr.port[0] << 8 | addr.port[1], 1100);
    UC_EXPECT_EQ(addr.addr[3], 1);
    bytes = 3;
    UC_EXPECT_EQ(uc_sys_getsockname(ends.server, &addr, &bytes), 0);
    UC_EXPECT_EQ(bytes, 16);
    close_all(ends, listener);
}

UC_TEST(connects_without_waiting)
{
    const struct addr addr = local(1101), nobody = local(1102);
    int listener = listen_on(1101, NONBLOCK);
    int client = open_socket(STREAM | NONBLOCK);

    UC_EXPECT_EQ(events_of(client), OUT | HANGUP);
    UC_EXPECT_EQ(uc_sys_accept4(listener, NULL, NULL, 0), -UC_EAGAIN);
    UC_EXPECT_EQ(uc_sys_connect(client, &addr, sizeof addr), -UC_EINPROGRESS);
    UC_EXPECT_EQ(events_of(client), 0);
    UC_EXPECT_EQ(uc_sys_connect(client, &addr, sizeof addr), -UC_EALREADY);
    UC_EXPECT(becomes(client, OUT));
    UC_EXPECT_EQ(error_of(client), 0);
    UC_EXPECT_EQ(uc_sys_connect(client, &addr, sizeof addr), -UC_EISCONN);
    UC_EXPECT(becomes(listener, IN));
    long server = uc_sys_accept4(listener, NULL, NULL, NONBLOCK);
    UC_EXPECT_EQ(uc_sys_read((int)server, in, 1), -UC_EAGAIN);
    UC_EXPECT_EQ(uc_sys_close((int)server) | uc_sys_close(client), 0);

    client = open_socket(STREAM | NONBLOCK);
    UC_EXPECT_EQ(uc_sys_connect(client, &nobody, sizeof nobody),
                 -UC_EINPROGRESS);
    UC_EXPECT(becomes(client, OUT | ERROR));
    UC_EXPECT_EQ(error_of(client), UC_ECONNREFUSED);
    UC_EXPECT_EQ(error_of(client), 0);
    UC_EXPECT_EQ(uc_sys_close(client), 0);
    client = open_socket(STREAM);
    UC_EXPECT_EQ(uc_sys_connect(client, &nobody, sizeof nobody),
                 -UC_ECONNREFUSED);
    UC_EXPECT_EQ(uc_sys_close(client) | uc_sys_close(listener), 0);
}

static void read_slowly(void *arg)
{
    size_t done = 0;
    long n;

    while ((n = uc_sys_read(*(int *)arg, in + done, 7000)) > 0) {
        done += (size_t)n;
        uc_yield();
    }
    UC_EXPECT_EQ(n, 0);
    UC_EXPECT_EQ(done, BYTES);
}

UC_TEST(waits_for_room_and_sends_all_of_it)
{
    int listener = listen_on(1103, 0);
    struct ends ends = connect_to(listener, 1103);
    const struct uc_fs_piece pieces[4] = {
        {out, 3}, {NULL, 0}, {out + 3, BYTES - 10}, {out + BYTES - 7, 7}};
    struct uc_thread *thread;

    for (size_t i = 0; i < BYTES; i++) {
        out[i] = (char)(i * 13 + i / 253);
    }
    UC_REQUIRE(uc_thread_create(&thread, NULL, read_slowly, &ends.server) == 0);
    UC_EXPECT_EQ(uc_sys_writev(ends.client, pieces, 4), BYTES);
    UC_EXPECT_EQ(uc_sys_shutdown(ends.client, 1), 0);
    uc_thread_join(thread);
    UC_EXPECT_MEM(in, out, BYTES);
    close_all(ends, listener);
}

UC_TEST(tells_when_there_is_room_again)
{
    int listener = listen_on(1104, 0);
    struct ends ends = connect_to(listener, 1104);
    size_t sent = 0;
    size_t got = 0;
    long n;

    for (unsigned i = 0; i < 100; i++) {
        while ((n = uc_sys_sendto(ends.client, out, 9999, DONTWAIT, NULL, 0)) >
               0) {
            sent += (size_t)n;
        }
        uc_yield();
    }
    UC_EXPECT_EQ(n, -UC_EAGAIN);
    UC_EXPECT_EQ(events_of(ends.client), 0);
    while (got < sent) {
        n = uc_sys_read(ends.server, in, sizeof in);
        UC_REQUIRE(n > 0);
        got += (size_t)n;
    }
    UC_EXPECT(becomes(ends.client, OUT));
    UC_EXPECT_EQ(got, sent);
    close_all(ends, listener);
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
    int listener = listen_on(1105, 0);
    struct ends ends = connect_to(listener, 1105);

    UC_REQUIRE(uc_sys_rt_sigaction(SIGPIPE, &action, NULL, 8) == 0);
    UC_EXPECT_EQ(uc_sys_write(ends.client, "last", 4), 4);
    UC_EXPECT_EQ(uc_sys_shutdown(ends.client, 1), 0);
    UC_EXPECT_EQ(uc_sys_write(ends.client, "x", 1), -UC_EPIPE);
    UC_EXPECT_EQ(pipe_signals, 1);
    UC_EXPECT(becomes(ends.server, IN | READ_END));
    UC_EXPECT_EQ(uc_sys_read(ends.server, in, 9), 4);
    UC_EXPECT_EQ(uc_sys_read(ends.server, in, 9), 0);
    UC_EXPECT_EQ(uc_sys_write(ends.server, "still", 5), 5);
    UC_EXPECT_EQ(receive(ends.client, 5, WAITALL), 5);
    UC_EXPECT_EQ(uc_sys_close(ends.server), 0);
    UC_EXPECT(becomes(ends.client, IN | OUT | READ_END | HANGUP));
    UC_EXPECT_EQ(uc_sys_close(ends.client) | uc_sys_close(listener), 0);
}

UC_TEST(tells_of_a_reset_once_and_of_a_broken_pipe_then)
{
    const int linger[2] = {1, 0};
    int listener = listen_on(1106, 0);
    struct ends ends = connect_to(listener, 1106);
    int yes = 1;

    pipe_signals = 0;
    UC_EXPECT_EQ(uc_sys_write(ends.server, "data", 4), 4);
    UC_EXPECT(becomes(ends.client, IN));
    UC_EXPECT_EQ(uc_sys_setsockopt(ends.server, SOL_SOCKET, SO_LINGER, linger,
                                   sizeof linger),
                 0);
    UC_EXPECT_EQ(uc_sys_close(ends.server), 0);
    UC_EXPECT(becomes(ends.client, IN | OUT | ERROR | HANGUP));
    /* Two pieces: the error stays for the next call. */
    const struct uc_fs_piece pieces[2] = {{in, 4}, {in + 4, 4}};
    UC_EXPECT_EQ(uc_sys_readv(ends.client, pieces, 2), 4);
    UC_EXPECT_EQ(uc_sys_read(ends.client, in, 9), -UC_ECONNRESET);
    UC_EXPECT_EQ(uc_sys_read(ends.client, in, 9), 0);
    UC_EXPECT_EQ(pipe_signals, 0);
    UC_EXPECT_EQ(uc_sys_write(ends.client, "x", 1), -UC_EPIPE);
    UC_EXPECT_EQ(pipe_signals, 1);
    UC_EXPECT_EQ(
        uc_sys_setsockopt(ends.client, TCP, TCP_NODELAY, &yes, sizeof yes), 0);
    UC_EXPECT_EQ(uc_sys_close(ends.client) | uc_sys_close(listener), 0);
}

UC_TEST(resets_where_what_was_sent_is_never_read)
{
    int listener = listen_on(1107, 0);
    struct ends ends = connect_to(listener, 1107);

    UC_EXPECT_EQ(uc_sys_write(ends.client, "lost", 4), 4);
    UC_EXPECT(becomes(ends.server, IN));
    UC_EXPECT_EQ(uc_sys_close(ends.server), 0);
    UC_EXPECT(becomes(ends.client, ERROR | HANGUP));
    UC_EXPECT_EQ(error_of(ends.client), UC_ECONNRESET);
    UC_EXPECT_EQ(uc_sys_close(ends.client) | uc_sys_close(listener), 0);
}

UC_TEST(delivers_what_was_sent_before_a_close)
{
    int listener = listen_on(1108, 0);
    struct ends ends = connect_to(listener, 1108);

    UC_EXPECT_EQ(uc_sys_write(ends.server, out, 40000), 40000);
    UC_EXPECT_EQ(uc_sys_close(ends.server), 0);
    UC_EXPECT_EQ(receive(ends.client, sizeof in, WAITALL), 40000);
    UC_EXPECT_MEM(in, out, 40000);
    UC_EXPECT_EQ(uc_sys_close(ends.client) | uc_sys_close(listener), 0);
}

UC_TEST(holds_short_segments_back_while_corked)
{
    const int yes = 1, no = 0;
    int listener = listen_on(1110, 0);
    struct ends ends = connect_to(listener, 1110);

    UC_EXPECT_EQ(uc_sys_setsockopt(ends.client, TCP, TCP_CORK, &yes, 4), 0);
    UC_EXPECT_EQ(uc_sys_write(ends.client, "head", 4), 4);
    for (unsigned i = 0; i < 20; i++) {
        uc_yield();
    }
    UC_EXPECT_EQ(events_of(ends.server), OUT);
    UC_EXPECT_EQ(uc_sys_write(ends.client, "body", 4), 4);
    UC_EXPECT_EQ(uc_sys_setsockopt(ends.client, TCP, TCP_CORK, &no, 4), 0);
    UC_EXPECT_EQ(receive(ends.server, 8, WAITALL), 8);
    UC_EXPECT_MEM(in, "headbody", 8);
    close_all(ends, listener);
}

UC_TEST(talks_ipv6)
{
    struct {
        uint16_t family;
        uint8_t port[2];
        uint32_t flow;
        uint8_t addr[16];
        uint32_t scope;
    } addr = {AF_INET6, {4, 80}, 0, {[15] = 1}, 0}, peer;
    const struct addr wrong = local(1104);
    uint32_t bytes = sizeof peer;
    int listener = (int)uc_sys_socket(AF_INET6, STREAM, 0);
    int client = (int)uc_sys_socket(AF_INET6, STREAM, TCP);

    UC_EXPECT_EQ(uc_sys_bind(listener, &wrong, sizeof wrong), -UC_EAFNOSUPPORT);
    UC_EXPECT_EQ(uc_sys_bind(listener, &addr, 20), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_bind(listener, &addr, sizeof addr), 0);
    UC_EXPECT_EQ(uc_sys_listen(listener, -1), 0);
    UC_EXPECT_EQ(uc_sys_connect(client, &addr, sizeof addr), 0);
    int server = (int)uc_sys_accept4(listener, &peer, &bytes, 0);
    UC_EXPECT_EQ(bytes, sizeof peer);
    UC_EXPECT_EQ(peer.family, AF_INET6);
    UC_EXPECT_EQ(peer.addr[15], 1);
    UC_EXPECT_EQ(uc_sys_write(server, "six", 3), 3);
    UC_EXPECT_EQ(receive(client, 3, WAITALL), 3);
    close_all((struct ends){client, server}, listener);
}
