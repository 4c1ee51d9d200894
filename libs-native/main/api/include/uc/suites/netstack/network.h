/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_SUITES_NETSTACK_NETWORK_H
#define UC_SUITES_NETSTACK_NETWORK_H

/* Contract "netstack": datagrams, addresses, interfaces. */
#include <uc/suites/netstack/fixture.h>

UC_TEST(netstack_keeps_datagrams_apart)
{
    struct uc_socket *a, *b;
    struct uc_net_addr to = netstack_suite_local(2000), from;
    char got[8];

    UC_REQUIRE(uc_socket_open(&a, UC_NET_IPV4, UC_SOCKET_UDP) == 0);
    UC_REQUIRE(uc_socket_open(&b, UC_NET_IPV4, UC_SOCKET_UDP) == 0);
    UC_EXPECT_EQ(uc_socket_bind(b, &to), 0);
    UC_EXPECT_EQ(uc_socket_send(a, "x", 1, 0, NULL), -UC_EDESTADDRREQ);
    UC_EXPECT_EQ(uc_socket_send(a, "one", 3, 0, &to), 3);
    UC_EXPECT_EQ(uc_socket_send(a, "", 0, 0, &to), 0);
    UC_EXPECT_EQ(uc_socket_send(a, "three", 5, 0, &to), 5);
    UC_REQUIRE(netstack_suite_wait(b, UC_SOCKET_READABLE));
    UC_EXPECT_EQ(uc_socket_recv(b, got, 2, 0, &from), 2); /* the rest is lost */
    UC_EXPECT_EQ(from.addr[0], 127);
    UC_REQUIRE(netstack_suite_wait(b, UC_SOCKET_READABLE));
    UC_EXPECT_EQ(uc_socket_recv(b, got, 8, 0, NULL), 0);
    UC_REQUIRE(netstack_suite_wait(b, UC_SOCKET_READABLE));
    UC_EXPECT_EQ(uc_socket_recv(b, got, 8, 0, NULL), 5);
    UC_EXPECT_MEM(got, "three", 5);
    UC_EXPECT_EQ(uc_socket_recv(b, got, 8, 0, NULL), -UC_EAGAIN);
    UC_EXPECT_EQ(uc_socket_connect(b, &from), 0);
    UC_EXPECT_EQ(uc_socket_send(b, "back", 4, 0, NULL), 4);
    UC_REQUIRE(netstack_suite_wait(a, UC_SOCKET_READABLE));
    UC_EXPECT_EQ(uc_socket_recv(a, got, 8, 0, NULL), 4);
    UC_EXPECT_MEM(got, "back", 4);
    uc_socket_close(a);
    uc_socket_close(b);
}

UC_TEST(netstack_reads_numeric_addresses_without_a_name_server)
{
    struct uc_net_addr found[2] = {{.family = 0}};
    uc_nsec_t deadline = netstack_suite_soon();

    UC_EXPECT_EQ(uc_net_resolve("10.1.2.3", 0, found, 2, deadline), 1);
    UC_EXPECT_EQ(found[0].family, UC_NET_IPV4);
    UC_EXPECT_MEM(found[0].addr, "\12\1\2\3", 4);
    UC_EXPECT_EQ(uc_net_resolve("", 0, found, 2, deadline), -UC_EINVAL);
}

/* Where there is a device, its wire has a DHCP server or it has an address. */
UC_TEST(netstack_describes_its_interfaces)
{
    struct uc_net_interface net;
    unsigned n = 0;
    unsigned up = 0;
    int err = uc_net_wait_up(uc_plat_clock_monotonic() + 30 * UC_NSEC_PER_S);

    for (; uc_net_interface(n, &net) == 0; n++) {
        UC_EXPECT(net.name[0] != '\0');
        UC_EXPECT_GE(net.mtu, 576);
        UC_EXPECT(!net.up || net.ipv4.family == UC_NET_IPV4 ||
                  net.ipv6[0].family == UC_NET_IPV6);
        up += net.up;
    }
    UC_EXPECT_EQ(uc_net_interface(n, &net), -UC_ENOENT);
    UC_EXPECT_EQ(err, n > 0 ? 0 : -UC_ENODEV);
    UC_EXPECT(n == 0 || up > 0);
}

#endif /* UC_SUITES_NETSTACK_NETWORK_H */
