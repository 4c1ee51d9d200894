/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef TAP_NET_TAP_H
#define TAP_NET_TAP_H

/* What Linux calls by these names. Spec: include/uapi/linux/{if,if_tun}.h. */
#include <stdint.h>

#include <uc/linux/syscall.h>

enum {
    IFF_TAP = 0x0002,
    IFF_NO_PI = 0x1000,
    IFF_VNET_HDR = 0x4000,
    IF_NAME_BYTES = 16,
    ARPHRD_ETHER = 1,
};

/* Requests. Linux says int or unsigned where it takes a struct. */
#define TUNSETIFF       uc_linux_request(UC_LINUX_TO_KERNEL, 'T', 202, 4)
#define TUNSETOFFLOAD   uc_linux_request(UC_LINUX_TO_KERNEL, 'T', 208, 4)
#define TUNGETIFF       uc_linux_request(UC_LINUX_FROM_KERNEL, 'T', 210, 4)
#define TUNSETVNETHDRSZ uc_linux_request(UC_LINUX_TO_KERNEL, 'T', 216, 4)
#define SIOCGIFHWADDR   0x8927UL /* the same everywhere */

/* What the image can take in. */
enum {
    TUN_F_CSUM = 0x01
};

/* struct ifreq; of 32-bit Linux 8 bytes shorter, which it leaves alone. */
struct if_request {
    char name[IF_NAME_BYTES];
    union {
        int16_t flags;
        struct {
            uint16_t family;
            uint8_t bytes[14];
        } address;
        uint8_t room[24];
    };
};

/* Of AF_PACKET sockets. Spec: packet(7). */
enum {
    PACKET_FAMILY = 17,
    PACKET_LEVEL = 263,
    PACKET_HAS_VNET_HEADER = 15,
};

/* struct sockaddr_ll */
struct packet_address {
    uint16_t family;
    uint16_t protocol;
    int32_t interface;
    uint16_t hardware;
    uint8_t type;
    uint8_t address_bytes;
    uint8_t address[8];
};

/*
 * Before each frame, in CPU byte order. Spec: VIRTIO 1.2, section 5.1.6, in its
 * legacy form of 10 bytes.
 */
struct vnet_header {
    uint8_t flags;
    uint8_t gso_type;
    uint16_t header_bytes;
    uint16_t gso_bytes;
    uint16_t csum_start;
    uint16_t csum_offset;
};

enum {
    VNET_NEEDS_CSUM = 1,
    VNET_DATA_VALID = 2,
    VNET_GSO_NONE = 0,
    VNET_GSO_TCPV4 = 1,
    VNET_GSO_TCPV6 = 4,
};

#endif /* TAP_NET_TAP_H */
