/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_VIRTIO_RING_H
#define UC_VIRTIO_RING_H

/*
 * Split virtqueues, for drivers of contract "virtio". What the driver knows of
 * a queue lies in memory that the device cannot reach, and everything that the
 * device writes is checked: a device that breaks the rules makes the queue
 * broken, and no memory but its own buffers is touched.
 *
 * All calls: context thread, one caller at a time for each queue.
 *
 * Spec: Virtual I/O Device (VIRTIO) 1.2, section 2.7.
 */
#include <uc/plat/dma.h>
#include <uc/types.h>
#include <uc/virtio.h>

/* Bits of the feature word that concern queues. */
#define UC_VIRTIO_F_EVENT_IDX (UINT64_C(1) << 29)
#define UC_VIRTIO_F_VERSION_1 (UINT64_C(1) << 32)

struct uc_vring_slot;

/* All fields are the library's. */
struct uc_vring {
    struct uc_vring_desc *desc;
    struct uc_vring_avail *avail;
    struct uc_vring_used *used;
    struct uc_vring_slot *slots;
    struct uc_virtio_device *dev;
    size_t pages;
    uint16_t index; /* of the queue */
    uint16_t size;
    uint16_t free_head;
    uint16_t free_n;     /* descriptors */
    uint16_t in_flight;  /* chains with the device */
    uint16_t avail_next; /* made available, but perhaps not yet published */
    uint16_t avail_told; /* when the device was last notified of */
    uint16_t used_next;
    bool event_idx;
    bool broken;
};

/*
 * Makes queue (index) of (dev), with at most (size) entries (a power of two),
 * and tells the device. (features) are those accepted.
 *
 * Errors: -UC_ENOENT (no such queue), -UC_ENOMEM, those of queue_set.
 */
int uc_vring_init(struct uc_vring *ring, struct uc_virtio_device *dev,
                  unsigned index, unsigned size, uint64_t features);

/* Frees what init took; the device has been reset before. */
void uc_vring_destroy(struct uc_vring *ring);

/*
 * Queues one chain: (out_n) segments that the device reads, then (in_n) that
 * it writes. It sees them at the next uc_vring_publish or _kick. Returns the
 * chain's number, less than the ring's size, which the used chain brings back,
 * or -UC_EAGAIN (no room), -UC_EIO (broken).
 */
int uc_vring_add(struct uc_vring *ring, const struct uc_dma_seg *segs,
                 unsigned out_n, unsigned in_n);

/* The number that the next uc_vring_add returns, if there is room. */
static inline unsigned uc_vring_next(const struct uc_vring *ring)
{
    return ring->free_head;
}

/* Lets the device see what was added. */
void uc_vring_publish(struct uc_vring *ring);

/* Publishes, and notifies the device if it asked to be told. */
void uc_vring_kick(struct uc_vring *ring);

/* How many used chains wait, or -UC_EIO (broken). */
int uc_vring_pending(struct uc_vring *ring);

/*
 * Tells number and written bytes of used chain (ahead), 0 the next, less than
 * uc_vring_pending. Errors: -UC_EIO.
 */
int uc_vring_peek(struct uc_vring *ring, unsigned ahead, uint32_t *bytes);

/*
 * Takes the next used chain: returns its number, fills (bytes) with how many
 * the device wrote, never more than the chain has room for. (bytes) may be
 * NULL. Errors: -UC_EAGAIN (none), -UC_EIO (broken).
 */
int uc_vring_get(struct uc_vring *ring, uint32_t *bytes);

/*
 * Asks for an interrupt once (after) more chains than now are used, at least
 * 1. Returns true where so many are already: then none comes for them.
 */
bool uc_vring_arm(struct uc_vring *ring, unsigned after);

/* Declares the device broken; every later call says so. */
void uc_vring_break(struct uc_vring *ring);

#endif /* UC_VIRTIO_RING_H */
