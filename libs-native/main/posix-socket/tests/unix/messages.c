/* SPDX-License-Identifier: BSD-3-Clause */
/* Messages that are kept apart: datagrams and packets. */
#include <string.h>

#include <uc/sched.h>

#include "ends.h"

static char out[CAPACITY + 1];

static long send_to(int number, const char *name, size_t bytes)
{
    struct addr addr;
    uint32_t length = address(name, &addr);

    return uc_sys_sendto(number, out, bytes, 0, &addr, length);
}

static void keeps_apart(unsigned type)
{
    int pair[2];
    int waiting;

    UC_REQUIRE(uc_sys_socketpair(AF_UNIX, type, 0, pair) == 0);
    UC_EXPECT_EQ(uc_sys_write(pair[0], "one", 3), 3);
    UC_EXPECT_EQ(uc_sys_write(pair[0], "", 0), 0);
    UC_EXPECT_EQ(uc_sys_write(pair[0], "three", 5), 5);
    UC_EXPECT_EQ(events_of(pair[1]), IN | OUT);
    UC_EXPECT_EQ(receive(pair[1], PEEK), 3);
    UC_EXPECT_EQ(receive(pair[1], 0), 3);
    UC_EXPECT_EQ(events_of(pair[1]), IN | OUT);
    UC_EXPECT_EQ(receive(pair[1], WAITALL), 0);
    UC_EXPECT_EQ(uc_sys_recvfrom(pair[1], in, 2, PEEK | TRUNC, NULL, NULL), 5);
    const struct uc_fs_piece pieces[2] = {{in, 1}, {in + 2, 1}};
    struct message message = {.pieces = pieces, .n = 2};
    UC_EXPECT_EQ(uc_sys_recvmsg(pair[1], &message, 0), 2);
    UC_EXPECT_EQ(message.flags, TRUNC);
    UC_EXPECT_EQ(in[0], 't');
    UC_EXPECT_EQ(in[2], 'h');
    UC_EXPECT_EQ(receive(pair[1], DONTWAIT), -UC_EAGAIN);
    UC_EXPECT_EQ(uc_sys_write(pair[0], out, CAPACITY + 1), -UC_EMSGSIZE);
    UC_EXPECT_EQ(uc_sys_write(pair[0], out, CAPACITY), CAPACITY);
    UC_EXPECT_EQ(uc_sys_ioctl(pair[1], 0x541b, &waiting), 0);
    UC_EXPECT_EQ(waiting, CAPACITY);
    UC_EXPECT_EQ(events_of(pair[0]), 0);
    UC_EXPECT_EQ(uc_sys_sendto(pair[0], "x", 1, DONTWAIT, NULL, 0), -UC_EAGAIN);
    UC_EXPECT_EQ(receive(pair[1], 0), CAPACITY);
    UC_EXPECT_EQ(events_of(pair[0]), OUT);
    close_all(pair, 2);
}

UC_TEST(keeps_messages_apart)
{
    keeps_apart(DGRAM);
    keeps_apart(SEQPACKET);
}

UC_TEST(ends_packets_as_streams_and_datagrams_by_an_error)
{
    int pair[2];

    UC_REQUIRE(uc_sys_socketpair(AF_UNIX, SEQPACKET, 0, pair) == 0);
    UC_EXPECT_EQ(uc_sys_write(pair[0], "", 0), 0);
    UC_EXPECT_EQ(uc_sys_shutdown(pair[0], 1), 0);
    UC_EXPECT_EQ(uc_sys_write(pair[0], "x", 1), -UC_EPIPE);
    UC_EXPECT_EQ(receive(pair[1], 0), 0);
    UC_EXPECT_EQ(receive(pair[1], 0), 0);
    UC_EXPECT_EQ(uc_sys_write(pair[1], "unread", 6), 6);
    UC_EXPECT_EQ(uc_sys_close(pair[0]), 0);
    UC_EXPECT_EQ(receive(pair[1], 0), -UC_ECONNRESET);
    UC_EXPECT_EQ(receive(pair[1], 0), 0);
    UC_EXPECT_EQ(uc_sys_close(pair[1]), 0);

    UC_REQUIRE(uc_sys_socketpair(AF_UNIX, DGRAM, 0, pair) == 0);
    UC_EXPECT_EQ(uc_sys_write(pair[0], "kept", 4), 4);
    UC_EXPECT_EQ(uc_sys_close(pair[0]), 0);
    UC_EXPECT_EQ(events_of(pair[1]), IN | OUT);
    UC_EXPECT_EQ(uc_sys_write(pair[1], "x", 1), -UC_ECONNREFUSED);
    UC_EXPECT_EQ(uc_sys_write(pair[1], "x", 1), -UC_ENOTCONN);
    UC_EXPECT_EQ(receive(pair[1], 0), 4);
    UC_EXPECT_EQ(receive(pair[1], DONTWAIT), -UC_EAGAIN);
    UC_EXPECT_EQ(uc_sys_close(pair[1]), 0);
}

UC_TEST(brings_datagrams_to_who_is_named_and_tells_from_whom)
{
    int log = bound("/log", DGRAM);
    int client = bound("@client", DGRAM);
    int unnamed = open_socket(DGRAM);
    struct addr from, want;
    uint32_t bytes = sizeof from;

    UC_EXPECT_EQ(events_of(unnamed), OUT);
    UC_EXPECT_EQ(uc_sys_write(unnamed, "x", 1), -UC_ENOTCONN);
    UC_EXPECT_EQ(send_to(client, "/log", 3), 3);
    UC_EXPECT_EQ(send_to(unnamed, "/log", 4), 4);
    UC_EXPECT_EQ(send_to(unnamed, "/none", 4), -UC_ENOENT);
    UC_EXPECT_EQ(uc_sys_close(client), 0); /* its name outlives it */
    UC_EXPECT_EQ(uc_sys_recvfrom(log, in, 99, 0, &from, &bytes), 3);
    UC_EXPECT_EQ(bytes, address("@client", &want));
    UC_EXPECT_MEM(&from, &want, bytes);
    bytes = sizeof from;
    UC_EXPECT_EQ(uc_sys_recvfrom(log, in, 99, 0, &from, &bytes), 4);
    UC_EXPECT_EQ(bytes, 0);
    UC_EXPECT_EQ(send_to(unnamed, "@client", 1), -UC_ECONNREFUSED);
    UC_EXPECT_EQ(uc_sys_close(log), 0);
    UC_EXPECT_EQ(send_to(unnamed, "/log", 1), -UC_ECONNREFUSED);
    UC_EXPECT_EQ(uc_sys_close(unnamed), 0);
}

UC_TEST(hears_only_whom_it_is_connected_to)
{
    const uint16_t none = 0;
    int one = bound("@one", DGRAM), two = bound("@two", DGRAM);
    int three = open_socket(DGRAM);

    UC_EXPECT_EQ(connect_to(one, "@two"), 0);
    UC_EXPECT(has_name(one, true, "@two"));
    UC_EXPECT_EQ(send_to(three, "@one", 1), -UC_EPERM);
    UC_EXPECT_EQ(connect_to(three, "@one"), -UC_EPERM);
    UC_EXPECT_EQ(send_to(two, "@one", 2), 2);
    UC_EXPECT_EQ(receive(one, 0), 2);
    UC_EXPECT_EQ(uc_sys_write(one, "abc", 3), 3);
    UC_EXPECT_EQ(receive(two, 0), 3);
    UC_EXPECT_EQ(uc_sys_connect(one, &none, sizeof none), 0);
    UC_EXPECT_EQ(send_to(three, "@one", 1), 1);
    UC_EXPECT_EQ(uc_sys_shutdown(one, 0), 0);
    UC_EXPECT_EQ(send_to(three, "@one", 1), -UC_EPIPE);
    UC_EXPECT_EQ(receive(one, 0), 1);
    UC_EXPECT_EQ(receive(one, 0), 0);
    close_all((const int[]){one, two, three}, 3);
}

static void send_two(void *arg)
{
    UC_EXPECT_EQ(send_to(*(int *)arg, "@slow", 40000), 40000);
    UC_EXPECT_EQ(send_to(*(int *)arg, "@slow", 40000), -UC_ECONNREFUSED);
}

UC_TEST(holds_senders_off_until_theirs_fits_or_nobody_reads_any_more)
{
    int slow = bound("@slow", DGRAM);
    int sender = open_socket(DGRAM);
    struct uc_thread *thread;

    UC_EXPECT_EQ(send_to(sender, "@slow", 20000), 20000);
    UC_EXPECT_EQ(send_to(sender, "@slow", 30000), 30000);
    UC_REQUIRE(uc_thread_create(&thread, NULL, send_two, &sender) == 0);
    uc_yield();
    UC_EXPECT_EQ(events_of(sender), 0);
    UC_EXPECT_EQ(receive(slow, 0), 20000); /* 35,536 bytes of room */
    uc_yield();
    UC_EXPECT_EQ(events_of(sender), 0);
    UC_EXPECT_EQ(receive(slow, 0), 30000);
    uc_yield();
    uc_yield();
    UC_EXPECT_EQ(uc_sys_close(slow), 0);
    uc_thread_join(thread);
    UC_EXPECT_EQ(uc_sys_close(sender), 0);
}

UC_TEST(bounds_messages_that_hold_nothing)
{
    int pair[2];
    unsigned sent = 0;

    UC_REQUIRE(uc_sys_socketpair(AF_UNIX, DGRAM | UC_FD_NONBLOCK, 0, pair) ==
               0);
    while (sent < 10000 && uc_sys_write(pair[0], "", 0) == 0) {
        sent++;
    }
    UC_EXPECT_EQ(sent, 512);
    UC_EXPECT_EQ(events_of(pair[0]), 0);
    UC_EXPECT_EQ(receive(pair[1], 0), 0);
    UC_EXPECT_EQ(uc_sys_write(pair[0], "", 0), 0);
    close_all(pair, 2);
}

UC_TEST(moves_several_messages_in_one_call)
{
    char rooms[3][4];
    const struct uc_fs_piece from[3] = {{out, 1}, {out, 2}, {out, 4}};
    const struct uc_fs_piece to[3] = {
        {rooms[0], 4}, {rooms[1], 4}, {rooms[2], 3}};
    const int64_t wrong[2] = {0, 1000000000}, at_once[2] = {0, 0};
    struct batch batch[3] = {{.bytes = 9}};
    int pair[2];

    UC_REQUIRE(uc_sys_socketpair(AF_UNIX, DGRAM, 0, pair) == 0);
    for (unsigned i = 0; i < 3; i++) {
        batch[i].message = (struct message){.pieces = &from[i], .n = 1};
    }
    UC_EXPECT_EQ(uc_sys_sendmmsg(pair[0], batch, 3, 0), 3);
    UC_EXPECT_EQ(batch[2].bytes, 4);
    for (unsigned i = 0; i < 3; i++) {
        batch[i].message = (struct message){.pieces = &to[i], .n = 1};
    }
    UC_EXPECT_EQ(uc_sys_recvmmsg(pair[1], batch, 1, 0, wrong), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_recvmmsg(pair[1], batch, 2, 0, at_once), 1);
    UC_EXPECT_EQ(batch[0].bytes, 1);
    UC_EXPECT_EQ(uc_sys_recvmmsg(pair[1], batch, 3, WAITFORONE, NULL), 2);
    UC_EXPECT_EQ(batch[0].bytes, 2);
    UC_EXPECT_EQ(batch[1].bytes, 4);
    UC_EXPECT_EQ(uc_sys_recvmmsg(pair[1], batch, 3, DONTWAIT, NULL),
                 -UC_EAGAIN);
    UC_EXPECT_EQ(uc_sys_sendmmsg(99, batch, 3, 0), -UC_EBADF);
    UC_EXPECT_EQ(uc_sys_recvmmsg(99, batch, 0, 0, NULL), 0);
    close_all(pair, 2);
}
