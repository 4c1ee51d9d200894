/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/malloc.h>

#include "virtio_blk.h"

static const uint64_t wanted = UC_VIRTIO_F_VERSION_1 | UC_VIRTIO_F_EVENT_IDX |
                               F_SIZE_MAX | F_SEG_MAX | F_RO | F_BLK_SIZE |
                               F_FLUSH | F_TOPOLOGY | F_CONFIG_WCE | F_DISCARD |
                               F_WRITE_ZEROES;

/* Context: interrupt handler. */
static void interrupt(void *arg)
{
    struct virtio_blk *blk = arg;

    if (blk->live) {
        UC_WRITE_ONCE(blk->idle_interrupt, true);
        uc_blk_interrupt(&blk->disk);
    }
}

void virtio_blk_late(struct uc_work *work)
{
    struct virtio_blk *blk = UC_CONTAINER_OF(work, struct virtio_blk, late);

    if (blk->broken) {
        uc_blkdev_gone(&blk->disk);
    } else {
        uc_blkdev_resize(&blk->disk, virtio_blk_read_blocks(blk));
    }
}

static uint32_t read32(const struct virtio_blk *blk, size_t offset)
{
    uc_le32 value;

    blk->dev->ops->config_read(blk->dev, offset, &value, sizeof value);
    return uc_le32_get(value);
}

uint64_t virtio_blk_read_blocks(struct virtio_blk *blk)
{
    uc_le64 sectors;

    blk->dev->ops->config_read(blk->dev, CONFIG_CAPACITY, &sectors,
                               sizeof sectors);
    return uc_le64_get(sectors) / (blk->disk.block_bytes / SECTOR_BYTES);
}

static bool possible_block(uint32_t bytes)
{
    return bytes >= 512 && bytes <= 65536 && (bytes & (bytes - 1)) == 0;
}

static void read_block_size(struct virtio_blk *blk, uint64_t features)
{
    struct uc_blkdev *disk = &blk->disk;
    uint8_t exp = 0;

    disk->block_bytes = SECTOR_BYTES;
    if (features & F_BLK_SIZE) {
        uint32_t bytes = read32(blk, CONFIG_BLK_SIZE);
        disk->block_bytes = possible_block(bytes) ? bytes : SECTOR_BYTES;
    }
    if (features & F_TOPOLOGY) {
        blk->dev->ops->config_read(blk->dev, CONFIG_PHYSICAL_EXP, &exp, 1);
    }
    disk->physical_bytes = disk->block_bytes << (exp <= 12 ? exp : 0);
    disk->blocks = virtio_blk_read_blocks(blk);
}

/* What of (sectors) is whole blocks, at most what 32 bits of bytes hold. */
static uint32_t whole_blocks(const struct virtio_blk *blk, uint32_t sectors)
{
    return sectors / (blk->disk.block_bytes / SECTOR_BYTES);
}

static void read_spans(struct virtio_blk *blk, uint64_t features)
{
    struct uc_blkdev *disk = &blk->disk;

    disk->discard_blocks_unit = 1;
    if (features & F_DISCARD) {
        disk->discard_blocks_max =
            whole_blocks(blk, read32(blk, CONFIG_DISCARD_MAX));
        uint32_t unit = whole_blocks(blk, read32(blk, CONFIG_DISCARD_ALIGN));
        disk->discard_blocks_unit = unit > 0 ? unit : 1;
    }
    if (features & F_WRITE_ZEROES) {
        disk->zero_blocks_max =
            whole_blocks(blk, read32(blk, CONFIG_ZEROES_MAX));
    }
    disk->features |= (disk->discard_blocks_max > 0 ? UC_BLK_HAS_DISCARD : 0u) |
                      (disk->zero_blocks_max > 0 ? UC_BLK_HAS_ZERO : 0u);
}

static void read_cache(struct virtio_blk *blk, uint64_t features)
{
    uint8_t writeback = 1;

    if (features & F_RO) {
        blk->disk.features |= UC_BLK_READ_ONLY;
    }
    if ((features & F_FLUSH) == 0) {
        return; /* then it writes through: section 5.2.6.2 */
    }
    if (features & F_CONFIG_WCE) {
        blk->dev->ops->config_read(blk->dev, CONFIG_WRITEBACK, &writeback, 1);
    }
    blk->disk.features |= writeback != 0 ? UC_BLK_CACHE : 0u;
}

/*
 * So that (pieces_max) pieces of together (bytes_max), wherever they lie, never
 * take more segments than there are: each starts and ends in the middle of a
 * page, and no two pages are neighbours.
 */
static int choose_limits(struct virtio_blk *blk, uint64_t features)
{
    struct uc_blkdev *disk = &blk->disk;
    unsigned segs = blk->ring.size - 2u;
    uint32_t told = features & F_SEG_MAX ? read32(blk, CONFIG_SEG_MAX) : 1;

    blk->size_max = features & F_SIZE_MAX ? read32(blk, CONFIG_SIZE_MAX) : 0;
    if (blk->size_max > 0 && blk->size_max < UC_PAGE_SIZE) {
        return -UC_EPROTO;
    }
    segs = told > 0 && told < segs ? told : segs;
    blk->segs_max = segs;
    disk->align = 1;
    disk->pieces_max = segs / 4;
    if (disk->pieces_max > 0) {
        disk->bytes_max = UC_ALIGN_DOWN((segs - 2 * disk->pieces_max) *
                                            (uint32_t)UC_PAGE_SIZE,
                                        disk->block_bytes);
    }
    if (disk->pieces_max == 0 || disk->bytes_max == 0) {
        /* A block at a time, and none in two pages. */
        disk->pieces_max = 1;
        disk->bytes_max = disk->block_bytes;
        disk->align = disk->block_bytes;
        if (disk->block_bytes > UC_PAGE_SIZE) {
            return -UC_EPROTO;
        }
    }
    disk->depth = blk->ring.size / 3;
    return 0;
}

static unsigned queue_size(void)
{
    unsigned size = 1;

    while (size * 2 <= UC_CONFIG_VIRTIO_BLK_QUEUE_SIZE) {
        size *= 2;
    }
    return size;
}

static void destroy(struct virtio_blk *blk)
{
    blk->dev->ops->reset(blk->dev);
    uc_vring_destroy(&blk->ring);
    uc_free(blk->segs);
    uc_free(blk->requests);
    uc_free(blk->frames);
}

static int make_queue(struct virtio_blk *blk, uint64_t features)
{
    int err =
        uc_vring_init(&blk->ring, blk->dev, QUEUE, queue_size(), features);
    if (err < 0) {
        return err;
    }
    size_t size = blk->ring.size;
    blk->frames = uc_memalign(_Alignof(struct virtio_blk_frame),
                              size * sizeof *blk->frames);
    blk->requests = uc_calloc(size, sizeof(struct uc_blk_request *));
    blk->segs = uc_calloc(size, sizeof *blk->segs);
    err = -UC_ENOMEM;
    if (blk->frames != NULL && blk->requests != NULL && blk->segs != NULL) {
        /* One data segment, a header and a status are the least. */
        err = size < 4 ? -UC_EPROTO : choose_limits(blk, features);
    }
    if (err < 0) {
        destroy(blk);
    }
    return err;
}

static int virtio_blk_probe(struct uc_virtio_device *dev)
{
    uint64_t features = dev->ops->features(dev) & wanted;
    int err;

    if ((features & UC_VIRTIO_F_VERSION_1) == 0) {
        return -UC_EPROTO;
    }
    err = dev->ops->accept(dev, features);
    if (err < 0) {
        return err;
    }
    struct virtio_blk *blk = uc_calloc(1, sizeof *blk);
    if (blk == NULL) {
        return -UC_ENOMEM;
    }
    blk->dev = dev;
    blk->late.run = virtio_blk_late;
    blk->disk.ops = &virtio_blk_ops;
    blk->disk.driver = "virtio-blk";
    blk->disk.id = "";
    read_block_size(blk, features);
    read_spans(blk, features);
    read_cache(blk, features);
    err = make_queue(blk, features);
    if (err < 0) {
        goto free_blk;
    }
    err = dev->ops->irq_claim(dev, interrupt, blk);
    if (err < 0) {
        goto destroy_queue;
    }
    dev->ops->go(dev);
    blk->live = true;
    uc_blkdev_add(&blk->disk);
    return 0;
destroy_queue:
    destroy(blk);
free_blk:
    uc_free(blk);
    return err;
}

UC_VIRTIO_DRIVER(virtio_blk, .name = "virtio-blk", .device_id = DEVICE_ID,
                 .probe = virtio_blk_probe);
