/* SPDX-License-Identifier: BSD-3-Clause */
/* Options of sockets, and kinds that there are not. */
#include "ends.h"

enum {
    SO_TYPE = 3,
    SO_KEEPALIVE = 9,
    SO_ACCEPTCONN = 30,
    TCP_NODELAY = 1,
    TCP_KEEPIDLE = 4,
    TCP_KEEPINTVL = 5,
    TCP_KEEPCNT = 6,
    TCP_DEFER_ACCEPT = 9,
    IP = 0,
    IP_TTL = 2,
};

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

UC_TEST(gives_back_the_numbers_that_were_set)
{
    static const struct {
        int level;
        int option;
        int value;
    } cases[] = {
        {SOL_SOCKET, SO_KEEPALIVE, 1}, {TCP, TCP_NODELAY, 1},
        {TCP, TCP_KEEPIDLE, 31},       {TCP, TCP_KEEPINTVL, 7},
        {TCP, TCP_KEEPCNT, 4},         {IP, IP_TTL, 99},
    };
    int number = open_socket(STREAM);

    for (size_t i = 0; i < UC_ARRAY_SIZE(cases); i++) {
        UC_EXPECT_EQ(uc_sys_setsockopt(number, cases[i].level, cases[i].option,
                                       &cases[i].value, sizeof(int)),
                     0);
    }
    for (size_t i = 0; i < UC_ARRAY_SIZE(cases); i++) {
        int value = -1;
        uint32_t bytes = sizeof value;

        UC_EXPECT_EQ(uc_sys_getsockopt(number, cases[i].level, cases[i].option,
                                       &value, &bytes),
                     0);
        UC_EXPECT_EQ(value, cases[i].value);
    }
    UC_EXPECT_EQ(uc_sys_close(number), 0);
}
