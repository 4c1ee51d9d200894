/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>

#include "virtio_blk.h"

/* Adds a segment, cut where the device wants short ones. */
static int add_segment(const struct virtio_blk *blk, struct uc_dma_seg seg,
                       unsigned *n)
{
    while (seg.bytes > 0) {
        size_t part = seg.bytes;

        if (blk->size_max > 0 && part > blk->size_max) {
            part = blk->size_max;
        }
        if (*n == blk->segs_max) {
            return -UC_E2BIG;
        }
        blk->segs[1 + (*n)++] = (struct uc_dma_seg){seg.addr, part};
        seg.addr += part;
        seg.bytes -= part;
    }
    return 0;
}

/*
 * Fills in segments 1 to (*n) with the data. Pieces that follow each other for
 * the device become one segment: fewer descriptors.
 */
static int map_data(const struct virtio_blk *blk,
                    const struct uc_blk_request *request, unsigned *n)
{
    enum uc_dma_dir dir =
        request->op == UC_BLK_READ ? UC_DMA_FROM_DEVICE : UC_DMA_TO_DEVICE;
    struct uc_dma_seg open = {.bytes = 0};
    int err = 0;

    for (unsigned i = 0; i < request->pieces_n && err == 0; i++) {
        const char *data = request->pieces[i].data;
        size_t left = request->pieces[i].bytes;

        uc_dma_sync_for_device(data, left, dir);
        while (left > 0 && err == 0) {
            struct uc_dma_seg seg;
            size_t part = UC_PAGE_SIZE - (uintptr_t)data % UC_PAGE_SIZE;

            part = part < left ? part : left;
            err = uc_dma_map(data, part, &seg, 1);
            if (err < 0) {
                return err;
            }
            err = 0;
            if (open.bytes > 0 && open.addr + open.bytes == seg.addr) {
                open.bytes += part;
            } else {
                err = add_segment(blk, open, n);
                open = seg;
            }
            data += part;
            left -= part;
        }
    }
    return err == 0 ? add_segment(blk, open, n) : err;
}

static const uint32_t types[] = {
    [UC_BLK_READ] = T_IN,           [UC_BLK_WRITE] = T_OUT,
    [UC_BLK_FLUSH] = T_FLUSH,       [UC_BLK_DISCARD] = T_DISCARD,
    [UC_BLK_ZERO] = T_WRITE_ZEROES,
};

static void fill_frame(const struct virtio_blk *blk,
                       const struct uc_blk_request *request,
                       struct virtio_blk_frame *frame)
{
    uint32_t per_block = blk->disk.block_bytes / SECTOR_BYTES;
    uint64_t sector = request->block * per_block;
    bool data = request->op == UC_BLK_READ || request->op == UC_BLK_WRITE;
    bool unmap =
        request->op == UC_BLK_ZERO && (request->flags & UC_BLK_UNMAP) != 0;

    frame->header.type = uc_le32_of(types[request->op]);
    frame->header.reserved = uc_le32_of(0);
    frame->header.sector = uc_le64_of(data ? sector : 0);
    frame->range.sector = uc_le64_of(sector);
    frame->range.sectors = uc_le32_of(request->blocks * per_block);
    frame->range.flags = uc_le32_of(unmap ? RANGE_UNMAP : 0);
    frame->status = S_NONE;
}

static int virtio_blk_queue(struct uc_blkdev *disk,
                            struct uc_blk_request *request)
{
    struct virtio_blk *blk = virtio_blk_of(disk);
    struct uc_dma_seg *segs = blk->segs;
    unsigned n = 0;

    if (blk->broken) {
        return -UC_ENODEV;
    }
    if (blk->ring.free_n < 2) {
        return -UC_EAGAIN; /* nor is there a frame to fill in */
    }
    struct virtio_blk_frame *frame = &blk->frames[uc_vring_next(&blk->ring)];
    bool in = request->op == UC_BLK_READ;

    fill_frame(blk, request, frame);
    uc_dma_sync_for_device(frame, sizeof *frame, UC_DMA_BOTH);
    int err = uc_dma_map(&frame->header, sizeof frame->header, segs, 1);
    if (err >= 0 && (in || request->op == UC_BLK_WRITE)) {
        err = map_data(blk, request, &n);
    } else if (err >= 0 && request->op != UC_BLK_FLUSH) {
        n = 1;
        err = uc_dma_map(&frame->range, sizeof frame->range, segs + 1, 1);
    }
    if (err >= 0) {
        err = uc_dma_map(&frame->status, 1, segs + n + 1, 1);
    }
    if (err < 0) {
        return err;
    }
    int id = uc_vring_add(&blk->ring, segs, in ? 1 : 1 + n, in ? n + 1 : 1);
    if (id < 0) {
        return id == -UC_EIO ? -UC_ENODEV : id;
    }
    blk->requests[id] = request;
    return 0;
}

static void virtio_blk_kick(struct uc_blkdev *disk)
{
    uc_vring_kick(&virtio_blk_of(disk)->ring);
}

static int result_of(uint8_t status)
{
    switch (status) {
    case S_OK:
        return 0;
    case S_UNSUPP:
        return -UC_EOPNOTSUPP;
    default:
        return -UC_EIO;
    }
}

static void finish(struct virtio_blk *blk, unsigned id)
{
    struct uc_blk_request *request = blk->requests[id];
    struct virtio_blk_frame *frame = &blk->frames[id];

    uc_dma_sync_for_cpu(frame, sizeof *frame, UC_DMA_BOTH);
    for (unsigned i = 0; request->op == UC_BLK_READ && i < request->pieces_n;
         i++) {
        uc_dma_sync_for_cpu(request->pieces[i].data, request->pieces[i].bytes,
                            UC_DMA_FROM_DEVICE);
    }
    blk->requests[id] = NULL;
    uc_blk_done(&blk->disk, request, result_of(UC_READ_ONCE(frame->status)));
}

/* The device broke the rules: stops it for good. */
static void give_up(struct virtio_blk *blk)
{
    if (blk->broken) {
        return;
    }
    blk->broken = true;
    uc_vring_break(&blk->ring);
    /* From here on it touches none of the requests that it still has. */
    blk->dev->ops->reset(blk->dev);
    blk->dev->ops->fail(blk->dev);
    for (unsigned id = 0; id < blk->ring.size; id++) {
        struct uc_blk_request *request = blk->requests[id];

        if (request != NULL) {
            blk->requests[id] = NULL;
            uc_blk_done(&blk->disk, request, -UC_EIO);
        }
    }
    uc_work_raise(&blk->late);
}

static void virtio_blk_poll(struct uc_blkdev *disk)
{
    struct virtio_blk *blk = virtio_blk_of(disk);
    int id;

    while ((id = uc_vring_get(&blk->ring, NULL)) >= 0) {
        blk->idle_interrupt = false;
        finish(blk, (unsigned)id);
    }
    if (UC_UNLIKELY(id == -UC_EIO)) {
        give_up(blk);
    }
}

/*
 * The device says by the same interrupt that its size has changed, and asking
 * which of the two it was costs as much as reading the size: done where nothing
 * was finished.
 */
static bool virtio_blk_arm(struct uc_blkdev *disk)
{
    struct virtio_blk *blk = virtio_blk_of(disk);

    if (blk->broken) {
        return false;
    }
    if (UC_READ_ONCE(blk->idle_interrupt)) {
        blk->idle_interrupt = false;
        uc_work_raise(&blk->late);
    }
    bool more = uc_vring_arm(&blk->ring, 1);
    if (UC_UNLIKELY(more && blk->ring.in_flight == 0)) {
        give_up(blk); /* done with what nobody asked for */
        return false;
    }
    return more;
}

const struct uc_blkdev_ops virtio_blk_ops = {
    .queue = virtio_blk_queue,
    .kick = virtio_blk_kick,
    .poll = virtio_blk_poll,
    .arm = virtio_blk_arm,
};
