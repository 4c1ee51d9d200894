/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef VIRTIO_NET_H
#define VIRTIO_NET_H

#include <uc/byteorder.h>
#include <uc/netdev.h>
#include <uc/virtio_ring.h>

/* Spec: VIRTIO 1.2, section 5.1.3 (feature bits). */
#define F_CSUM       (UINT64_C(1) << 0)
#define F_GUEST_CSUM (UINT64_C(1) << 1)
#define F_MTU        (UINT64_C(1) << 3)
#define F_MAC        (UINT64_C(1) << 5)
#define F_HOST_TSO4  (UINT64_C(1) << 11)
#define F_HOST_TSO6  (UINT64_C(1) << 12)
#define F_MRG_RXBUF  (UINT64_C(1) << 15)

enum {
    DEVICE_ID = 1,
    QUEUE_RX = 0,
    QUEUE_TX = 1,
    CONFIG_MAC = 0,
    CONFIG_MTU = 10,
    MTU_DEFAULT = 1500,
    ETHERNET_BYTES = 14,
    VLAN_BYTES = 4,
};

/* In front of every frame. Spec: VIRTIO 1.2, section 5.1.6. */
struct virtio_net_header {
    uint8_t flags;
    uint8_t gso_type;
    uc_le16 hdr_len;
    uc_le16 gso_size;
    uc_le16 csum_start;
    uc_le16 csum_offset;
    uc_le16 num_buffers;
};

enum {
    HEADER_BYTES = sizeof(struct virtio_net_header),
    HDR_NEEDS_CSUM = 1,
    HDR_DATA_VALID = 2,
    GSO_NONE = 0,
    GSO_TCPV4 = 1,
    GSO_TCPV6 = 4,
};
UC_STATIC_ASSERT(HEADER_BYTES == 12, "the specification's size");

/* A buffer that the device fills, by the number of its chain. */
struct virtio_net_posted {
    void *data;
    void *cookie;
};

struct virtio_net {
    struct uc_netdev netdev;
    struct uc_virtio_device *dev;
    struct uc_vring rx;
    struct uc_vring tx;
    struct virtio_net_posted *posted;
    void **sent;                       /* cookies, by chain */
    struct virtio_net_header *headers; /* where a frame has no headroom */
    bool mergeable;
    bool gone;
};

extern const struct uc_netdev_ops virtio_net_ops;

/* rx.c */
unsigned virtio_net_rx_post(struct uc_netdev *netdev,
                            const struct uc_net_rx_buffer *buffers, unsigned n);
int virtio_net_rx(struct uc_netdev *netdev, struct uc_net_rx *out, unsigned n);

/* tx.c */
unsigned virtio_net_tx(struct uc_netdev *netdev, const struct uc_net_tx *frames,
                       unsigned n);
void virtio_net_flush(struct uc_netdev *netdev);
unsigned virtio_net_reap(struct uc_netdev *netdev, void **cookies, unsigned n);

/* The device broke the rules: stops it for good. Returns -UC_EIO. */
int virtio_net_give_up(struct virtio_net *net);

static inline struct virtio_net *virtio_net_of(struct uc_netdev *netdev)
{
    return UC_CONTAINER_OF(netdev, struct virtio_net, netdev);
}

#endif /* VIRTIO_NET_H */
