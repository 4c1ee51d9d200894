/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef VIRTIO_BLK_H
#define VIRTIO_BLK_H

#include <uc/blkdev.h>
#include <uc/byteorder.h>
#include <uc/virtio_ring.h>

/* Spec: VIRTIO 1.2, section 5.2.3 (feature bits). */
#define F_SIZE_MAX     (UINT64_C(1) << 1)
#define F_SEG_MAX      (UINT64_C(1) << 2)
#define F_RO           (UINT64_C(1) << 5)
#define F_BLK_SIZE     (UINT64_C(1) << 6)
#define F_FLUSH        (UINT64_C(1) << 9)
#define F_TOPOLOGY     (UINT64_C(1) << 10)
#define F_CONFIG_WCE   (UINT64_C(1) << 11)
#define F_DISCARD      (UINT64_C(1) << 13)
#define F_WRITE_ZEROES (UINT64_C(1) << 14)

enum {
    DEVICE_ID = 2,
    QUEUE = 0,
    SECTOR_BYTES = 512, /* of all numbers that the device sees */
};

/* Spec: VIRTIO 1.2, section 5.2.4 (device configuration layout). */
enum {
    CONFIG_CAPACITY = 0,
    CONFIG_SIZE_MAX = 8,
    CONFIG_SEG_MAX = 12,
    CONFIG_BLK_SIZE = 20,
    CONFIG_PHYSICAL_EXP = 24,
    CONFIG_WRITEBACK = 32,
    CONFIG_DISCARD_MAX = 36,
    CONFIG_DISCARD_ALIGN = 44,
    CONFIG_ZEROES_MAX = 48,
};

/* Spec: VIRTIO 1.2, section 5.2.6 (device operation). */
enum {
    T_IN = 0,
    T_OUT = 1,
    T_FLUSH = 4,
    T_DISCARD = 11,
    T_WRITE_ZEROES = 13,
    S_OK = 0,
    S_IOERR = 1,
    S_UNSUPP = 2,
    S_NONE = 0xff, /* what we put there: no device says it */
    RANGE_UNMAP = 1,
};

struct virtio_blk_header {
    uc_le32 type;
    uc_le32 reserved;
    uc_le64 sector;
};

/* Of discard and write zeroes: in the place of data. */
struct virtio_blk_range {
    uc_le64 sector;
    uc_le32 sectors;
    uc_le32 flags;
};

/* What the device sees of a request beside its data; never in two pages. */
struct virtio_blk_frame {
    struct virtio_blk_header header;
    struct virtio_blk_range range;
    uint8_t status;
} UC_ALIGNED(64);

struct virtio_blk {
    struct uc_blkdev disk;
    struct uc_virtio_device *dev;
    struct uc_vring ring;
    /* Both by the number of the chain. */
    struct virtio_blk_frame *frames;
    struct uc_blk_request **requests;
    struct uc_dma_seg *segs; /* of the request that is being queued */
    unsigned segs_max;       /* for its data */
    uint32_t size_max;       /* of one segment; 0: any */
    struct uc_work late;     /* what wants no lock: a new size, the end */
    bool live;               /* known to all: interrupts may come */
    bool idle_interrupt;     /* and nothing was finished: read the size */
    bool broken;
};

extern const struct uc_blkdev_ops virtio_blk_ops;

/* Context: work. */
void virtio_blk_late(struct uc_work *work);

/* The size in blocks that the device tells now. */
uint64_t virtio_blk_read_blocks(struct virtio_blk *blk);

static inline struct virtio_blk *virtio_blk_of(struct uc_blkdev *disk)
{
    return UC_CONTAINER_OF(disk, struct virtio_blk, disk);
}

#endif /* VIRTIO_BLK_H */
