/* SPDX-License-Identifier: BSD-3-Clause */
/* What the headers call options of sockets, and the network stack. */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <uc/sockopt.h>
#include <uc/test.h>

UC_TEST(options_of_sockets_have_the_numbers_of_linux)
{
    static const struct {
        int level;
        int option;
        enum uc_sockopt here;
    } cases[] = {
        {SOL_SOCKET, SO_REUSEADDR, UC_SOCKOPT_REUSEADDR},
        {SOL_SOCKET, SO_REUSEPORT, UC_SOCKOPT_REUSEADDR},
        {SOL_SOCKET, SO_ERROR, UC_SOCKOPT_ERROR},
        {SOL_SOCKET, SO_BROADCAST, UC_SOCKOPT_BROADCAST},
        {SOL_SOCKET, SO_SNDBUF, UC_SOCKOPT_SNDBUF_BYTES},
        {SOL_SOCKET, SO_RCVBUF, UC_SOCKOPT_RCVBUF_BYTES},
        {SOL_SOCKET, SO_KEEPALIVE, UC_SOCKOPT_KEEPALIVE},
        {IPPROTO_TCP, TCP_NODELAY, UC_SOCKOPT_NODELAY},
        {IPPROTO_TCP, TCP_KEEPIDLE, UC_SOCKOPT_KEEPIDLE_S},
        {IPPROTO_TCP, TCP_KEEPINTVL, UC_SOCKOPT_KEEPINTVL_S},
        {IPPROTO_TCP, TCP_KEEPCNT, UC_SOCKOPT_KEEPCNT},
        {IPPROTO_IP, IP_TTL, UC_SOCKOPT_TTL},
        {IPPROTO_IPV6, IPV6_UNICAST_HOPS, UC_SOCKOPT_TTL},
        {IPPROTO_IPV6, IPV6_V6ONLY, UC_SOCKOPT_V6ONLY},
    };

    for (size_t i = 0; i < UC_ARRAY_SIZE(cases); i++) {
        UC_EXPECT_EQ(uc_sockopt_of_linux(cases[i].level, cases[i].option),
                     (int)cases[i].here);
    }
    UC_EXPECT_EQ(uc_sockopt_of_linux(SOL_SOCKET, SO_LINGER), -UC_ENOPROTOOPT);
    UC_EXPECT_EQ(uc_sockopt_of_linux(256 + IPPROTO_TCP, TCP_NODELAY),
                 -UC_ENOPROTOOPT);
    UC_EXPECT_EQ(uc_sockopt_of_linux(IPPROTO_TCP, -255), -UC_ENOPROTOOPT);
}
