/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/malloc.h>

#include "virtio_net.h"

int virtio_net_give_up(struct virtio_net *net)
{
    if (!net->gone) {
        net->gone = true;
        uc_vring_break(&net->rx);
        uc_vring_break(&net->tx);
        /* From here on it touches none of the buffers that it still has. */
        net->dev->ops->reset(net->dev);
        net->dev->ops->fail(net->dev);
    }
    return -UC_EIO;
}

static bool virtio_net_arm(struct uc_netdev *netdev)
{
    struct virtio_net *net = virtio_net_of(netdev);
    unsigned in_flight = net->tx.in_flight;
    unsigned taken = net->tx.size - net->tx.free_n; /* long frames take many */

    if (net->gone) {
        return false;
    }
    /* Completions matter once the ring fills up, and then many at once. */
    if (taken > net->tx.size / 2u &&
        uc_vring_arm(&net->tx, (in_flight + 1) / 2)) {
        return true;
    }
    return uc_vring_arm(&net->rx, 1);
}

const struct uc_netdev_ops virtio_net_ops = {
    .tx = virtio_net_tx,
    .flush = virtio_net_flush,
    .reap = virtio_net_reap,
    .rx_post = virtio_net_rx_post,
    .rx = virtio_net_rx,
    .arm = virtio_net_arm,
};

/* Context: interrupt handler. */
static void interrupt(void *arg)
{
    struct virtio_net *net = arg;

    if (net->netdev.notify != NULL) {
        net->netdev.notify(net->netdev.notify_arg);
    }
}

static uint64_t wanted(void)
{
    uint64_t features = UC_VIRTIO_F_VERSION_1 | UC_VIRTIO_F_EVENT_IDX | F_MAC |
                        F_MTU | F_MRG_RXBUF;

    if (UC_CONFIG_VIRTIO_NET_CHECKSUM_OFFLOAD) {
        features |= F_CSUM | F_GUEST_CSUM | F_HOST_TSO4 | F_HOST_TSO6;
    }
    return features;
}

static void read_config(struct virtio_net *net, uint64_t features)
{
    struct uc_netdev *netdev = &net->netdev;
    const struct uc_virtio_ops *ops = net->dev->ops;

    netdev->mtu = MTU_DEFAULT;
    if (features & F_MAC) {
        ops->config_read(net->dev, CONFIG_MAC, netdev->mac, sizeof netdev->mac);
    } else {
        /* Locally administered; the stack may be told another. */
        netdev->mac[0] = 0x02;
        netdev->mac[5] = (uint8_t)net->dev->index;
    }
    if (features & F_MTU) {
        uc_le16 mtu;
        ops->config_read(net->dev, CONFIG_MTU, &mtu, sizeof mtu);
        if (uc_le16_get(mtu) >= 576) {
            netdev->mtu = uc_le16_get(mtu);
        }
    }
    netdev->offloads = (features & F_CSUM ? UC_NET_TX_CSUM : 0) |
                       (features & F_HOST_TSO4 ? UC_NET_TX_TSO4 : 0) |
                       (features & F_HOST_TSO6 ? UC_NET_TX_TSO6 : 0) |
                       (features & F_GUEST_CSUM ? UC_NET_RX_CSUM : 0);
    netdev->rx_bytes_min =
        HEADER_BYTES + ETHERNET_BYTES + VLAN_BYTES + netdev->mtu;
    netdev->tx_headroom = HEADER_BYTES;
    net->mergeable = (features & F_MRG_RXBUF) != 0;
}

static unsigned queue_size(void)
{
    unsigned size = 1;

    while (size * 2 <= UC_CONFIG_VIRTIO_NET_QUEUE_SIZE) {
        size *= 2;
    }
    return size;
}

static int make_queues(struct virtio_net *net, uint64_t features)
{
    int err =
        uc_vring_init(&net->rx, net->dev, QUEUE_RX, queue_size(), features);
    if (err < 0) {
        return err;
    }
    err = uc_vring_init(&net->tx, net->dev, QUEUE_TX, queue_size(), features);
    if (err < 0) {
        goto destroy_rx;
    }
    err = -UC_ENOMEM;
    net->posted = uc_calloc(net->rx.size, sizeof *net->posted);
    net->sent = uc_calloc(net->tx.size, sizeof *net->sent);
    net->headers = uc_calloc(net->tx.size, sizeof *net->headers);
    if (net->posted != NULL && net->sent != NULL && net->headers != NULL) {
        return 0;
    }
    uc_free(net->headers);
    uc_free(net->sent);
    uc_free(net->posted);
    net->dev->ops->reset(net->dev);
    uc_vring_destroy(&net->tx);
destroy_rx:
    net->dev->ops->reset(net->dev);
    uc_vring_destroy(&net->rx);
    return err;
}

static int virtio_net_probe(struct uc_virtio_device *dev)
{
    uint64_t features = dev->ops->features(dev) & wanted();
    struct virtio_net *net;
    int err;

    if ((features & UC_VIRTIO_F_VERSION_1) == 0) {
        return -UC_EPROTO;
    }
    if ((features & F_CSUM) == 0) {
        features &= ~(F_HOST_TSO4 | F_HOST_TSO6);
    }
    err = dev->ops->accept(dev, features);
    if (err < 0) {
        return err;
    }
    net = uc_calloc(1, sizeof *net);
    if (net == NULL) {
        return -UC_ENOMEM;
    }
    net->dev = dev;
    read_config(net, features);
    err = make_queues(net, features);
    if (err < 0) {
        goto free_net;
    }
    net->netdev.ops = &virtio_net_ops;
    net->netdev.rx_depth = net->rx.size;
    err = dev->ops->irq_claim(dev, interrupt, net);
    if (err < 0) {
        goto free_queues;
    }
    dev->ops->go(dev);
    uc_netdev_add(&net->netdev);
    return 0;
free_queues:
    dev->ops->reset(dev);
    uc_vring_destroy(&net->tx);
    uc_vring_destroy(&net->rx);
    uc_free(net->headers);
    uc_free(net->sent);
    uc_free(net->posted);
free_net:
    uc_free(net);
    return err;
}

UC_VIRTIO_DRIVER(virtio_net, .name = "virtio-net", .device_id = DEVICE_ID,
                 .probe = virtio_net_probe);
