/* SPDX-License-Identifier: BSD-3-Clause */
/* Sockets of TCP and UDP over loopback, as tcp(7), udp(7) and their like say.
 */
#include <uc/errors.h>
#include <uc/fd.h>
#include <uc/hosted.h>
#include <uc/hosted_malloc.h>
#include <uc/malloc.h>
#include <uc/netstack.h>
#include <uc/plat/clock.h>
#include <uc/sched.h>
#include <uc/test.h>

UC_HOSTED_BOOT("");

enum {
    AF_INET = 2,
    AF_INET6 = 10,
    STREAM = 1,
    DGRAM = 2,
    NONBLOCK = 04000,
    SOL_SOCKET = 1,
    SO_REUSEADDR = 2,
    SO_TYPE = 3,
    SO_ERROR = 4,
    SO_LINGER = 13,
    SO_ACCEPTCONN = 30,
    TCP = 6,
    TCP_NODELAY = 1,
    TCP_CORK = 3,
    TCP_DEFER_ACCEPT = 9,
    PEEK = 2,
    TRUNC = 0x20,
    DONTWAIT = 0x40,
    WAITALL = 0x100,
    MORE = 0x8000,
    FIONREAD = 0x541b,
    SIGPIPE = 13,
    IN = 1,
    OUT = 4,
    ERROR = 8,
    HANGUP = 0x10,
    READ_END = 0x2000,
    BYTES = 300000,
};

struct addr {
    uint16_t family;
    uint8_t port[2];
    uint8_t addr[4];
    uint8_t zero[8];
};

struct message {
    void *name;
    uint32_t name_bytes;
    const struct uc_fs_piece *pieces;
    size_t n;
    void *control;
    size_t control_bytes;
    unsigned flags;
};

struct action {
    void (*handler)(int);
    unsigned long flags;
    void (*restorer)(void);
    uint64_t mask;
};

long uc_sys_accept4(int number, void *addr, uint32_t *bytes, unsigned flags);
long uc_sys_bind(int number, const void *addr, uint32_t bytes);
long uc_sys_close(int number);
long uc_sys_connect(int number, const void *addr, uint32_t bytes);
long uc_sys_dup(int number);
long uc_sys_getpeername(int number, void *addr, uint32_t *bytes);
long uc_sys_getsockname(int number, void *addr, uint32_t *bytes);
long uc_sys_getsockopt(int number, int level, int option, void *value,
                       uint32_t *bytes);
long uc_sys_ioctl(int number, unsigned long request, void *arg);
long uc_sys_listen(int number, int backlog);
long uc_sys_read(int number, void *buf, size_t bytes);
long uc_sys_readv(int number, const struct uc_fs_piece *pieces, int n);
long uc_sys_recvfrom(int number, void *buf, size_t bytes, unsigned flags,
                     void *addr, uint32_t *addr_bytes);
long uc_sys_recvmsg(int number, struct message *message, unsigned flags);
long uc_sys_rt_sigaction(int signal, const struct action *set,
                         struct action *old, size_t bytes);
long uc_sys_sendmsg(int number, const struct message *message, unsigned flags);
long uc_sys_sendto(int number, void *buf, size_t bytes, unsigned flags,
                   const void *addr, uint32_t addr_bytes);
long uc_sys_setsockopt(int number, int level, int option, const void *value,
                       uint32_t bytes);
long uc_sys_shutdown(int number, unsigned how);
long uc_sys_socket(int family, unsigned type, int protocol);
long uc_sys_write(int number, void *buf, size_t bytes);
long uc_sys_writev(int number, const struct uc_fs_piece *pieces, int n);

static char out[BYTES], in[BYTES];

static struct addr local(unsigned port)
{
    return (struct addr){
        AF_INET, {(uint8_t)(port >> 8), (uint8_t)port}, {127, 0, 0, 1}, {0}};
}

static int open_socket(unsigned type)
{
    int number = (int)uc_sys_socket(AF_INET, type, 0);

    UC_EXPECT_GE(number, 3);
    return number;
}

static int listen_on(unsigned port, unsigned flags)
{
    const struct addr addr = local(port);
    const int yes = 1;
    int number = open_socket(STREAM | flags);

    UC_EXPECT_EQ(
        uc_sys_setsockopt(number, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes),
        0);
    UC_EXPECT_EQ(uc_sys_bind(number, &addr, sizeof addr), 0);
    UC_EXPECT_EQ(uc_sys_listen(number, 8), 0);
    return number;
}

/* Two ends of a connection. */
struct ends {
    int client;
    int server;
};

static struct ends connect_to(int listener, unsigned port)
{
    const struct addr addr = local(port);
    struct ends ends = {open_socket(STREAM), -1};

    UC_EXPECT_EQ(uc_sys_connect(ends.client, &addr, sizeof addr), 0);
    ends.server = (int)uc_sys_accept4(listener, NULL, NULL, 0);
    UC_EXPECT_GE(ends.server, 3);
    return ends;
}

static void close_all(struct ends ends, int listener)
{
    UC_EXPECT_EQ(uc_sys_close(ends.client), 0);
    UC_EXPECT_EQ(uc_sys_close(ends.server), 0);
    UC_EXPECT_EQ(uc_sys_close(listener), 0);
}

static unsigned events_of(int number)
{
    struct uc_fd *fd = uc_fd_get(number);
    unsigned events = fd->ops->events(fd);

    uc_fd_release(fd);
    return events;
}

/* Waits until it is ready for (events). */
static bool gets(int number, unsigned events)
{
    struct uc_fd *fd = uc_fd_get(number);
    uc_nsec_t soon = uc_plat_clock_monotonic() + 10 * UC_NSEC_PER_S;
    int err = 0;

    while (err == 0 && (fd->ops->events(fd) & events) != events) {
        err = uc_fd_wait(fd, events & ~fd->ops->events(fd), soon);
        uc_yield();
    }
    uc_fd_release(fd);
    return err == 0;
}

static long error_of(int number)
{
    int error = -1;
    uint32_t bytes = sizeof error;
    long err = uc_sys_getsockopt(number, SOL_SOCKET, SO_ERROR, &error, &bytes);

    return err < 0 ? err : error;
}

static long receive(int number, size_t bytes, unsigned flags)
{
    return uc_sys_recvfrom(number, in, bytes, flags, NULL, NULL);
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
    UC_EXPECT(gets(client, OUT));
    UC_EXPECT_EQ(error_of(client), 0);
    UC_EXPECT_EQ(uc_sys_connect(client, &addr, sizeof addr), -UC_EISCONN);
    UC_EXPECT(gets(listener, IN));
    long server = uc_sys_accept4(listener, NULL, NULL, NONBLOCK);
    UC_EXPECT_EQ(uc_sys_read((int)server, in, 1), -UC_EAGAIN);
    UC_EXPECT_EQ(uc_sys_close((int)server) | uc_sys_close(client), 0);

    client = open_socket(STREAM | NONBLOCK);
    UC_EXPECT_EQ(uc_sys_connect(client, &nobody, sizeof nobody),
                 -UC_EINPROGRESS);
    UC_EXPECT(gets(client, OUT | ERROR));
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
    UC_EXPECT(gets(ends.client, OUT));
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
    UC_EXPECT(gets(ends.server, IN | READ_END));
    UC_EXPECT_EQ(uc_sys_read(ends.server, in, 9), 4);
    UC_EXPECT_EQ(uc_sys_read(ends.server, in, 9), 0);
    UC_EXPECT_EQ(uc_sys_write(ends.server, "still", 5), 5);
    UC_EXPECT_EQ(receive(ends.client, 5, WAITALL), 5);
    UC_EXPECT_EQ(uc_sys_close(ends.server), 0);
    UC_EXPECT(gets(ends.client, IN | OUT | READ_END | HANGUP));
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
    UC_EXPECT(gets(ends.client, IN));
    UC_EXPECT_EQ(uc_sys_setsockopt(ends.server, SOL_SOCKET, SO_LINGER, linger,
                                   sizeof linger),
                 0);
    UC_EXPECT_EQ(uc_sys_close(ends.server), 0);
    UC_EXPECT(gets(ends.client, IN | OUT | ERROR | HANGUP));
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
    UC_EXPECT(gets(ends.server, IN));
    UC_EXPECT_EQ(uc_sys_close(ends.server), 0);
    UC_EXPECT(gets(ends.client, ERROR | HANGUP));
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

UC_TEST(keeps_connections_waiting_where_numbers_run_out)
{
    const struct addr addr = local(1109);
    int listener = listen_on(1109, NONBLOCK);
    int client = open_socket(STREAM);
    long number;

    UC_EXPECT_EQ(uc_sys_connect(client, &addr, sizeof addr), 0);
    UC_EXPECT(gets(listener, IN));
    int last = client;
    while ((number = uc_sys_dup(listener)) >= 0) {
        last = (int)number;
    }
    UC_EXPECT_EQ(number, -UC_EMFILE);
    UC_EXPECT_EQ(uc_sys_accept4(listener, NULL, NULL, 0), -UC_EMFILE);
    UC_EXPECT_EQ(uc_sys_socket(AF_INET, STREAM, 0), -UC_EMFILE);
    while (last > client) {
        UC_EXPECT_EQ(uc_sys_close(last--), 0);
    }
    number = uc_sys_accept4(listener, NULL, NULL, 0);
    UC_EXPECT_GE(number, 3);
    UC_EXPECT_EQ(uc_sys_write(client, "alive", 5), 5);
    UC_EXPECT_EQ(receive((int)number, 5, WAITALL), 5);
    close_all((struct ends){client, (int)number}, listener);
}

UC_TEST(keeps_connections_waiting_where_memory_ends)
{
    const struct addr addr = local(1111);
    int listener = listen_on(1111, NONBLOCK);
    int client = open_socket(STREAM);
    struct uc_malloc_stats stats;

    UC_EXPECT_EQ(uc_sys_connect(client, &addr, sizeof addr), 0);
    UC_EXPECT(gets(listener, IN));
    uc_malloc_stats(&stats);
    uc_hosted_malloc_limit(stats.used_bytes);
    UC_EXPECT_EQ(uc_sys_socket(AF_INET, STREAM, 0), -UC_ENOMEM);
    UC_EXPECT_EQ(uc_sys_accept4(listener, NULL, NULL, 0), -UC_ENOMEM);
    uc_hosted_malloc_limit(SIZE_MAX);
    long server = uc_sys_accept4(listener, NULL, NULL, 0);
    UC_EXPECT_EQ(uc_sys_write(client, "alive", 5), 5);
    UC_EXPECT_EQ(receive((int)server, 5, WAITALL), 5);
    close_all((struct ends){client, (int)server}, listener);
}

UC_TEST(knows_its_options_and_no_others)
{
    int number = open_socket(STREAM);
    int value = 7;
    uint32_t bytes = sizeof value;

    UC_EXPECT_EQ(uc_sys_getsockopt(number, SOL_SOCKET, SO_TYPE, &value, &bytes),
                 0);
    UC_EXPECT_EQ(value, STREAM);
    UC_EXPECT_EQ(uc_sys_setsockopt(number, TCP, TCP_NODELAY, &value, 4), 0);
    UC_EXPECT_EQ(uc_sys_getsockopt(number, TCP, TCP_NODELAY, &value, &bytes),
                 0);
    UC_EXPECT_EQ(value, 1);
    UC_EXPECT_EQ(uc_sys_setsockopt(number, TCP, TCP_NODELAY, &value, 3),
                 -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_setsockopt(number, TCP, TCP_DEFER_ACCEPT, &value, 4),
                 -UC_ENOPROTOOPT);
    UC_EXPECT_EQ(uc_sys_setsockopt(number, SOL_SOCKET, 9999, &value, 4),
                 -UC_ENOPROTOOPT);
    UC_EXPECT_EQ(uc_sys_listen(number, 0), 0);
    UC_EXPECT_EQ(
        uc_sys_getsockopt(number, SOL_SOCKET, SO_ACCEPTCONN, &value, &bytes),
        0);
    UC_EXPECT_EQ(value, 1);
    /* A port was found for it. */
    struct addr addr;
    bytes = sizeof addr;
    UC_EXPECT_EQ(uc_sys_getsockname(number, &addr, &bytes), 0);
    UC_EXPECT_NE(addr.port[0] << 8 | addr.port[1], 0);
    UC_EXPECT_EQ(uc_sys_bind(number, &addr, sizeof addr), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_close(number), 0);
    UC_EXPECT_EQ(uc_sys_socket(1, STREAM, 0), -UC_EAFNOSUPPORT);
    UC_EXPECT_EQ(uc_sys_socket(AF_INET, 3, 0), -UC_EPROTONOSUPPORT);
    UC_EXPECT_EQ(uc_sys_socket(AF_INET, STREAM, 17), -UC_EPROTONOSUPPORT);
    UC_EXPECT_EQ(uc_sys_socket(AF_INET, STREAM | 0x40, 0), -UC_EINVAL);
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

UC_TEST(sends_datagrams_whole)
{
    const struct addr addr = local(2100);
    const struct uc_fs_piece put[3] = {{out, 2}, {NULL, 0}, {out + 2, 5}};
    const struct uc_fs_piece get[2] = {{in, 3}, {in + 3, 90}};
    struct addr from = {0};
    struct message sent = {.name = (void *)(uintptr_t)&addr,
                           .name_bytes = sizeof addr,
                           .pieces = put,
                           .n = 3};
    struct message got = {
        .name = &from, .name_bytes = sizeof from, .pieces = get, .n = 2};
    int a = open_socket(DGRAM);
    int b = open_socket(DGRAM);
    int held = -1;

    UC_EXPECT_EQ(uc_sys_bind(b, &addr, sizeof addr), 0);
    UC_EXPECT_EQ(uc_sys_write(a, "x", 1), -UC_EDESTADDRREQ);
    UC_EXPECT_EQ(uc_sys_sendmsg(a, &sent, 0), 7);
    UC_EXPECT(gets(b, IN));
    UC_EXPECT_EQ(uc_sys_ioctl(b, FIONREAD, &held), 0);
    UC_EXPECT_EQ(held, 7);
    UC_EXPECT_EQ(uc_sys_recvmsg(b, &got, 0), 7);
    UC_EXPECT_MEM(in, out, 7);
    UC_EXPECT_EQ(got.name_bytes, sizeof from);
    UC_EXPECT_EQ(from.addr[0], 127);
    /* Of what is cut, who asks learns how much it was. */
    UC_EXPECT_EQ(uc_sys_sendmsg(a, &sent, 0), 7);
    UC_EXPECT(gets(b, IN));
    UC_EXPECT_EQ(receive(b, 3, PEEK | TRUNC), 7);
    got = (struct message){.pieces = get, .n = 1};
    UC_EXPECT_EQ(uc_sys_recvmsg(b, &got, 0), 3);
    UC_EXPECT_EQ(got.flags, TRUNC);
    sent.control = in;
    sent.control_bytes = 1;
    UC_EXPECT_EQ(uc_sys_sendmsg(a, &sent, 0), -UC_EOPNOTSUPP);
    /* Back to where it came from, and empty. */
    UC_EXPECT_EQ(uc_sys_sendto(b, NULL, 0, 0, &from, sizeof from), 0);
    UC_EXPECT(gets(a, IN));
    UC_EXPECT_EQ(uc_sys_read(a, in, 9), 0);
    UC_EXPECT_EQ(receive(a, 9, DONTWAIT), -UC_EAGAIN);
    UC_EXPECT_EQ(uc_sys_connect(a, &addr, sizeof addr), 0);
    UC_EXPECT_EQ(uc_sys_write(a, "x", 1), 1);
    UC_EXPECT_EQ(uc_sys_sendto(a, out, BYTES, 0, NULL, 0), -UC_EMSGSIZE);
    UC_EXPECT_EQ(uc_sys_sendto(a, out, 1, 0, &addr, 4), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_listen(a, 1), -UC_EOPNOTSUPP);
    UC_EXPECT_EQ(uc_sys_accept4(a, NULL, NULL, 0), -UC_EOPNOTSUPP);
    UC_EXPECT_EQ(uc_sys_close(a) | uc_sys_close(b), 0);
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
