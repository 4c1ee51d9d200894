/* SPDX-License-Identifier: BSD-3-Clause */
/* Contract "netstack" as an application sees it, over loopback: the suite, and
 * what lwIP's options add to it. */
#include <uc/hosted.h>
#include <uc/sched.h>
#include <uc/suites/netstack.h>

UC_HOSTED_BOOT("");

static const struct uc_net_addr no_address;

UC_TEST(serves_ipv4_and_ipv6_by_one_listener)
{
    struct uc_socket *listener = netstack_suite_listen(UC_NET_IPV6, 3000);
    struct uc_net_addr local6 = {
        .family = UC_NET_IPV6, .port = 3000, .addr = {[15] = 1}};
    struct uc_net_addr peer = no_address;
    struct uc_socket *client =
        netstack_suite_connect(netstack_suite_local(3000));
    struct uc_socket *server = netstack_suite_accept(listener, &peer);

    UC_REQUIRE(server != NULL);
    /* IPv4 is told as ::ffff:127.0.0.1. */
    UC_EXPECT_EQ(peer.family, UC_NET_IPV6);
    UC_EXPECT_EQ(peer.addr[10], 255);
    UC_EXPECT_EQ(peer.addr[12], 127);
    uc_socket_close(client);
    uc_socket_close(server);
    client = netstack_suite_connect(local6);
    server = netstack_suite_accept(listener, &peer);
    UC_REQUIRE(server != NULL);
    UC_EXPECT_EQ(peer.addr[15], 1);
    UC_EXPECT_EQ(peer.addr[10], 0);
    uc_socket_close(client);
    uc_socket_close(server);
    uc_socket_close(listener);
}

UC_TEST(bounds_what_an_unread_datagram_socket_keeps)
{
    static char data[1000];
    struct uc_socket *a, *b;
    struct uc_net_addr to = netstack_suite_local(3001);
    unsigned kept = 0;

    UC_REQUIRE(uc_socket_open(&a, UC_NET_IPV4, UC_SOCKET_UDP) == 0);
    UC_REQUIRE(uc_socket_open(&b, UC_NET_IPV4, UC_SOCKET_UDP) == 0);
    UC_EXPECT_EQ(uc_socket_bind(b, &to), 0);
    UC_EXPECT_EQ(uc_socket_option_set(b, UC_SOCKOPT_RCVBUF_BYTES, 5000), 0);
    for (unsigned i = 0; i < 20; i++) {
        (void)uc_socket_send(a, data, sizeof data, 0, &to);
        uc_sleep_until(uc_plat_clock_monotonic() + UC_NSEC_PER_MS);
    }
    while (uc_socket_recv(b, data, sizeof data, 0, NULL) > 0) {
        kept++;
    }
    UC_EXPECT_EQ(kept, 4);
    uc_socket_close(a);
    uc_socket_close(b);
}

UC_TEST(knows_localhost_and_ipv6_addresses_without_a_name_server)
{
    struct uc_net_addr found[2] = {no_address, no_address};
    uc_nsec_t deadline = netstack_suite_soon();

    UC_EXPECT_EQ(uc_net_resolve("fe80::1", 0, found, 2, deadline), 1);
    UC_EXPECT_EQ(found[0].family, UC_NET_IPV6);
    UC_EXPECT_EQ(found[0].addr[0], 0xfe);
    UC_EXPECT_EQ(uc_net_resolve("localhost", UC_NET_IPV4, found, 2, deadline),
                 1);
    UC_EXPECT_EQ(found[0].addr[0], 127);
}

UC_TEST(has_no_interface_where_there_is_no_device)
{
    struct uc_net_interface net;

    UC_EXPECT_EQ(uc_net_interface(0, &net), -UC_ENOENT);
    UC_EXPECT_EQ(uc_net_wait_up(netstack_suite_soon()), -UC_ENODEV);
}
