/* SPDX-License-Identifier: BSD-3-Clause */
/* Sockets of AF_UNIX as unix(7) tells of them: names and connections. */
#include <string.h>

#include <uc/hosted.h>
#include <uc/sched.h>
#include <uc/vfs.h>

#include "ends.h"

UC_HOSTED_BOOT("vfs.mount=ramfs::/fixed:ro");

char in[CAPACITY + 1];

uint32_t address(const char *name, struct addr *out)
{
    *out = (struct addr){.family = AF_UNIX};
    memcpy(out->path, name, strlen(name));
    if (*name == '@') {
        out->path[0] = '\0';
        return (uint32_t)(sizeof out->family + strlen(name));
    }
    return (uint32_t)(sizeof out->family + strlen(name) + 1);
}

int open_socket(unsigned type)
{
    int number = (int)uc_sys_socket(AF_UNIX, type, 0);

    UC_EXPECT_GE(number, 3);
    return number;
}

int bound(const char *name, unsigned type)
{
    struct addr addr;
    uint32_t bytes = address(name, &addr);
    int number = open_socket(type);

    UC_EXPECT_EQ(uc_sys_bind(number, &addr, bytes), 0);
    return number;
}

int listener_at(const char *name, unsigned type, int backlog)
{
    int number = bound(name, type);

    UC_EXPECT_EQ(uc_sys_listen(number, backlog), 0);
    return number;
}

long connect_to(int number, const char *name)
{
    struct addr addr;
    uint32_t bytes = address(name, &addr);

    return uc_sys_connect(number, &addr, bytes);
}

int accept_one(int number)
{
    return (int)uc_sys_accept4(number, NULL, NULL, 0);
}

long receive(int number, unsigned flags)
{
    return uc_sys_recvfrom(number, in, sizeof in, flags, NULL, NULL);
}

void close_all(const int *numbers, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        UC_EXPECT_EQ(uc_sys_close(numbers[i]), 0);
    }
}

bool has_name(int number, bool peer, const char *name)
{
    struct addr want, got;
    uint32_t bytes = address(name, &want);
    uint32_t told = sizeof got;
    long err = peer ? uc_sys_getpeername(number, &got, &told)
                    : uc_sys_getsockname(number, &got, &told);

    return err == 0 && told == bytes && memcmp(&want, &got, bytes) == 0;
}

/* A client and what its server accepts, by (name). */
static void meets(const char *name, unsigned type)
{
    int listener = listener_at(name, type | UC_FD_NONBLOCK, 4);
    int client = open_socket(type);
    struct addr peer;
    uint32_t bytes = sizeof peer;

    UC_EXPECT_EQ(events_of(client), OUT | HANGUP);
    UC_EXPECT_EQ(events_of(listener), 0);
    UC_EXPECT_EQ(accept_one(listener), -UC_EAGAIN);
    UC_EXPECT_EQ(connect_to(client, name), 0);
    UC_EXPECT_EQ(connect_to(client, name), -UC_EISCONN);
    UC_EXPECT_EQ(events_of(client), OUT);
    UC_EXPECT_EQ(events_of(listener), IN);
    UC_EXPECT_EQ(uc_sys_write(client, "early", 5), 5);
    int server = (int)uc_sys_accept4(listener, &peer, &bytes, UC_FD_CLOEXEC);
    UC_REQUIRE(server >= 0);
    UC_EXPECT_EQ(bytes, 2);
    UC_EXPECT_EQ(uc_sys_fcntl(server, 1, 0), 1);
    UC_EXPECT(has_name(client, true, name));
    UC_EXPECT(has_name(server, false, name));
    UC_EXPECT(has_name(listener, false, name));
    UC_EXPECT_EQ(receive(server, 0), 5);
    UC_EXPECT_EQ(uc_sys_write(server, "late", 4), 4);
    UC_EXPECT_EQ(receive(client, 0), 4);
    UC_EXPECT_MEM(in, "late", 4);
    UC_EXPECT_EQ(uc_sys_close(listener), 0);
    UC_EXPECT_EQ(uc_sys_write(client, "still", 5), 5);
    UC_EXPECT_EQ(uc_sys_close(client), 0);
    UC_EXPECT_EQ(events_of(server), IN | OUT | READ_END | HANGUP);
    UC_EXPECT_EQ(receive(server, 0), 5);
    UC_EXPECT_EQ(receive(server, 0), 0);
    UC_EXPECT_EQ(uc_sys_sendto(server, "x", 1, NOSIGNAL, NULL, 0), -UC_EPIPE);
    UC_EXPECT_EQ(uc_sys_close(server), 0);
}

UC_TEST(meets_by_path_and_by_abstract_name)
{
    meets("/stream", STREAM);
    meets("@stream", STREAM);
    meets("/packets", SEQPACKET);
    meets("@packets", SEQPACKET);
}

UC_TEST(is_a_file_that_outlives_its_socket_and_may_be_moved_and_removed)
{
    struct uc_fs_attr attr;
    struct addr addr;
    uint32_t bytes = address("/file", &addr);
    int other = open_socket(STREAM);

    uc_vfs_umask(027);
    int listener = listener_at("/file", STREAM, 4);
    UC_EXPECT_EQ(uc_vfs_stat(NULL, "/file", 0, &attr), 0);
    UC_EXPECT_EQ(attr.mode, UC_FS_SOCKET | 0750);
    UC_EXPECT_EQ(uc_sys_bind(other, &addr, bytes), -UC_EADDRINUSE);
    UC_EXPECT_EQ(uc_vfs_rename(NULL, "/file", NULL, "/moved", 0), 0);
    UC_EXPECT_EQ(connect_to(other, "/file"), -UC_ENOENT);
    UC_EXPECT_EQ(connect_to(other, "/moved"), 0);
    UC_EXPECT(has_name(other, true, "/file"));
    UC_EXPECT_EQ(uc_vfs_unlink(NULL, "/moved", 0), 0);
    UC_EXPECT_EQ(accept_one(listener), 5);
    UC_EXPECT_EQ(uc_sys_close(5) | uc_sys_close(other), 0);
    other = open_socket(STREAM);
    UC_EXPECT_EQ(uc_sys_bind(other, &addr, bytes), 0);
    UC_EXPECT_EQ(uc_sys_close(listener) | uc_sys_close(other), 0);
    other = open_socket(STREAM);
    UC_EXPECT_EQ(connect_to(other, "/file"), -UC_ECONNREFUSED);
    UC_EXPECT_EQ(uc_sys_bind(other, &addr, bytes), -UC_EADDRINUSE);
    UC_EXPECT_EQ(uc_vfs_unlink(NULL, "/file", 0), 0);
    UC_EXPECT_EQ(uc_sys_close(other), 0);
}

UC_TEST(lets_in_who_may_write_the_file)
{
    int listener = listener_at("/mine", STREAM, 4);
    int client = open_socket(STREAM);

    UC_EXPECT_EQ(uc_vfs_chmod(NULL, "/mine", 0755, 0), 0);
    uc_vfs_user(77, 77, NULL, 0);
    UC_EXPECT_EQ(connect_to(client, "/mine"), -UC_EACCES);
    uc_vfs_user(0, 0, NULL, 0);
    UC_EXPECT_EQ(connect_to(client, "/mine"), 0);
    UC_EXPECT_EQ(uc_sys_close(listener) | uc_sys_close(client), 0);
}

UC_TEST(chooses_a_name_and_frees_abstract_ones_with_their_sockets)
{
    const uint16_t family = AF_UNIX;
    struct addr addr;
    uint32_t bytes = sizeof addr;
    int one = open_socket(DGRAM);

    UC_EXPECT_EQ(uc_sys_bind(one, &family, sizeof family), 0);
    UC_EXPECT_EQ(uc_sys_getsockname(one, &addr, &bytes), 0);
    UC_EXPECT_EQ(bytes, 8);
    UC_EXPECT_EQ(addr.path[0], 0);
    UC_EXPECT_EQ(uc_sys_bind(one, &family, sizeof family), -UC_EINVAL);
    int other = open_socket(DGRAM);
    UC_EXPECT_EQ(uc_sys_bind(other, &addr, bytes), -UC_EADDRINUSE);
    UC_EXPECT_EQ(uc_sys_close(one), 0);
    UC_EXPECT_EQ(uc_sys_bind(other, &addr, bytes), 0);
    UC_EXPECT_EQ(uc_sys_close(other), 0);
}

static void connect_later(void *arg)
{
    *(long *)arg = connect_to(open_socket(STREAM), "@full");
}

UC_TEST(holds_clients_off_while_its_backlog_is_full)
{
    int listener = listener_at("@full", STREAM, 0);
    int first = open_socket(STREAM);
    int second = open_socket(STREAM | UC_FD_NONBLOCK);
    struct uc_thread *thread;
    long result = 1;

    UC_EXPECT_EQ(connect_to(first, "@full"), 0);
    UC_EXPECT_EQ(connect_to(second, "@full"), -UC_EAGAIN);
    UC_EXPECT_EQ(events_of(second), 0);
    UC_REQUIRE(uc_thread_create(&thread, NULL, connect_later, &result) == 0);
    uc_yield();
    UC_EXPECT_EQ(result, 1);
    int server = accept_one(listener);
    UC_EXPECT_EQ(events_of(second), OUT);
    uc_thread_join(thread);
    UC_EXPECT_EQ(result, 0);
    /* Who was not accepted hears that the listener is gone. */
    UC_EXPECT_EQ(uc_sys_close(listener), 0);
    UC_EXPECT_EQ(connect_to(second, "@full"), -UC_ECONNREFUSED);
    int third = server - 1;
    UC_EXPECT_EQ(events_of(third), IN | OUT | READ_END | HANGUP | ERROR);
    UC_EXPECT_EQ(receive(third, 0), -UC_ECONNRESET);
    const int all[] = {first, second, third, server};
    close_all(all, 4);
}

UC_TEST(wakes_who_accepts_or_connects_when_the_listener_ends)
{
    int listener = listener_at("@ends", STREAM, 0);
    int first = open_socket(STREAM);

    UC_EXPECT_EQ(uc_sys_shutdown(listener, 2), 0);
    UC_EXPECT_EQ(accept_one(listener), -UC_EINVAL);
    UC_EXPECT_EQ(connect_to(first, "@ends"), -UC_ECONNREFUSED);
    UC_EXPECT_EQ(uc_sys_close(listener) | uc_sys_close(first), 0);
}

UC_TEST(tells_who_the_peer_is_and_keeps_options)
{
    const int yes = 1;
    int32_t who[3] = {9, 9, 9};
    uint32_t bytes = sizeof who;
    int pair[2];

    UC_REQUIRE(uc_sys_socketpair(AF_UNIX, SEQPACKET, 0, pair) == 0);
    UC_EXPECT_EQ(uc_sys_getsockopt(pair[0], 1, 17, who, &bytes), 0);
    UC_EXPECT_EQ(bytes, 12);
    UC_EXPECT_EQ(who[0], 1);
    UC_EXPECT_EQ(who[1] | who[2], 0);
    bytes = sizeof who;
    UC_EXPECT_EQ(uc_sys_setsockopt(pair[0], 1, 2, &yes, sizeof yes), 0);
    UC_EXPECT_EQ(uc_sys_getsockopt(pair[0], 1, 2, who, &bytes), 0);
    UC_EXPECT_EQ(who[0], 1);
    bytes = sizeof who;
    UC_EXPECT_EQ(uc_sys_getsockopt(pair[0], 1, 3, who, &bytes), 0);
    UC_EXPECT_EQ(who[0], SEQPACKET);
    UC_EXPECT_EQ(uc_sys_getsockopt(pair[0], 1, 7, who, &bytes), 0);
    UC_EXPECT_EQ(who[0], CAPACITY);
    UC_EXPECT_EQ(uc_sys_setsockopt(pair[0], 1, 2, &yes, 3), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_setsockopt(pair[0], 6, 1, &yes, sizeof yes),
                 -UC_ENOPROTOOPT);
    close_all(pair, 2);
}

UC_TEST(refuses_wrong_addresses_types_and_states)
{
    struct addr addr;
    uint32_t bytes = address("/fixed/socket", &addr);
    int one = open_socket(STREAM);
    char long_path[112];

    UC_EXPECT_EQ(uc_sys_socket(AF_UNIX, 3, 0), -UC_ESOCKTNOSUPPORT);
    UC_EXPECT_EQ(uc_sys_socket(AF_UNIX, STREAM, 6), -UC_EPROTONOSUPPORT);
    UC_EXPECT_EQ(uc_sys_socket(AF_UNIX, STREAM | 0x10, 0), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_socket(77, STREAM, 0), -UC_EAFNOSUPPORT);
    UC_EXPECT_EQ(uc_sys_bind(one, &addr, bytes), -UC_EROFS);
    UC_EXPECT_EQ(uc_sys_bind(one, &addr, 1), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_bind(one, &addr, 111), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_bind(one, NULL, 16), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_listen(one, 1), -UC_EINVAL);
    UC_EXPECT_EQ(accept_one(one), -UC_EINVAL);
    UC_EXPECT_EQ(receive(one, 0), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_write(one, "x", 1), -UC_ENOTCONN);
    bytes = sizeof addr;
    UC_EXPECT_EQ(uc_sys_getpeername(one, &addr, &bytes), -UC_ENOTCONN);
    UC_EXPECT_EQ(connect_to(one, "/"), -UC_ECONNREFUSED);
    UC_EXPECT_EQ(connect_to(one, "/none/x"), -UC_ENOENT);
    UC_EXPECT_EQ(connect_to(one, "@none"), -UC_ECONNREFUSED);
    addr.family = 2;
    UC_EXPECT_EQ(uc_sys_connect(one, &addr, sizeof addr), -UC_EINVAL);
    addr.family = AF_UNIX;
    UC_EXPECT_EQ(uc_sys_connect(one, &addr, 2), -UC_EINVAL);
    int two = bound("@datagrams", DGRAM);
    UC_EXPECT_EQ(connect_to(one, "@datagrams"), -UC_EPROTOTYPE);
    UC_EXPECT_EQ(uc_sys_listen(two, 1), -UC_EOPNOTSUPP);
    UC_EXPECT_EQ(accept_one(two), -UC_EOPNOTSUPP);
    close_all((const int[]){one, two}, 2);
    /* 108 bytes without a zero are a name as well. */
    memset(long_path, 'p', sizeof long_path);
    long_path[0] = '/';
    long_path[108] = '\0';
    one = open_socket(STREAM);
    memcpy(addr.path, long_path, sizeof addr.path);
    UC_EXPECT_EQ(uc_sys_bind(one, &addr, sizeof addr), 0);
    bytes = sizeof addr;
    UC_EXPECT_EQ(uc_sys_getsockname(one, &addr, &bytes), 0);
    UC_EXPECT_EQ(bytes, 111);
    UC_EXPECT_EQ(uc_vfs_unlink(NULL, long_path, 0), 0);
    UC_EXPECT_EQ(uc_sys_close(one), 0);
}
