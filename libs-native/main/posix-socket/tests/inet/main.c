/* SPDX-License-Identifier: BSD-3-Clause */
/* Sockets over loopback: how they are opened, waited for and closed. */
#include <uc/hosted.h>
#include <uc/plat/clock.h>
#include <uc/sched.h>

#include "ends.h"

UC_HOSTED_BOOT("");

enum {
    SO_REUSEADDR = 2,
};

char out[BYTES], in[BYTES];

struct addr local(unsigned port)
{
    return (struct addr){
        AF_INET, {(uint8_t)(port >> 8), (uint8_t)port}, {127, 0, 0, 1}, {0}};
}

int open_socket(unsigned type)
{
    int number = (int)uc_sys_socket(AF_INET, type, 0);

    UC_EXPECT_GE(number, 3);
    return number;
}

int listen_on(unsigned port, unsigned flags)
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

struct ends connect_to(int listener, unsigned port)
{
    const struct addr addr = local(port);
    struct ends ends = {open_socket(STREAM), -1};

    UC_EXPECT_EQ(uc_sys_connect(ends.client, &addr, sizeof addr), 0);
    ends.server = (int)uc_sys_accept4(listener, NULL, NULL, 0);
    UC_EXPECT_GE(ends.server, 3);
    return ends;
}

void close_all(struct ends ends, int listener)
{
    UC_EXPECT_EQ(uc_sys_close(ends.client), 0);
    UC_EXPECT_EQ(uc_sys_close(ends.server), 0);
    UC_EXPECT_EQ(uc_sys_close(listener), 0);
}

bool becomes(int number, unsigned events)
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

long receive(int number, size_t bytes, unsigned flags)
{
    return uc_sys_recvfrom(number, in, bytes, flags, NULL, NULL);
}
