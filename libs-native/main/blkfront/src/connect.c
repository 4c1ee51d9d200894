/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How the two ends find together, in xenstore. Spec: Xen,
 * xen/include/public/io/blkif.h, "Feature and Parameter Negotiation" and "State
 * Diagram".
 */
#include <uc/console.h>
#include <uc/errors.h>
#include <uc/malloc.h>
#include <uc/pages.h>
#include <uc/plat.h>

#include "blkfront.h"

/* The other end's scripts take so long at the start of a domain. */
#define PATIENCE (10 * UC_NSEC_PER_S)

enum {
    TRIES_MAX = 100, /* of a transaction that others disturb */
};

/* Context: interrupt. */
static void on_event(void *arg)
{
    struct blkfront *blk = arg;

    if (blk->added) {
        uc_blk_interrupt(blk->disk);
    }
}

/*
 * Under the disk's lock: what was sent waits for another end. The pages stay
 * granted until take_back: Linux unmaps once it has seen that this end is
 * closed.
 */
static void part(struct blkfront *blk)
{
    if (!blk->offered) {
        return;
    }
    blk->offered = false;
    blk->connected = false;
    uc_plat_irq_release(blk->port);
    uc_xen_evtchn_close(blk->port);
    blkfront_unsend(blk);
    blk->pool_free_n = 0;
}

static void disconnect(struct blkfront *blk)
{
    uc_blk_lock(blk->disk);
    part(blk);
    uc_blk_unlock(blk->disk);
}

/* Takes back what an end that is done with lets go of by now. */
static void take_back(struct blkfront *blk)
{
    if (blk->ring_ref != UC_XEN_REF_NONE &&
        uc_xen_grant_end(blk->ring_ref) == 0) {
        blk->ring_ref = UC_XEN_REF_NONE;
    }
    blkfront_pool_take_back(blk, false);
}

void blkfront_give_up(struct blkfront *blk, const char *why)
{
    uc_console_print("blkfront: the other end of ");
    uc_console_print(blk->bus->path);
    uc_console_print(" ");
    uc_console_print(why);
    uc_console_print("\n");
    part(blk);
    blk->broken = true;
    blkfront_fail_all(blk, -UC_EIO);
    uc_work_raise(&blkfront_disk_of(blk->disk)->late);
}

static void tell_gone(struct uc_work *work)
{
    struct blkfront_disk *disk =
        UC_CONTAINER_OF(work, struct blkfront_disk, late);

    if (disk->blk != NULL) {
        (void)uc_xenbus_set_state(disk->blk->bus, UC_XENBUS_CLOSING);
    }
    uc_blkdev_gone(&disk->dev);
}

static int publish(struct blkfront *blk)
{
    const char *path = blk->bus->path;
    uc_xenstore_tx_t tx;
    unsigned tries = 0;
    int err;

    do {
        err = uc_xenstore_begin(&tx);
        if (err < 0) {
            return err;
        }
        err = uc_xenstore_write_number(tx, path, "ring-ref", blk->ring_ref);
        if (err == 0) {
            err =
                uc_xenstore_write_number(tx, path, "event-channel", blk->port);
        }
        if (err == 0) {
            err = uc_xenstore_write(tx, path, "protocol", "x86_64-abi");
        }
        if (err == 0) {
            err = uc_xenstore_write_number(tx, path, "feature-persistent", 1);
        }
        int end = uc_xenstore_end(tx, err == 0);
        err = err == 0 ? end : err;
    } while (err == -UC_EAGAIN && ++tries < TRIES_MAX);
    return err;
}

static uint64_t told(const struct blkfront *blk, const char *name)
{
    uint64_t value;

    return uc_xenstore_read_number(0, blk->bus->backend, name, &value) < 0
               ? 0
               : value;
}

/* A page that the end before this one keeps is its for ever. */
static int share_ring(struct blkfront *blk)
{
    if (blk->ring_page == NULL || blk->ring_ref != UC_XEN_REF_NONE) {
        blk->ring_page = uc_pages_alloc(1);
        blk->ring_ref = UC_XEN_REF_NONE;
    }
    if (blk->ring_page == NULL) {
        return -UC_ENOMEM;
    }
    uc_xen_ring_init(&blk->ring, blk->ring_page, RING_SIZE);
    return uc_xen_grant(blk->bus->backend_id, blk->ring_page, false,
                        &blk->ring_ref);
}

/* Shares ring and pool with an end that waits for it. */
static int offer(struct blkfront *blk)
{
    uc_xen_domid_t peer = blk->bus->backend_id;
    uint64_t indirect = told(blk, "feature-max-indirect-segments");
    unsigned segments =
        indirect < SEGMENTS_MAX ? (unsigned)indirect : (unsigned)SEGMENTS_MAX;
    int err;

    segments = segments < DIRECT_SEGMENTS ? DIRECT_SEGMENTS : segments;
    if (blk->added && segments < blk->segments_max) {
        return -UC_E2BIG; /* users know of a larger limit */
    }
    blk->segments_max = blk->added ? blk->segments_max : segments;
    err = share_ring(blk);
    if (err < 0) {
        return err;
    }
    err = uc_xen_evtchn_open(peer, &blk->port);
    if (err < 0) {
        goto end_ring;
    }
    err = uc_plat_irq_claim(blk->port, on_event, blk);
    if (err < 0) {
        goto close_port;
    }
    err = blkfront_pool_offer(blk);
    if (err == 0) {
        err = publish(blk);
    }
    if (err == 0) {
        err = uc_xenbus_set_state(blk->bus, UC_XENBUS_INITIALISED);
    }
    if (err == 0) {
        blk->offered = true;
        return 0;
    }
    blk->pool_free_n = 0;
    uc_plat_irq_release(blk->port);
close_port:
    uc_xen_evtchn_close(blk->port);
end_ring:
    take_back(blk);
    return err;
}

static bool possible_block(uint64_t bytes)
{
    return bytes >= 512 && bytes <= 4096 && (bytes & (bytes - 1)) == 0;
}

static uint8_t read_flush_op(const struct blkfront *blk)
{
    return told(blk, "feature-flush-cache") == 1 ? OP_FLUSH
           : told(blk, "feature-barrier") == 1   ? OP_BARRIER
                                                 : OP_READ;
}

/* Section "Backend Device Properties". */
static int read_disk(struct blkfront *blk)
{
    struct uc_blkdev *disk = blk->disk;
    uint64_t block = told(blk, "sector-size");
    uint64_t physical = told(blk, "physical-sector-size");
    uint64_t unit = told(blk, "discard-granularity");

    disk->block_bytes = possible_block(block) ? (uint32_t)block : SECTOR_BYTES;
    disk->physical_bytes =
        possible_block(physical) ? (uint32_t)physical : disk->block_bytes;
    disk->blocks = told(blk, "sectors") / (disk->block_bytes / SECTOR_BYTES);
    disk->features =
        (told(blk, "info") & INFO_READ_ONLY ? UC_BLK_READ_ONLY : 0u);
    blk->flush_op = read_flush_op(blk);
    disk->features |= blk->flush_op == OP_READ ? 0u : UC_BLK_CACHE;
    if (told(blk, "feature-discard") == 1) {
        disk->features |= UC_BLK_HAS_DISCARD;
        disk->discard_blocks_max = UINT32_MAX;
    }
    disk->discard_blocks_unit =
        unit / disk->block_bytes > 0 && unit <= UINT32_MAX
            ? (uint32_t)(unit / disk->block_bytes)
            : 1;
    return disk->blocks > 0 ? 0 : -UC_ENODEV;
}

static void go(struct blkfront *blk)
{
    uc_blk_lock(blk->disk);
    blk->connected = true;
    blkfront_send_waiting(blk);
    blkfront_ops.kick(blk->disk);
    uc_blk_unlock(blk->disk);
    (void)uc_xenbus_set_state(blk->bus, UC_XENBUS_CONNECTED);
}

/* "51712" of "device/vbd/51712", which requests carry. */
static uint16_t read_handle(const char *path)
{
    unsigned number = 0;

    for (; *path != '\0'; path++) {
        number = *path == '/' ? 0 : number * 10 + (unsigned)(*path - '0');
    }
    return (uint16_t)number;
}

static int first_connection(struct blkfront *blk)
{
    uc_nsec_t deadline = uc_plat_clock_monotonic() + PATIENCE;
    int err;

    if (uc_xenbus_await(blk->bus, UC_XENBUS_INIT_WAIT, deadline) !=
        UC_XENBUS_INIT_WAIT) {
        return -UC_ETIMEDOUT;
    }
    err = offer(blk);
    if (err < 0) {
        return err;
    }
    if (uc_xenbus_await(blk->bus, UC_XENBUS_CONNECTED, deadline) !=
        UC_XENBUS_CONNECTED) {
        err = -UC_ETIMEDOUT;
    }
    if (err == 0) {
        err = read_disk(blk);
    }
    if (err < 0) {
        part(blk);
        take_back(blk);
    }
    return err;
}

/* All but what an other end keeps, and what users of the disk may look at. */
static void free_blkfront(struct blkfront *blk)
{
    blkfront_pool_free(blk);
    if (blk->ring_page != NULL && blk->ring_ref == UC_XEN_REF_NONE) {
        uc_pages_free(blk->ring_page, 1);
    }
    uc_free(blk);
}

static void add_disk(struct blkfront *blk)
{
    struct blkfront_disk *disk = blkfront_disk_of(blk->disk);

    (void)uc_xenstore_read(0, blk->bus->backend, "dev", disk->id,
                           sizeof disk->id);
    disk->late.run = tell_gone;
    disk->dev.ops = &blkfront_ops;
    disk->dev.driver = "blkfront";
    disk->dev.id = disk->id;
    disk->dev.depth = RING_SIZE;
    disk->dev.align = 1;
    disk->dev.pieces_max = 256;
    disk->dev.bytes_max = blk->segments_max * (uint32_t)UC_PAGE_SIZE;
    uc_blkdev_add(&disk->dev);
    blk->added = true;
}

static int probe(struct uc_xenbus_device *bus)
{
    struct blkfront *blk = uc_calloc(1, sizeof *blk);
    struct blkfront_disk *disk = uc_calloc(1, sizeof *disk);
    int err = -UC_ENOMEM;

    if (blk == NULL || disk == NULL) {
        goto free_both;
    }
    disk->blk = blk;
    blk->disk = &disk->dev;
    blk->bus = bus;
    blk->handle = read_handle(bus->path);
    bus->driver_data = blk;
    err = blkfront_pool_make(blk);
    if (err < 0) {
        goto free_both;
    }
    err = first_connection(blk);
    if (err < 0) {
        free_blkfront(blk);
        uc_free(disk);
        return err;
    }
    add_disk(blk);
    go(blk);
    return 0;
free_both:
    uc_free(blk);
    uc_free(disk);
    return err;
}

/* Requests that wait count in blocks of the size that users know. */
static bool same_blocks(const struct blkfront *blk)
{
    uint64_t block = told(blk, "sector-size");

    return block == 0 || block == blk->disk->block_bytes;
}

/* The new end of a known disk is ready, or its size has changed. */
static void connected(struct blkfront *blk)
{
    uint64_t blocks =
        told(blk, "sectors") / (blk->disk->block_bytes / SECTOR_BYTES);

    if (!same_blocks(blk)) {
        uc_blk_lock(blk->disk);
        blkfront_give_up(blk, "has blocks of another size");
        uc_blk_unlock(blk->disk);
        return;
    }
    if (blk->offered && !blk->connected) {
        blk->flush_op = read_flush_op(blk);
        go(blk);
    }
    if (blocks > 0 && blocks != uc_blkdev_blocks(blk->disk)) {
        uc_blkdev_resize(blk->disk, blocks);
    }
}

/* What comes back under the device's name is another disk. */
static void vanish(struct blkfront *blk)
{
    struct uc_blkdev *disk = blk->disk;

    uc_blk_lock(disk);
    part(blk);
    blk->broken = true;
    blkfront_fail_all(blk, -UC_ENODEV);
    uc_blk_unlock(disk);
    uc_blkdev_gone(disk);
    take_back(blk);
    uc_xenbus_leave(blk->bus);
    blkfront_disk_of(disk)->blk = NULL;
    free_blkfront(blk);
}

static void backend_changed(struct uc_xenbus_device *bus,
                            enum uc_xenbus_state state)
{
    struct blkfront *blk = bus->driver_data;

    if (state == UC_XENBUS_UNKNOWN) {
        vanish(blk);
        return;
    }
    if (blk->broken) {
        if (state != UC_XENBUS_CLOSING) {
            take_back(blk);
        }
        return;
    }
    switch (state) {
    case UC_XENBUS_INIT_WAIT:
        disconnect(blk);
        take_back(blk);
        if (offer(blk) < 0) {
            uc_console_print("blkfront: cannot connect\n");
        }
        return;
    case UC_XENBUS_CONNECTED:
        connected(blk);
        return;
    case UC_XENBUS_CLOSING:
    case UC_XENBUS_CLOSED:
        disconnect(blk);
        if (state == UC_XENBUS_CLOSED) {
            take_back(blk);
        }
        (void)uc_xenbus_set_state(bus, UC_XENBUS_CLOSED);
        return;
    default:
        return;
    }
}

static void resumed(struct uc_xenbus_device *bus)
{
    struct blkfront *blk = bus->driver_data;

    uc_blk_lock(blk->disk);
    if (blk->offered) {
        blk->offered = false;
        blk->connected = false;
        blkfront_unsend(blk);
    }
    blk->pool_free_n = 0;
    blk->ring_ref = UC_XEN_REF_NONE;
    blkfront_pool_take_back(blk, true);
    uc_blk_unlock(blk->disk);
}

UC_XENBUS_DRIVER(blkfront, .type = "vbd", .probe = probe,
                 .backend_changed = backend_changed, .resumed = resumed);
