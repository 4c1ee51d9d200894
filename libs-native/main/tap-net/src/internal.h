/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef TAP_NET_INTERNAL_H
#define TAP_NET_INTERNAL_H

#include <uc/netdev.h>
#include <uc/types.h>

#include "tap.h"

enum {
    TAP_NET_DEVICES_MAX = 4,
    TAP_NET_DEPTH = 256,
    ETHERNET_HEADER_BYTES = 14,
    VLAN_TAG_BYTES = 4,
};

/* What the command line says of one device. */
struct tap_net_request {
    const char *name; /* of the interface; NULL: fd is open already */
    int fd;
    const char *mac; /* NULL: made from the interface's */
    uint16_t mtu;
};

extern struct tap_net_request tap_net_requests[TAP_NET_DEVICES_MAX];
extern unsigned tap_net_requests_n;

struct tap_net {
    struct uc_netdev dev;
    int fd;
    bool packet; /* fd is a packet socket, not a tap */
    bool vnet;   /* each frame stands behind a struct vnet_header */
    /* Buffers of the stack, a ring: [first, first + count). */
    struct uc_net_rx_buffer rx[TAP_NET_DEPTH];
    unsigned rx_first;
    unsigned rx_count;
    /* Cookies of sent frames, a ring. */
    void *done[TAP_NET_DEPTH];
    unsigned done_first;
    unsigned done_count;
};

extern const struct uc_netdev_ops tap_net_ops;

/* Fills in fd, vnet, offloads and mac. Says on the console what went wrong. */
int tap_net_open(struct tap_net *tap, const struct tap_net_request *request);

/* "12:34:56:78:9a:bc". Returns 0 or -UC_EINVAL. */
int tap_net_parse_mac(const char *text, uint8_t mac[6]);

#endif /* TAP_NET_INTERNAL_H */
