/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef BLKFRONT_H
#define BLKFRONT_H

#include <uc/blkdev.h>
#include <uc/xen/ring.h>
#include <uc/xenbus.h>

/* Spec: Xen, xen/include/public/io/blkif.h, in the layout of x86_64. */
enum {
    OP_READ = 0,
    OP_WRITE = 1,
    OP_BARRIER = 2,
    OP_FLUSH = 3,
    OP_DISCARD = 5,
    OP_INDIRECT = 6,

    STATUS_OK = 0,
    STATUS_UNSUPPORTED = -2,

    INFO_READ_ONLY = 4,

    SECTOR_BYTES = 512, /* of all numbers of sectors */
    PAGE_SECTORS = 8,
    DIRECT_SEGMENTS = 11,
    INDIRECT_PAGES = 8,
};

struct blkfront_segment {
    uint32_t ref;
    uint8_t first_sector; /* of the page, both included */
    uint8_t last_sector;
    uint16_t pad;
};

struct blkfront_direct {
    uint8_t op;
    uint8_t segments_n;
    uint16_t handle;
    uint32_t pad;
    uint64_t id;
    uint64_t sector;
    struct blkfront_segment segments[DIRECT_SEGMENTS];
};

struct blkfront_indirect {
    uint8_t op; /* OP_INDIRECT */
    uint8_t real_op;
    uint16_t segments_n;
    uint32_t pad;
    uint64_t id;
    uint64_t sector;
    uint16_t handle;
    uint16_t pad2;
    uint32_t refs[INDIRECT_PAGES]; /* of pages that are full of segments */
    uint32_t pad3;
};

struct blkfront_discard {
    uint8_t op;
    uint8_t flags;
    uint16_t handle;
    uint32_t pad;
    uint64_t id;
    uint64_t sector;
    uint64_t sectors_n;
};

union blkfront_entry {
    struct blkfront_direct direct;
    struct blkfront_indirect indirect;
    struct blkfront_discard discard;
};

struct blkfront_answer {
    uint64_t id;
    uint8_t op;
    uint8_t pad;
    int16_t status;
};

enum {
    ENTRY_BYTES = sizeof(union blkfront_entry),
    RING_SIZE = UC_XEN_RING_SIZE(ENTRY_BYTES),
    SEGMENTS_MAX = UC_CONFIG_BLKFRONT_SEGMENTS,
    POOL_PAGES = UC_CONFIG_BLKFRONT_POOL_PAGES,
};

UC_STATIC_ASSERT(ENTRY_BYTES == 112, "as Xen lays it out on x86_64");
UC_STATIC_ASSERT(RING_SIZE == 32, "as Xen counts");

/*
 * All data goes through pages of the driver's own, which stay granted: the
 * other end never sees, nor can it ever write to, a page of anybody else's.
 */
struct blkfront_page {
    void *data; /* NULL: lost to an other end that does not let it go */
    uc_xen_ref_t ref;
};

struct blkfront_slot {
    struct uc_blk_request *request; /* NULL: free */
    bool sent;                      /* else it waits for pages, or an end */
    unsigned pages_n;
    /* By number in the pool; the last one is that of the segments, if any. */
    uint16_t pages[SEGMENTS_MAX + 1];
};

struct blkfront {
    struct uc_blkdev *disk; /* of a struct blkfront_disk */
    struct uc_xenbus_device *bus;
    uc_xen_port_t port;
    bool offered; /* to an end that may not be ready yet */
    bool connected;
    bool added;
    bool broken;
    unsigned segments_max;
    uint8_t flush_op; /* OP_READ: nothing is to be flushed */
    uint16_t handle;
    unsigned waiting_n; /* slots that have not been sent */
    struct uc_xen_ring ring;
    void *ring_page;
    uc_xen_ref_t ring_ref;
    struct blkfront_slot slots[RING_SIZE];
    struct blkfront_page pool[POOL_PAGES];
    uint16_t pool_free[POOL_PAGES]; /* a stack of numbers */
    unsigned pool_free_n;
};

/* What users may look at for ever, whatever becomes of the device. */
struct blkfront_disk {
    struct uc_blkdev dev;
    struct blkfront *blk; /* NULL: it has vanished */
    struct uc_work late;  /* tells of the end, without the lock */
    char id[48];
};

static inline struct blkfront_disk *blkfront_disk_of(struct uc_blkdev *disk)
{
    return UC_CONTAINER_OF(disk, struct blkfront_disk, dev);
}

static inline struct blkfront *blkfront_of(struct uc_blkdev *disk)
{
    return blkfront_disk_of(disk)->blk;
}

/* pool.c */
int blkfront_pool_make(struct blkfront *blk);
/* Grants all of it to the other end. */
int blkfront_pool_offer(struct blkfront *blk);
/*
 * Takes back what an end that has gone lets go of by now. (void_grants): there
 * is nothing to take back, by a suspension.
 */
void blkfront_pool_take_back(struct blkfront *blk, bool void_grants);
/* Takes (n) pages for (slot), or none and false. */
bool blkfront_pool_take(struct blkfront *blk, struct blkfront_slot *slot,
                        unsigned n);
void blkfront_pool_put(struct blkfront *blk, struct blkfront_slot *slot);
/* Frees the pages but for those that an other end keeps. */
void blkfront_pool_free(struct blkfront *blk);

/* requests.c */
extern const struct uc_blkdev_ops blkfront_ops;
/* Sends what waits, as far as there is room. Under the disk's lock. */
void blkfront_send_waiting(struct blkfront *blk);
/* What was sent waits again, for another end. Under the disk's lock. */
void blkfront_unsend(struct blkfront *blk);
/* Ends all requests with (result). Under the disk's lock. */
void blkfront_fail_all(struct blkfront *blk, int result);

/* connect.c: the other end broke the rules. Under the disk's lock. */
void blkfront_give_up(struct blkfront *blk, const char *why);

#endif /* BLKFRONT_H */
