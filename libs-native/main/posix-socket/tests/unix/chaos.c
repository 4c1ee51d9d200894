/* SPDX-License-Identifier: BSD-3-Clause */
/* What programs do wrong, in any order: nothing breaks, and no memory
 * is lost. */
#include <uc/hosted_malloc.h>
#include <uc/malloc.h>
#include <uc/vfs.h>

#include "ends.h"

enum {
    SOCKETS = 12,
    ROUNDS = 30000,
};

static const char *const names[] = {"/a", "/b", "@a", "@b"};
static int numbers[SOCKETS]; /* -1: none */
static uint32_t seed;

static unsigned any(unsigned below)
{
    seed = seed * 1664525 + 1013904223;
    return (seed >> 8) % below;
}

static void make(unsigned i)
{
    static const unsigned types[] = {STREAM, DGRAM, SEQPACKET};
    unsigned type = types[any(3)] | UC_FD_NONBLOCK;
    unsigned j = any(SOCKETS);

    if (i != j && numbers[j] < 0 && any(2) == 0) {
        int pair[2] = {-1, -1};

        (void)uc_sys_socketpair(AF_UNIX, type, 0, pair);
        numbers[i] = pair[0];
        numbers[j] = pair[1];
    } else {
        int number = (int)uc_sys_socket(AF_UNIX, type, 0);

        numbers[i] = number < 0 ? -1 : number;
    }
}

static void keep(int number)
{
    unsigned i = 0;

    while (i < SOCKETS && numbers[i] >= 0) {
        i++;
    }
    if (i < SOCKETS && number >= 0) {
        numbers[i] = number;
    } else if (number >= 0) {
        UC_EXPECT_EQ(uc_sys_close(number), 0);
    }
}

struct control {
    size_t bytes;
    int level;
    int type;
    int fds[2];
};

static void send_any(int number)
{
    struct addr addr;
    struct control control = {sizeof control, 1, 1, {0}};
    const struct uc_fs_piece piece = {in, any(9000)};
    struct message message = {.pieces = &piece, .n = 1};
    bool passes =
        any(2) == 0 && uc_sys_socketpair(AF_UNIX, STREAM | UC_FD_NONBLOCK, 0,
                                         control.fds) == 0;

    if (any(2) == 0) {
        message.name_bytes = address(names[any(4)], &addr);
        message.name = &addr;
    }
    /* Never one that somebody else has: two that hold each other stay. */
    if (passes) {
        message.control = &control;
        message.control_bytes = sizeof control - any(2) * sizeof(int);
        control.bytes = message.control_bytes;
    }
    (void)uc_sys_sendmsg(number, &message, NOSIGNAL);
    if (passes) {
        close_all(control.fds, 2);
    }
}

static void receive_any(int number)
{
    struct control control = {.bytes = 0};
    struct addr addr;
    const struct uc_fs_piece piece = {in, any(9000)};
    struct message message = {.name = &addr,
                              .name_bytes = sizeof addr,
                              .pieces = &piece,
                              .n = 1,
                              .control = &control,
                              .control_bytes = sizeof control};

    if (uc_sys_recvmsg(number, &message, any(8) == 0 ? PEEK : 0) < 0 ||
        message.control_bytes == 0) {
        return;
    }
    for (size_t at = offsetof(struct control, fds); at < control.bytes;
         at += sizeof(int)) {
        keep(control.fds[(at - offsetof(struct control, fds)) / sizeof(int)]);
    }
}

static void do_any(unsigned i)
{
    struct addr addr;
    const char *name = names[any(4)];
    uint32_t bytes = address(name, &addr);
    int number = numbers[i];

    switch (any(12)) {
    case 0:
        (void)uc_sys_bind(number, &addr, bytes);
        break;
    case 1:
        (void)uc_sys_listen(number, (int)any(4));
        break;
    case 2:
        (void)uc_sys_connect(number, &addr, bytes);
        break;
    case 3:
        keep((int)uc_sys_accept4(number, &addr, &bytes, UC_FD_NONBLOCK));
        break;
    case 4:
        (void)uc_sys_shutdown(number, any(3));
        break;
    case 5:
        (void)uc_vfs_unlink(NULL, name, 0);
        break;
    case 6:
        UC_EXPECT_EQ(uc_sys_close(number), 0);
        numbers[i] = -1;
        break;
    case 7:
    case 8:
        receive_any(number);
        break;
    default:
        send_any(number);
        break;
    }
}

UC_TEST(outlives_any_order_of_calls)
{
    struct uc_malloc_stats stats;

    for (unsigned i = 0; i < SOCKETS; i++) {
        numbers[i] = -1;
    }
    for (unsigned round = 0; round < ROUNDS; round++) {
        unsigned i = any(SOCKETS);

        if (numbers[i] < 0) {
            make(i);
        } else {
            do_any(i);
        }
        if (round % 500 == 0) {
            uc_malloc_stats(&stats);
            uc_hosted_malloc_limit(any(2) == 0 ? SIZE_MAX
                                               : stats.used_bytes + 20000);
        }
    }
    uc_hosted_malloc_limit(SIZE_MAX);
    for (unsigned i = 0; i < SOCKETS; i++) {
        if (numbers[i] >= 0) {
            UC_EXPECT_EQ(uc_sys_close(numbers[i]), 0);
        }
    }
}
