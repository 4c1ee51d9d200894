/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_SUITES_NETSTACK_H
#define UC_SUITES_NETSTACK_H

/*
 * Conformance suite of contract "netstack": included by one file of a test
 * program in which init level 2 has run and nobody else has sockets (on
 * `hosted`: UC_HOSTED_BOOT("")). It needs a stack with IPv4 and with 127.0.0.1,
 * over which it talks to itself: TCP ports 1000 to 1099, UDP ports 2000 to
 * 2099. A device, where there is one, comes up by itself.
 */
#include <uc/suites/netstack/connections.h>
#include <uc/suites/netstack/network.h>
#include <uc/suites/netstack/streams.h>

#endif /* UC_SUITES_NETSTACK_H */
