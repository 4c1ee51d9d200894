/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef E1000_E1000_H
#define E1000_E1000_H

#include <uc/netdev.h>
#include <uc/pci.h>

#include "regs.h"

enum {
    RX_RING = 256, /* descriptors: one page */
    TX_RING = 256,
    BUFFER_BYTES = 2048, /* what the device may write to each */
    SEGMENTS_MAX = 2 * UC_NET_PIECES_MAX + 1,
};

struct e1000_posted {
    void *data;
    void *cookie;
};

/* A frame on its way, by order of sending. */
struct e1000_sent {
    void *cookie;
    uint16_t last; /* its last descriptor, which tells when it is done */
};

struct e1000 {
    struct uc_netdev netdev;
    struct uc_pci_device *pci;
    volatile uint8_t *regs;
    uint32_t causes; /* of interrupts: receiving */
    uint32_t causes_tx;

    volatile struct e1000_rx_desc *rx;
    struct e1000_posted posted[RX_RING];
    unsigned rx_head; /* the next that the device fills */
    unsigned rx_tail; /* the next that is empty */
    bool rx_skip;     /* the rest of a frame in several buffers */

    volatile struct e1000_tx_desc *tx;
    struct e1000_sent sent[TX_RING];
    unsigned sent_head; /* the oldest on its way */
    unsigned sent_n;
    unsigned tx_tail; /* the next descriptor */
    unsigned tx_used;
    uint16_t csum_start; /* of the device's context */
    uint16_t csum_at;
};

static inline struct e1000 *e1000_of(struct uc_netdev *netdev)
{
    return UC_CONTAINER_OF(netdev, struct e1000, netdev);
}

uint32_t e1000_read(const struct e1000 *net, unsigned reg);
void e1000_write(const struct e1000 *net, unsigned reg, uint32_t value);

/* rx.c */
unsigned e1000_rx_post(struct uc_netdev *netdev,
                       const struct uc_net_rx_buffer *buffers, unsigned n);
int e1000_rx(struct uc_netdev *netdev, struct uc_net_rx *out, unsigned n);
bool e1000_rx_waits(const struct e1000 *net);

/* tx.c */
unsigned e1000_tx(struct uc_netdev *netdev, const struct uc_net_tx *frames,
                  unsigned n);
void e1000_flush(struct uc_netdev *netdev);
unsigned e1000_reap(struct uc_netdev *netdev, void **cookies, unsigned n);
bool e1000_tx_waits(const struct e1000 *net);

#endif /* E1000_E1000_H */
