/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_BLKDEV_H
#define UC_BLKDEV_H

/*
 * Contract "blkdev" 1.0, many providers: disks. The caller owns requests and
 * data; a device moves blocks into and out of them, many at once, and copies
 * nothing. Front and back ends of Xen use the same types from both sides.
 *
 * What a device promises:
 *
 *  - Requests in flight are carried out in any order. Who needs an order waits
 *    for one before submitting the next; of two in flight that touch the same
 *    block, either may win.
 *  - A write that is done can be read. It outlives a loss of power once a flush
 *    that was submitted after it was done is done itself, or at once: with
 *    UC_BLK_FUA, and on devices without UC_BLK_CACHE.
 *  - After a loss of power each block of a write that was not flushed holds
 *    what it held before or what was written, each for itself.
 *  - Every request that was submitted is done once, whatever happens to the
 *    device. After a failed write the blocks hold anything; after a failed
 *    flush nobody knows what is safe.
 *
 * The first part is for users of disks, the second for drivers.
 */
#include <uc/spinlock.h>
#include <uc/types.h>
#include <uc/work.h>

struct uc_blkdev;

enum uc_blk_op {
    UC_BLK_READ,
    UC_BLK_WRITE,
    UC_BLK_FLUSH,   /* no blocks, no data */
    UC_BLK_DISCARD, /* the contents are of no use any more: reads give anything
                       until the next write */
    UC_BLK_ZERO,    /* reads give zeroes; no data */
};

enum uc_blk_request_flag {
    /* Of a write: done only when it would outlive a loss of power. */
    UC_BLK_FUA = 1 << 0,
    /* Of zeroing: the device may give the room back. */
    UC_BLK_UNMAP = 1 << 1,
};

/* One piece of the data: read for writes, written for reads. */
struct uc_blk_piece {
    void *data;
    uint32_t bytes;
};

struct uc_blk_request {
    enum uc_blk_op op;
    unsigned flags;  /* enum uc_blk_request_flag */
    uint64_t block;  /* the first, in the device's blocks */
    uint32_t blocks; /* how many */
    unsigned pieces_n;
    const struct uc_blk_piece *pieces; /* together (blocks) long */
    /*
     * Called once, after (result) has been set: perhaps before uc_blk_submit
     * returns, and then the request is the caller's again, to submit again or
     * to free. Must not block. Context: thread or work.
     */
    void (*done)(struct uc_blk_request *request);
    void *cookie; /* the caller's */
    /*
     * 0, or why it failed: -UC_EIO (device or medium), -UC_ENODEV (the device
     * is gone), -UC_ETIMEDOUT (it does not answer), -UC_ENOSPC (a disk that
     * grows as it is written to is full), and without asking the device:
     * -UC_ERANGE (beyond the last block), -UC_EROFS, -UC_EOPNOTSUPP (discard or
     * zero where the device cannot), -UC_E2BIG (beyond its limits),
     * -UC_EINVAL (no blocks; pieces that do not add up or are misaligned).
     */
    int result;
    /* The device's while in flight. */
    struct uc_blk_request *next;
    uintptr_t driver;
    bool flushing;
};

enum uc_blk_feature {
    UC_BLK_READ_ONLY = 1 << 0,
    /* Writes that are done may still be lost; there is something to flush. */
    UC_BLK_CACHE = 1 << 1,
    /* Has UC_BLK_FUA by itself; elsewhere a flush follows the write. */
    UC_BLK_HAS_FUA = 1 << 2,
    UC_BLK_HAS_DISCARD = 1 << 3,
    UC_BLK_HAS_ZERO = 1 << 4,
};

enum uc_blk_event {
    UC_BLK_ADDED,
    UC_BLK_RESIZED,
    UC_BLK_GONE, /* for good: each request fails with -UC_ENODEV */
};

/* Filled in by whoever wants to hear of changes. */
struct uc_blk_watch {
    /* Must not block. Context: thread or work. */
    void (*changed)(struct uc_blk_watch *watch, struct uc_blkdev *dev,
                    enum uc_blk_event event);
    struct uc_blk_watch *next;
};

/* First device, in order of registration; NULL where there is none. */
struct uc_blkdev *uc_blkdev_first(void);

/* How many blocks it has now. Context: thread or work. */
uint64_t uc_blkdev_blocks(struct uc_blkdev *dev);

/*
 * Tells (watch) of changes from here on; devices that are there already are in
 * the list. Context: thread. Owns: (watch) stays the caller's until unwatch.
 */
void uc_blkdev_watch(struct uc_blk_watch *watch);
void uc_blkdev_unwatch(struct uc_blk_watch *watch);

/*
 * Hands (n) requests to (dev) and tells it of them once. Takes all of them: it
 * keeps those that the device has no room for yet.
 *
 * Context: thread or work; from several at once, and from (done).
 * Owns: a request, its pieces and their data are the device's until done.
 */
void uc_blk_submit(struct uc_blkdev *dev,
                   struct uc_blk_request *const *requests, unsigned n);

/*
 * Lets what the device has finished be done, without waiting for its
 * interrupt; returns how many were. For callers that would rather spin.
 * Context: thread or work.
 */
unsigned uc_blk_poll(struct uc_blkdev *dev);

/* Submits one request, waits until it is done, returns its result; (done) and
 * (cookie) are overwritten. Context: thread. */
int uc_blk_wait(struct uc_blkdev *dev, struct uc_blk_request *request);

/*
 * The same for (blocks) from (block) on, of any number: cut at the limits of
 * the device. (data) must be aligned to its (align). The first error ends it.
 * Context: thread.
 */
int uc_blk_read(struct uc_blkdev *dev, uint64_t block, void *data,
                uint32_t blocks);
int uc_blk_write(struct uc_blkdev *dev, uint64_t block, const void *data,
                 uint32_t blocks);
int uc_blk_flush(struct uc_blkdev *dev);
/* -UC_EOPNOTSUPP where the device cannot: discarding is only ever a hint. */
int uc_blk_discard(struct uc_blkdev *dev, uint64_t block, uint64_t blocks);
/* Writes zeroes where the device cannot do it by itself. */
int uc_blk_zero(struct uc_blkdev *dev, uint64_t block, uint64_t blocks);

/* What a driver fills in; all are called with the device's lock held. */
struct uc_blkdev_ops {
    /*
     * Takes (request), which has been checked against the device's limits, and
     * ends it later by uc_blk_done, or now. Returns 0; -UC_EAGAIN (no room:
     * comes again after the next one is done, so only while one is in flight);
     * any other error is the request's result.
     */
    int (*queue)(struct uc_blkdev *dev, struct uc_blk_request *request);
    /* Makes the device look at what was queued; at most one notification. */
    void (*kick)(struct uc_blkdev *dev);
    /* Calls uc_blk_done for what the device has finished. */
    void (*poll)(struct uc_blkdev *dev);
    /*
     * Asks for an interrupt when more is finished; returns true where there
     * already is more, and then none needs to come: poll again. So: poll under
     * load, sleep when idle.
     */
    bool (*arm)(struct uc_blkdev *dev);
};

/*
 * Embedded in the driver's own struct, which lives for ever; filled in before
 * uc_blkdev_add. Users read it.
 */
struct uc_blkdev {
    const struct uc_blkdev_ops *ops;
    const char *driver; /* "virtio-blk" */
    const char *id;     /* serial number or path; "" where there is none */
    unsigned features;  /* enum uc_blk_feature */
    /* What block numbers count: a power of two, 512 to 65536. */
    uint32_t block_bytes;
    /* What it writes at once: smaller writes cost a read. A multiple. */
    uint32_t physical_bytes;
    uint64_t blocks; /* read it by uc_blkdev_blocks */
    /* How many requests it works on at once; more wait. */
    unsigned depth;
    unsigned pieces_max; /* of one request, at least 1 */
    uint32_t bytes_max;  /* of one request, whole blocks */
    /* Each piece starts at and is a multiple of it: a power of two, 1 to
     * block_bytes. */
    uint32_t align;
    /* Where not 0, a power of two: all pieces but the first start at a multiple
     * of it, all but the last end at one. */
    uint32_t boundary;
    uint32_t discard_blocks_max;
    uint32_t discard_blocks_unit; /* smaller pieces may stay; at least 1 */
    uint32_t zero_blocks_max;

    unsigned index; /* in order of registration: blk0, blk1 */
    bool gone;
    /* The rest belongs to the functions of this contract. */
    struct uc_blkdev *next;
    struct uc_spinlock lock;
    struct uc_work work;
    struct uc_blk_request *waiting; /* for room, first come first served */
    struct uc_blk_request *waiting_last;
    struct uc_blk_request *finished; /* their done functions have not run yet */
    struct uc_blk_request *finished_last;
    unsigned in_flight; /* queued with the driver */
    bool delivering;
};

/*
 * Makes (dev) known: at init level 3, or later where disks come and go.
 * Context: thread.
 */
void uc_blkdev_add(struct uc_blkdev *dev);

/*
 * Ends (request), which ops->queue took, with (result). The caller holds the
 * device's lock: it is inside one of the ops, or took it by uc_blk_lock.
 */
void uc_blk_done(struct uc_blkdev *dev, struct uc_blk_request *request,
                 int result);

/* The device has finished something: ops->poll runs soon, then ops->arm.
 * Context: any, including interrupt handlers. */
void uc_blk_interrupt(struct uc_blkdev *dev);

/*
 * For what a driver does outside its ops, a reset or a reconnection: it alone
 * touches the device between the two, and what it ended by uc_blk_done is
 * delivered behind them, where waiting requests are queued as well.
 * Context: thread or work.
 */
void uc_blk_lock(struct uc_blkdev *dev);
void uc_blk_unlock(struct uc_blkdev *dev);

/* The device has another size from here on. Context: thread or work. */
void uc_blkdev_resize(struct uc_blkdev *dev, uint64_t blocks);

/*
 * The device is gone for good. The driver ends what it had queued by itself,
 * before or after, and its ops are not called any more. Context: thread or
 * work, without the lock.
 */
void uc_blkdev_gone(struct uc_blkdev *dev);

#endif /* UC_BLKDEV_H */
