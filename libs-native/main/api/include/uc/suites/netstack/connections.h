/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_SUITES_NETSTACK_CONNECTIONS_H
#define UC_SUITES_NETSTACK_CONNECTIONS_H

/* Contract "netstack": how connections come about and end. */
#include <uc/suites/netstack/fixture.h>

UC_TEST(netstack_tells_both_ends_who_the_other_is)
{
    struct netstack_suite_pair pair;
    struct uc_net_addr own, told;

    UC_REQUIRE(netstack_suite_open(&pair, netstack_suite_local(1003)));
    UC_EXPECT_EQ(uc_socket_peer(pair.client, &told), 0);
    UC_EXPECT_EQ(told.port, 1003);
    UC_EXPECT_EQ(uc_socket_local(pair.client, &own), 0);
    UC_EXPECT_EQ(uc_socket_peer(pair.server, &told), 0);
    UC_EXPECT_EQ(told.family, UC_NET_IPV4);
    UC_EXPECT_EQ(told.port, own.port);
    UC_EXPECT_MEM(told.addr, own.addr, 4);
    netstack_suite_close(&pair);
}

UC_TEST(netstack_says_that_a_connection_was_refused)
{
    struct uc_socket *s = netstack_suite_connect(netstack_suite_local(1008));
    int error = 0;

    UC_REQUIRE(s != NULL);
    UC_EXPECT(netstack_suite_wait(s, UC_SOCKET_ERROR));
    UC_EXPECT_EQ(uc_socket_option_get(s, UC_SOCKOPT_ERROR, &error), 0);
    UC_EXPECT_EQ(error, UC_ECONNREFUSED);
    UC_EXPECT_EQ(uc_socket_option_get(s, UC_SOCKOPT_ERROR, &error), 0);
    UC_EXPECT_EQ(error, 0);
    uc_socket_close(s);
}

UC_TEST(netstack_says_that_a_connection_was_reset)
{
    struct netstack_suite_pair pair;
    char byte;

    UC_REQUIRE(netstack_suite_open(&pair, netstack_suite_local(1009)));
    uc_socket_abort(pair.client);
    UC_EXPECT(netstack_suite_wait(pair.server, UC_SOCKET_ERROR));
    UC_EXPECT_EQ(uc_socket_recv(pair.server, &byte, 1, 0, NULL),
                 -UC_ECONNRESET);
    UC_EXPECT_EQ(uc_socket_send(pair.server, "x", 1, 0, NULL), -UC_EPIPE);
    uc_socket_close(pair.server);
    uc_socket_close(pair.listener);
}

/* Loopback keeps its order: once (late) is connected, the reset has come. */
UC_TEST(netstack_forgets_who_went_away_before_being_accepted)
{
    struct uc_net_addr addr = netstack_suite_local(1010);
    struct uc_socket *listener = netstack_suite_listen(UC_NET_IPV4, 1010);
    struct uc_socket *gone = netstack_suite_connect(addr);
    struct uc_socket *server;
    struct uc_net_addr own, peer;

    UC_REQUIRE(listener != NULL && gone != NULL);
    UC_REQUIRE(netstack_suite_wait(gone, UC_SOCKET_WRITABLE));
    UC_REQUIRE(netstack_suite_wait(listener, UC_SOCKET_READABLE));
    uc_socket_abort(gone);
    struct uc_socket *late = netstack_suite_connect(addr);
    UC_REQUIRE(late != NULL && netstack_suite_wait(late, UC_SOCKET_WRITABLE));
    server = netstack_suite_accept(listener, &peer);
    UC_REQUIRE(server != NULL);
    UC_EXPECT_EQ(uc_socket_local(late, &own), 0);
    UC_EXPECT_EQ(peer.port, own.port);
    uc_socket_close(server);
    UC_EXPECT_EQ(uc_socket_accept(listener, &server, NULL), -UC_EAGAIN);
    uc_socket_close(late);
    uc_socket_close(listener);
}

UC_TEST(netstack_closes_a_listener_with_connections_that_wait)
{
    struct uc_socket *listener = netstack_suite_listen(UC_NET_IPV4, 1011);
    struct uc_socket *client =
        netstack_suite_connect(netstack_suite_local(1011));

    UC_REQUIRE(listener != NULL && client != NULL);
    UC_EXPECT(netstack_suite_wait(client, UC_SOCKET_WRITABLE));
    uc_socket_close(listener);
    UC_EXPECT(netstack_suite_wait(client, UC_SOCKET_ERROR));
    uc_socket_close(client);
}

UC_TEST(netstack_binds_a_port_once)
{
    struct uc_socket *listener = netstack_suite_listen(UC_NET_IPV4, 1012);
    struct uc_net_addr any = {.family = UC_NET_IPV4, .port = 1012};
    struct uc_socket *s;

    UC_REQUIRE(listener != NULL);
    UC_REQUIRE(uc_socket_open(&s, UC_NET_IPV4, UC_SOCKET_TCP) == 0);
    UC_EXPECT_EQ(uc_socket_bind(s, &any), -UC_EADDRINUSE);
    uc_socket_close(s);
    uc_socket_close(listener);
}

UC_TEST(netstack_refuses_what_a_socket_is_not_ready_for)
{
    struct netstack_suite_pair pair;
    struct uc_net_addr addr;
    struct uc_socket *s, *none;
    char byte;

    UC_REQUIRE(uc_socket_open(&s, UC_NET_IPV4, UC_SOCKET_TCP) == 0);
    UC_EXPECT_EQ(uc_socket_recv(s, &byte, 1, 0, NULL), -UC_ENOTCONN);
    UC_EXPECT_EQ(uc_socket_send(s, "x", 1, 0, NULL), -UC_ENOTCONN);
    UC_EXPECT_EQ(uc_socket_shutdown(s, UC_SOCKET_END_BOTH), -UC_ENOTCONN);
    UC_EXPECT_EQ(uc_socket_peer(s, &addr), -UC_ENOTCONN);
    UC_EXPECT_EQ(uc_socket_accept(s, &none, NULL), -UC_EINVAL);
    uc_socket_close(s);
    UC_REQUIRE(uc_socket_open(&s, UC_NET_IPV4, UC_SOCKET_UDP) == 0);
    UC_EXPECT_EQ(uc_socket_listen(s, 0), -UC_EINVAL);
    uc_socket_close(s);
    addr = netstack_suite_local(1014);
    UC_REQUIRE(netstack_suite_open(&pair, addr));
    UC_EXPECT_EQ(uc_socket_connect(pair.client, &addr), -UC_EISCONN);
    UC_EXPECT_EQ(uc_socket_accept(pair.listener, &none, NULL), -UC_EAGAIN);
    UC_EXPECT_EQ(uc_socket_recv(pair.client, &byte, 1, 0, NULL), -UC_EAGAIN);
    netstack_suite_close(&pair);
}

UC_TEST(netstack_knows_its_options_and_refuses_what_it_does_not)
{
    struct netstack_suite_pair pair;
    struct uc_socket *s;
    int value = -1;

    UC_REQUIRE(netstack_suite_open(&pair, netstack_suite_local(1016)));
    s = pair.client;
    UC_EXPECT_EQ(uc_socket_option_get(s, UC_SOCKOPT_NODELAY, &value), 0);
    UC_EXPECT_EQ(value, 0);
    UC_EXPECT_EQ(uc_socket_option_set(s, UC_SOCKOPT_NODELAY, 1), 0);
    UC_EXPECT_EQ(uc_socket_option_get(s, UC_SOCKOPT_NODELAY, &value), 0);
    UC_EXPECT_EQ(value, 1);
    UC_EXPECT_EQ(uc_socket_option_set(s, UC_SOCKOPT_KEEPIDLE_S, 77), 0);
    UC_EXPECT_EQ(uc_socket_option_get(s, UC_SOCKOPT_KEEPIDLE_S, &value), 0);
    UC_EXPECT_EQ(value, 77);
    UC_EXPECT_EQ(uc_socket_option_set(s, UC_SOCKOPT_TTL, 256), -UC_EINVAL);
    UC_EXPECT_EQ(uc_socket_option_set(s, UC_SOCKOPT_V6ONLY, 1),
                 -UC_ENOPROTOOPT);
    UC_EXPECT_EQ(uc_socket_option_set(s, UC_SOCKOPT_ERROR, 1), -UC_ENOPROTOOPT);
    netstack_suite_close(&pair);
}

#endif /* UC_SUITES_NETSTACK_CONNECTIONS_H */
