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

enum {
    TRIES_MAX = 100, /* of a transaction that others disturb */
};

static bool netfront_arm(struct uc_netdev *netdev)
{
    struct netfront *net = netfront_of(netdev);
    unsigned in_flight = TX_SIZE - net->tx_free_n;

    if (net->orphans || !net->connected) {
        return net->orphans;
    }
    /* Completions matter once the ring fills up, and then many at once. */
    if (in_flight > TX_SIZE / 2 &&
        uc_xen_ring_arm(&net->tx, (in_flight + 1) / 2)) {
        return true;
    }
    return uc_xen_ring_arm(&net->rx, 1);
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

/*
 * Takes back what an end that has gone had. Not as soon as it says that it is
 * closing: Linux unmaps once it has seen that this end is closed.
 */
static void take_back(struct netfront *net)
{
    end_ring(&net->tx_ref, &net->tx_page);
    end_ring(&net->rx_ref, &net->rx_page);
    netfront_tx_abandon(net, false);
    netfront_rx_abandon(net, false);
    notify(net);
}

/* Parts from the other end; what was in flight is not coming back. */
static void disconnect(struct netfront *net)
{
    if (!net->connected) {
        return;
    }
    net->connected = false;
    uc_plat_irq_release(net->port);
    uc_xen_evtchn_close(net->port);
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

static int write_settings(struct netfront *net, uc_xenstore_tx_t tx)
{
    const char *path = net->bus->path;
    const struct {
        const char *name;
        uint64_t value;
    } settings[] = {
        {"tx-ring-ref", net->tx_ref},
        {"rx-ring-ref", net->rx_ref},
        {"event-channel", net->port},
        {"request-rx-copy", 1},
        {"feature-rx-notify", 1},
        {"feature-sg", 1},
        {"feature-gso-tcpv4", UC_CONFIG_NETFRONT_GSO_RECEIVE},
        {"feature-gso-tcpv6", UC_CONFIG_NETFRONT_GSO_RECEIVE},
        {"feature-ipv6-csum-offload", 1},
    };
    int err = 0;

    for (unsigned i = 0; err == 0 && i < UC_ARRAY_SIZE(settings); i++) {
        err = uc_xenstore_write_number(tx, path, settings[i].name,
                                       settings[i].value);
    }
    return err;
}

static int publish(struct netfront *net)
{
    uc_xenstore_tx_t tx;
    unsigned tries = 0;
    int err;

    do {
        err = uc_xenstore_begin(&tx);
        if (err < 0) {
            return err;
        }
        err = write_settings(net, tx);
        int end = uc_xenstore_end(tx, err == 0);
        err = err == 0 ? end : err;
    } while (err == -UC_EAGAIN && ++tries < TRIES_MAX);
    return err;
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

static int connect(struct netfront *net)
{
    int err = share_ring(net, &net->tx_page, &net->tx_ref);

    if (err == 0) {
        err = share_ring(net, &net->rx_page, &net->rx_ref);
    }
    if (err == 0) {
        err = uc_xen_evtchn_open(net->bus->backend_id, &net->port);
    }
    if (err < 0) {
        goto end_rings;
    }
    uc_xen_ring_init(&net->tx, net->tx_page, TX_SIZE);
    uc_xen_ring_init(&net->rx, net->rx_page, RX_SIZE);
    err = uc_plat_irq_claim(net->port, on_event, net);
    if (err < 0) {
        uc_xen_evtchn_close(net->port);
        goto end_rings;
    }
    net->connected = true;
    err = publish(net);
    if (err == 0) {
        err = netfront_rx_offer(net);
    }
    if (err == 0) {
        err = uc_xenbus_set_state(net->bus, UC_XENBUS_CONNECTED);
    }
    if (err == 0) {
        notify(net);
        return 0;
    }
    disconnect(net);
end_rings:
    take_back(net);
    return err;
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
    net->netdev.rx_depth = RX_SIZE;
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
    if (net->rx_page != NULL) {
        uc_pages_free(net->rx_page, 1);
    }
    if (net->tx_page != NULL) {
        uc_pages_free(net->tx_page, 1);
    }
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
    net->tx_ref = UC_XEN_REF_NONE;
    net->rx_ref = UC_XEN_REF_NONE;
    netfront_tx_abandon(net, true);
    netfront_rx_abandon(net, true);
    notify(net);
}

UC_XENBUS_DRIVER(netfront, .type = "vif", .probe = probe,
                 .backend_changed = backend_changed, .resumed = resumed);
