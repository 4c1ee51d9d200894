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
    /* The first two change places between the directions. */
    TX_CSUM_BLANK = 1,
    TX_DATA_VALIDATED = 2,
    RX_DATA_VALIDATED = 1,
    RX_CSUM_BLANK = 2,
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

    QUEUES_MAX = UC_CONFIG_NETFRONT_QUEUES,
    TX_SLOTS = QUEUES_MAX * TX_SIZE, /* of all queues together */
    RX_SLOTS = QUEUES_MAX * RX_SIZE,

    /* Requests of one frame that every back end takes. */
    SLOTS_MAX = 18,
    EXTRAS_MAX = 4, /* of one frame: one of each kind */
    /* Linux' end waits for so many buffers: a frame of 64 KiB to be cut. */
    RX_FRAME_PLACES = SLOTS_MAX + 1,
    FRAME_BYTES_MAX = 65535,
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

/* A pair of rings, and the channel that tells of both. */
struct netfront_queue {
    struct uc_xen_ring tx;
    struct uc_xen_ring rx;
    uc_xen_port_t port;
    void *tx_page;
    void *rx_page;
    uc_xen_ref_t tx_ref;
    uc_xen_ref_t rx_ref;
    uint16_t rx_places[RX_SIZE]; /* the id that each place of the ring has */
};

struct netfront {
    struct uc_netdev netdev;
    struct uc_xenbus_device *bus;
    bool connected;
    bool orphans;      /* frames of an end that has gone wait to be reaped */
    unsigned queues_n; /* in use with this other end */
    unsigned turn;     /* of the queue that is looked at first */
    uint16_t tx_free;  /* first of the list */
    uint16_t tx_free_n;
    uint16_t rx_free;
    uint16_t rx_free_n;
    struct netfront_queue queues[QUEUES_MAX];
    struct netfront_tx_slot tx_slots[TX_SLOTS];
    struct netfront_rx_slot rx_slots[RX_SLOTS];
};

static inline struct netfront *netfront_of(struct uc_netdev *netdev)
{
    return UC_CONTAINER_OF(netdev, struct netfront, netdev);
}

/* A constant where there can be one alone: loops over queues fold then. */
static inline unsigned netfront_queues(const struct netfront *net)
{
    return QUEUES_MAX == 1 ? 1 : net->queues_n;
}

/* Begins a round over the queues, with another one each time. */
static inline unsigned netfront_turn(struct netfront *net)
{
    return QUEUES_MAX == 1 ? 0 : net->turn++;
}

/* The (i)th of a round. */
static inline struct netfront_queue *netfront_in_turn(struct netfront *net,
                                                      unsigned turn, unsigned i)
{
    return &net->queues[(turn + i) % netfront_queues(net)];
}

/* Tells the other end what is new in one of the rings of (queue). */
static inline void netfront_push(const struct netfront_queue *queue,
                                 struct uc_xen_ring *ring)
{
    if (QUEUES_MAX > 1 && ring->page->req_prod == ring->req_prod) {
        return;
    }
    if (uc_xen_ring_push(ring)) {
        uc_xen_evtchn_send(queue->port);
    }
}

/*
 * flow.c: a number that all frames of a flow have in common; its upper bits
 * tell flows apart best.
 */
uint32_t netfront_flow(const struct uc_net_tx *frame);

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

/* settings.c: writes what the other end has to know into the store. */
int netfront_publish(const struct netfront *net);

/* connect.c: the other end broke the rules: parts from it, until there is
 * another. */
void netfront_give_up(struct netfront *net, const char *why);

#endif /* NETFRONT_H */
