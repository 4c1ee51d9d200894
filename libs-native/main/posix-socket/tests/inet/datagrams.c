/* SPDX-License-Identifier: BSD-3-Clause */
/* Datagrams of UDP, as udp(7) says. */
#include "ends.h"

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
    UC_EXPECT(becomes(b, IN));
    UC_EXPECT_EQ(uc_sys_ioctl(b, FIONREAD, &held), 0);
    UC_EXPECT_EQ(held, 7);
    UC_EXPECT_EQ(uc_sys_recvmsg(b, &got, 0), 7);
    UC_EXPECT_MEM(in, out, 7);
    UC_EXPECT_EQ(got.name_bytes, sizeof from);
    UC_EXPECT_EQ(from.addr[0], 127);
    /* Of what is cut, who asks learns how much it was. */
    UC_EXPECT_EQ(uc_sys_sendmsg(a, &sent, 0), 7);
    UC_EXPECT(becomes(b, IN));
    UC_EXPECT_EQ(receive(b, 3, PEEK | TRUNC), 7);
    got = (struct message){.pieces = get, .n = 1};
    UC_EXPECT_EQ(uc_sys_recvmsg(b, &got, 0), 3);
    UC_EXPECT_EQ(got.flags, TRUNC);
    sent.control = in;
    sent.control_bytes = 1;
    UC_EXPECT_EQ(uc_sys_sendmsg(a, &sent, 0), -UC_EOPNOTSUPP);
    /* Back to where it came from, and empty. */
    UC_EXPECT_EQ(uc_sys_sendto(b, NULL, 0, 0, &from, sizeof from), 0);
    UC_EXPECT(becomes(a, IN));
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
