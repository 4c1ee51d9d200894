/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_NETDEV_H
#define UC_NETDEV_H

/*
 * Contract "netdev" 1.0, many providers: Ethernet devices. The stack owns all
 * buffers; a device moves frames into and out of them in batches and copies
 * nothing. Frames may lie in several pieces. Xen's front and back ends use the
 * same types from both sides.
 *
 * All calls: context thread, and the caller keeps others from calling the same
 * device meanwhile (a stack does it by its core lock).
 */
#include <uc/types.h>

struct uc_netdev;

/* One piece of a frame to send. */
struct uc_net_piece {
    const void *data;
    uint32_t bytes;
};

enum {
    UC_NET_PIECES_MAX = 20, /* of one frame: 64 KiB in pages, and headers */
    UC_NET_BATCH_MAX = 64,
};

/* What a device can do; a stack asks in (offloads) and uses what it likes. */
enum uc_net_offload {
    UC_NET_TX_CSUM = 1 << 0, /* completes a TCP or UDP checksum */
    UC_NET_TX_TSO4 = 1 << 1, /* cuts TCP segments, IPv4 */
    UC_NET_TX_TSO6 = 1 << 2,
    UC_NET_RX_CSUM = 1 << 3, /* tells where the checksum need not be verified */
    UC_NET_RX_LRO = 1 << 4,  /* may hand up joined segments, above the MTU */
};

enum uc_net_frame_flag {
    /*
     * Sending: the device fills in the checksum at csum_start + csum_offset;
     * that field holds the sum of the pseudo header already.
     * Receiving: nobody wrote the checksum, but the data never left the host.
     */
    UC_NET_CSUM_PARTIAL = 1 << 0,
    /* Receiving: the checksum has been verified. */
    UC_NET_CSUM_GOOD = 1 << 1,
    /*
     * Sending: the device may write to the tx_headroom bytes in front of the
     * first piece, where it puts its own header, and to no others.
     */
    UC_NET_HEADROOM = 1 << 2,
};

struct uc_net_tx {
    const struct uc_net_piece *pieces; /* read during the call only */
    unsigned pieces_n;                 /* 1 to UC_NET_PIECES_MAX */
    unsigned flags;                    /* enum uc_net_frame_flag */
    uint16_t csum_start;               /* bytes from the start of the frame */
    uint16_t csum_offset;              /* bytes from csum_start */
    uint16_t gso_bytes;    /* payload of each segment; 0: no cutting */
    uint16_t header_bytes; /* Ethernet to TCP, where gso_bytes > 0 */
    void *cookie;          /* comes back from reap */
};

/* An empty buffer given to the device. */
struct uc_net_rx_buffer {
    void *data;
    uint32_t bytes;
    void *cookie;
};

/* A filled buffer, handed back; a frame is one or several of them in a row. */
struct uc_net_rx {
    void *cookie;
    uint32_t offset; /* of the frame's bytes from the buffer's start */
    uint32_t bytes;  /* never more than the buffer has from there */
    unsigned flags;  /* of the frame, on its first buffer */
    bool more;       /* the frame goes on in the next buffer */
};

struct uc_netdev_ops {
    /*
     * Queues (n) frames, in order, and tells the device of them by (flush).
     * Returns how many it took: fewer than (n) where the ring is full.
     * Owns: pieces of a taken frame are the device's until reap returns its
     * cookie.
     */
    unsigned (*tx)(struct uc_netdev *dev, const struct uc_net_tx *frames,
                   unsigned n);
    /* Makes the device look at what tx queued; at most one notification. */
    void (*flush)(struct uc_netdev *dev);
    /* Fills (cookies) with those of frames that are done, at most (n). */
    unsigned (*reap)(struct uc_netdev *dev, void **cookies, unsigned n);
    /* Gives the device empty buffers; returns how many it took. */
    unsigned (*rx_post)(struct uc_netdev *dev,
                        const struct uc_net_rx_buffer *buffers, unsigned n);
    /*
     * Fills (out) with at most (n) filled buffers. A frame is handed out whole
     * or, where (n) is too small for it, not yet. A device that misbehaves gets
     * its frames dropped: their buffers come back with bytes 0 and no more.
     * Returns how many, or -UC_EIO once the device is beyond use.
     */
    int (*rx)(struct uc_netdev *dev, struct uc_net_rx *out, unsigned n);
    /*
     * Asks for one call of the stack's (notify) when there is something to
     * receive or to reap; returns true where there already is, and then notify
     * is not called: poll on. So: poll under load, sleep when idle.
     */
    bool (*arm)(struct uc_netdev *dev);
};

/* Embedded in the driver's own struct, filled in before uc_netdev_add. */
struct uc_netdev {
    const struct uc_netdev_ops *ops;
    uint8_t mac[6];
    uint16_t mtu;      /* payload of an Ethernet frame, 1500 */
    unsigned offloads; /* enum uc_net_offload */
    unsigned rx_depth; /* buffers that it can hold */
    /*
     * Buffers that it needs: with fewer a large frame, or one of several queues
     * inside the device, may wait for ever. 0: it goes on with any number.
     */
    unsigned rx_depth_min;
    uint32_t rx_bytes_min; /* smallest buffer that rx_post takes */
    /*
     * Each buffer is whole pages that hold nothing else, since the device (in
     * another domain) may write to any byte of them.
     */
    bool rx_pages;
    /* Room that it would like in front of frames to send; see HEADROOM. */
    unsigned tx_headroom;
    /*
     * Set by the stack before the first rx_post; called in interrupt context,
     * so it only raises work.
     */
    void (*notify)(void *arg);
    void *notify_arg;
    unsigned index;         /* in order of registration: net0, net1 */
    struct uc_netdev *next; /* list of all */
};

/*
 * Makes (dev) known; called by drivers at init level 3, before stacks look at
 * the list at level 4. Provided by contract "boot".
 * Owns: (dev) stays the driver's and lives for ever.
 */
void uc_netdev_add(struct uc_netdev *dev);

/* First device, in order of registration; NULL where there is none. */
struct uc_netdev *uc_netdev_first(void);

#endif /* UC_NETDEV_H */
