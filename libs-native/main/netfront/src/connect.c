/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How the two ends find together, in xenstore. Spec: Xen,
 * xen/include/public/io/netif.h; the order of states: io/xenbus.h.
 */
#include <uc/console.h>
#include <uc/errors.h>
#include <uc/malloc.h>
#include <uc/pages.h>
#include <uc/plat.h>

#include "netfront.h"

/* The other end's scripts take so long at the start of a domain. */
#define PATIENCE (10 * UC_NSEC_PER_S)

static bool arm_queue(const struct netfront_queue *queue)
{
    unsigned in_flight = queue->tx.req_prod - queue->tx.rsp_cons;

    /* Completions matter once the ring fills up, and then many at once. */
    if (in_flight > TX_SIZE / 2 &&
        uc_xen_ring_arm(&queue->tx, (in_flight + 1) / 2)) {
        return true;
    }
    return uc_xen_ring_arm(&queue->rx, 1);
}

static bool netfront_arm(struct uc_netdev *netdev)
{
    struct netfront *net = netfront_of(netdev);

    if (net->orphans || !net->connected) {
        return net->orphans;
    }
    for (unsigned i = 0; i < netfront_queues(net); i++) {
        if (arm_queue(&net->queues[i])) {
            return true;
        }
    }
    return false;
}

static const struct uc_netdev_ops ops = {
    .tx = netfront_tx,
    .flush = netfront_flush,
    .reap = netfront_reap,
    .rx_post = netfront_rx_post,
    .rx = netfront_rx,
    .arm = netfront_arm,
};

static void notify(struct netfront *net)
{
    if (net->netdev.notify != NULL) {
        net->netdev.notify(net->netdev.notify_arg);
    }
}

/* Context: interrupt. */
static void on_event(void *arg)
{
    notify(arg);
}

/* Takes a ring back. One that is kept is given up with its page. */
static void end_ring(uc_xen_ref_t *ref, void **page)
{
    if (*ref != UC_XEN_REF_NONE && uc_xen_grant_end(*ref) < 0) {
        *page = NULL;
    }
    *ref = UC_XEN_REF_NONE;
}

static void end_rings(struct netfront_queue *queue)
{
    end_ring(&queue->tx_ref, &queue->tx_page);
    end_ring(&queue->rx_ref, &queue->rx_page);
}

/*
 * Takes back what an end that has gone had. Not as soon as it says that it is
 * closing: Linux unmaps once it has seen that this end is closed.
 */
static void take_back(struct netfront *net)
{
    for (unsigned i = 0; i < QUEUES_MAX; i++) {
        end_rings(&net->queues[i]);
    }
    netfront_tx_abandon(net, false);
    netfront_rx_abandon(net, false);
    notify(net);
}

static void close_channels(struct netfront *net)
{
    for (unsigned i = 0; i < netfront_queues(net); i++) {
        uc_plat_irq_release(net->queues[i].port);
        uc_xen_evtchn_close(net->queues[i].port);
    }
}

/* Parts from the other end; what was in flight is not coming back. */
static void disconnect(struct netfront *net)
{
    if (!net->connected) {
        return;
    }
    net->connected = false;
    close_channels(net);
    netfront_tx_abandon(net, false);
    netfront_rx_abandon(net, false);
    notify(net);
}

void netfront_give_up(struct netfront *net, const char *why)
{
    uc_console_print("netfront: the other end of ");
    uc_console_print(net->bus->path);
    uc_console_print(" ");
    uc_console_print(why);
    uc_console_print("\n");
    disconnect(net);
    (void)uc_xenbus_set_state(net->bus, UC_XENBUS_CLOSING);
}

static int share_ring(struct netfront *net, void **page, uc_xen_ref_t *ref)
{
    if (*page == NULL) {
        *page = uc_pages_alloc(1);
    }
    return *page == NULL
               ? -UC_ENOMEM
               : uc_xen_grant(net->bus->backend_id, *page, false, ref);
}

static int open_queue(struct netfront *net, struct netfront_queue *queue)
{
    int err = share_ring(net, &queue->tx_page, &queue->tx_ref);

    if (err == 0) {
        err = share_ring(net, &queue->rx_page, &queue->rx_ref);
    }
    if (err == 0) {
        err = uc_xen_evtchn_open(net->bus->backend_id, &queue->port);
    }
    if (err < 0) {
        goto end_rings;
    }
    uc_xen_ring_init(&queue->tx, queue->tx_page, TX_SIZE);
    uc_xen_ring_init(&queue->rx, queue->rx_page, RX_SIZE);
    err = uc_plat_irq_claim(queue->port, on_event, net);
    if (err == 0) {
        return 0;
    }
    uc_xen_evtchn_close(queue->port);
end_rings:
    end_rings(queue);
    return err;
}

/* Queues that both ends can do. An end that tells of none does one. */
static unsigned wanted_queues(const struct netfront *net)
{
    uint64_t most;

    if (QUEUES_MAX == 1 ||
        uc_xenstore_read_number(0, net->bus->backend, "multi-queue-max-queues",
                                &most) < 0 ||
        most < 1) {
        return 1;
    }
    return most < QUEUES_MAX ? (unsigned)most : (unsigned)QUEUES_MAX;
}

/* Where there is not enough for all, fewer do as well. */
static int open_queues(struct netfront *net)
{
    unsigned wanted = wanted_queues(net), n = 0;
    int err = 0;

    while (n < wanted && err == 0) {
        err = open_queue(net, &net->queues[n]);
        n += err == 0;
    }
    net->queues_n = n;
    return n > 0 ? 0 : err;
}

static int connect(struct netfront *net)
{
    int err = open_queues(net);

    if (err < 0) {
        take_back(net);
        return err;
    }
    net->connected = true;
    err = netfront_publish(net);
    if (err == 0) {
        err = netfront_rx_offer(net);
    }
    if (err == 0) {
        err = uc_xenbus_set_state(net->bus, UC_XENBUS_CONNECTED);
    }
    if (err < 0) {
        disconnect(net);
        take_back(net);
        return err;
    }
    notify(net);
    return 0;
}

static bool offers(const struct uc_xenbus_device *bus, const char *feature)
{
    uint64_t value;

    return uc_xenstore_read_number(0, bus->backend, feature, &value) == 0 &&
           value == 1;
}

static void read_offloads(struct netfront *net)
{
    struct uc_netdev *netdev = &net->netdev;

    netdev->offloads =
        UC_NET_RX_CSUM | (UC_CONFIG_NETFRONT_GSO_RECEIVE ? UC_NET_RX_LRO : 0);
    if (offers(net->bus, "feature-no-csum-offload")) {
        return;
    }
    netdev->offloads |= UC_NET_TX_CSUM;
    if (offers(net->bus, "feature-sg")) {
        netdev->offloads |=
            (offers(net->bus, "feature-gso-tcpv4") ? UC_NET_TX_TSO4 : 0) |
            (offers(net->bus, "feature-gso-tcpv6") ? UC_NET_TX_TSO6 : 0);
    }
}

static unsigned hex_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return (unsigned)(c - '0');
    }
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10 : 16;
}

/* "00:16:3e:01:02:03" */
static int read_mac(struct netfront *net)
{
    char text[18];
    int len = uc_xenstore_read(0, net->bus->path, "mac", text, sizeof text);

    if (len != sizeof text - 1) {
        return -UC_EINVAL;
    }
    for (unsigned i = 0; i < 6; i++) {
        unsigned high = hex_digit(text[3 * i]);
        unsigned low = hex_digit(text[3 * i + 1]);
        if (high > 15 || low > 15) {
            return -UC_EINVAL;
        }
        net->netdev.mac[i] = (uint8_t)(high << 4 | low);
    }
    return 0;
}

static uint16_t read_mtu(const struct netfront *net)
{
    uint64_t mtu;

    if (uc_xenstore_read_number(0, net->bus->path, "mtu", &mtu) < 0 ||
        mtu < 576 || mtu > UINT16_MAX) {
        return 1500;
    }
    return (uint16_t)mtu;
}

static void free_rings(struct netfront *net)
{
    for (unsigned i = 0; i < QUEUES_MAX; i++) {
        void *const pages[] = {net->queues[i].tx_page, net->queues[i].rx_page};
        for (unsigned k = 0; k < UC_ARRAY_SIZE(pages); k++) {
            if (pages[k] != NULL) {
                uc_pages_free(pages[k], 1);
            }
        }
    }
}

static int probe(struct uc_xenbus_device *bus)
{
    struct netfront *net = uc_calloc(1, sizeof *net);
    int err;

    if (net == NULL) {
        return -UC_ENOMEM;
    }
    net->bus = bus;
    bus->driver_data = net;
    err = read_mac(net);
    if (err < 0) {
        goto free_all;
    }
    netfront_tx_init(net);
    netfront_rx_init(net);
    net->netdev.ops = &ops;
    net->netdev.mtu = read_mtu(net);
    net->netdev.rx_depth = RX_SLOTS;
    net->netdev.rx_depth_min = QUEUES_MAX * RX_FRAME_PLACES;
    net->netdev.rx_bytes_min = UC_PAGE_SIZE;
    net->netdev.rx_pages = true;
    if (uc_xenbus_await(bus, UC_XENBUS_INIT_WAIT,
                        uc_plat_clock_monotonic() + PATIENCE) ==
        UC_XENBUS_INIT_WAIT) {
        read_offloads(net);
        err = connect(net);
        if (err < 0) {
            goto free_all;
        }
    } else {
        uc_console_print("netfront: the other end is not ready yet\n");
    }
    uc_netdev_add(&net->netdev);
    return 0;
free_all:
    free_rings(net);
    uc_free(net);
    return err;
}

/* What a stack has been told that a device can do it does not take back. */
static bool can_still(struct netfront *net)
{
    unsigned before = net->netdev.offloads;

    read_offloads(net);
    bool still = (before & ~net->netdev.offloads) == 0;
    net->netdev.offloads = before;
    return still;
}

static void backend_changed(struct uc_xenbus_device *bus,
                            enum uc_xenbus_state state)
{
    struct netfront *net = bus->driver_data;

    switch (state) {
    case UC_XENBUS_INIT_WAIT:
        disconnect(net); /* another one: it knows nothing of the old ring */
        take_back(net);
        if (!can_still(net)) {
            uc_console_print(
                "netfront: the new end does less than the old one\n");
        } else if (connect(net) < 0) {
            uc_console_print("netfront: cannot connect\n");
        }
        return;
    case UC_XENBUS_CLOSING:
    case UC_XENBUS_CLOSED:
        disconnect(net);
        if (state == UC_XENBUS_CLOSED) {
            take_back(net);
        }
        (void)uc_xenbus_set_state(bus, UC_XENBUS_CLOSED);
        return;
    case UC_XENBUS_UNKNOWN:
        disconnect(net);
        take_back(net);
        return;
    default:
        return;
    }
}

/* Ports and grants are void: nothing is to be taken back. */
static void resumed(struct uc_xenbus_device *bus)
{
    struct netfront *net = bus->driver_data;

    net->connected = false;
    for (unsigned i = 0; i < QUEUES_MAX; i++) {
        net->queues[i].tx_ref = UC_XEN_REF_NONE;
        net->queues[i].rx_ref = UC_XEN_REF_NONE;
    }
    netfront_tx_abandon(net, true);
    netfront_rx_abandon(net, true);
    notify(net);
}

UC_XENBUS_DRIVER(netfront, .type = "vif", .probe = probe,
                 .backend_changed = backend_changed, .resumed = resumed);
