/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef NETFRONT_H
#define NETFRONT_H

#include <uc/netdev.h>
#include <uc/xen/ring.h>
#include <uc/xenbus.h>

/* Spec: Xen, xen/include/public/io/netif.h. */
struct netfront_tx_request {
    uint32_t ref;
    uint16_t offset;
    uint16_t flags;
    uint16_t id;
    uint16_t bytes; /* of the whole frame in its first request */
};

struct netfront_tx_answer {
    uint16_t id;
    int16_t status;
};

struct netfront_rx_request {
    uint16_t id;
    uint16_t pad;
    uint32_t ref;
};

struct netfront_rx_answer {
    uint16_t id;
    uint16_t offset;
    uint16_t flags;
    int16_t status; /* bytes, or a negative error */
};

/* In the place of a request or an answer, behind one with FLAG_EXTRA. */
struct netfront_extra {
    uint8_t type;
    uint8_t flags;
    uint16_t gso_bytes;
    uint8_t gso_type;
    uint8_t pad;
    uint16_t features;
};

enum {
    FLAG_CSUM_BLANK = 1,
    FLAG_DATA_VALIDATED = 2,
    FLAG_MORE = 4,
    FLAG_EXTRA = 8,

    EXTRA_GSO = 1,
    EXTRA_MORE = 1, /* flag */
    GSO_TCPV4 = 1,
    GSO_TCPV6 = 2,

    TX_ENTRY_BYTES = 12,
    RX_ENTRY_BYTES = 8,
    TX_SIZE = UC_XEN_RING_SIZE(TX_ENTRY_BYTES),
    RX_SIZE = UC_XEN_RING_SIZE(RX_ENTRY_BYTES),

    /* Requests of one frame that every back end takes. */
    SLOTS_MAX = 18,
    EXTRAS_MAX = 4, /* of one frame: one of each kind */
    FRAME_BYTES_MAX = 65535,
    ID_NONE = 0xffff,
};

/* What is in flight, by its id. */
struct netfront_tx_slot {
    uc_xen_ref_t ref;
    uint16_t next; /* of free ones */
    uint16_t last; /* of its frame, which holds all below */
    bool busy;     /* until it is answered */
    bool orphan;   /* sent to an end that has gone */
    unsigned left; /* requests that are not answered: then (cookie) is done */
    void *cookie;
    void *bounce; /* pages of its own, freed with it */
    unsigned bounce_pages;
};

struct netfront_rx_slot {
    uc_xen_ref_t ref;
    uint16_t next;
    bool busy;
    void *data;
    void *cookie;
};

struct netfront {
    struct uc_netdev netdev;
    struct uc_xenbus_device *bus;
    uc_xen_port_t port;
    bool connected;
    bool orphans; /* frames of an end that has gone wait to be reaped */
    struct uc_xen_ring tx;
    struct uc_xen_ring rx;
    void *tx_page;
    void *rx_page;
    uc_xen_ref_t tx_ref;
    uc_xen_ref_t rx_ref;
    uint16_t tx_free; /* first of the list */
    uint16_t tx_free_n;
    uint16_t rx_free;
    uint16_t rx_free_n;
    struct netfront_tx_slot tx_slots[TX_SIZE];
    struct netfront_rx_slot rx_slots[RX_SIZE];
    uint16_t rx_places[RX_SIZE]; /* the id that each place of the ring has */
};

static inline struct netfront *netfront_of(struct uc_netdev *netdev)
{
    return UC_CONTAINER_OF(netdev, struct netfront, netdev);
}

/* tx.c */
void netfront_tx_init(struct netfront *net);
unsigned netfront_tx(struct uc_netdev *netdev, const struct uc_net_tx *frames,
                     unsigned n);
void netfront_flush(struct uc_netdev *netdev);
unsigned netfront_reap(struct uc_netdev *netdev, void **cookies, unsigned n);
/*
 * The other end has gone: what was in flight is done, whether it got there.
 * (void_grants): so have the grants, by a suspension.
 */
void netfront_tx_abandon(struct netfront *net, bool void_grants);

/* rx.c */
void netfront_rx_init(struct netfront *net);
unsigned netfront_rx_post(struct uc_netdev *netdev,
                          const struct uc_net_rx_buffer *buffers, unsigned n);
int netfront_rx(struct uc_netdev *netdev, struct uc_net_rx *out, unsigned n);
/* Grants the buffers that are posted to a new other end. */
int netfront_rx_offer(struct netfront *net);
/* Takes back the buffers that an end that has gone lets go of by now. */
void netfront_rx_abandon(struct netfront *net, bool void_grants);

/* The other end broke the rules: parts from it, until there is another. */
void netfront_give_up(struct netfront *net, const char *why);

#endif /* NETFRONT_H */
