/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef USERNET_H
#define USERNET_H

#include <netinet/in.h>

enum network_kind {
    NETWORK_PAIR, /* a namespace with a veth pair; no rights needed */
    NETWORK_TAP,  /* a tap of this namespace, gone with its descriptor */
    NETWORK_NONE, /* somebody else has made it */
};

/* Addresses of the network; host byte order is nowhere. */
struct network {
    enum network_kind kind;
    struct in_addr host;
    unsigned prefix;
};

/*
 * Makes the devices and enters the namespace, where there is one. Returns the
 * guest's end, closed by exec, or -1 for NETWORK_NONE. (name) gets that of the
 * tap.
 */
int make_network(const struct network *network, char name[16]);

/* Says why on the status descriptor, and ends. */
__attribute__((format(printf, 1, 2), noreturn)) void fail(const char *format,
                                                          ...);

#endif /* USERNET_H */
