/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What all disks share: the list of them, the checks of requests, those that
 * wait for room, and the delivery of those that are finished.
 */
#include <uc/assert.h>
#include <uc/blkdev.h>
#include <uc/errors.h>
#include <uc/trace.h>

static struct {
    struct uc_spinlock lock;
    struct uc_blkdev *first;
    struct uc_blkdev *last;
    struct uc_blk_watch *watches;
} all;

static bool power_of_two(uint32_t n)
{
    return n != 0 && (n & (n - 1)) == 0;
}

static void append(struct uc_blk_request **first, struct uc_blk_request **last,
                   struct uc_blk_request *request)
{
    request->next = NULL;
    if (*first == NULL) {
        *first = request;
    } else {
        (*last)->next = request;
    }
    *last = request;
}

static void tell(struct uc_blkdev *dev, enum uc_blk_event event)
{
    struct uc_blk_watch *next;

    for (struct uc_blk_watch *watch = all.watches; watch != NULL;
         watch = next) {
        next = watch->next; /* it may take itself out */
        watch->changed(watch, dev, event);
    }
}

struct uc_blkdev *uc_blkdev_first(void)
{
    return all.first;
}

void uc_blkdev_watch(struct uc_blk_watch *watch)
{
    uc_spin_lock(&all.lock);
    watch->next = all.watches;
    all.watches = watch;
    uc_spin_unlock(&all.lock);
}

void uc_blkdev_unwatch(struct uc_blk_watch *watch)
{
    uc_spin_lock(&all.lock);
    for (struct uc_blk_watch **at = &all.watches; *at != NULL;
         at = &(*at)->next) {
        if (*at == watch) {
            *at = watch->next;
            break;
        }
    }
    uc_spin_unlock(&all.lock);
}

uint64_t uc_blkdev_blocks(struct uc_blkdev *dev)
{
    uc_spin_lock(&dev->lock);
    uint64_t blocks = dev->blocks;
    uc_spin_unlock(&dev->lock);
    return blocks;
}

static int check_pieces(const struct uc_blkdev *dev,
                        const struct uc_blk_request *request)
{
    uint64_t bytes = 0;

    if (request->pieces_n > dev->pieces_max) {
        return -UC_E2BIG;
    }
    for (unsigned i = 0; i < request->pieces_n; i++) {
        const struct uc_blk_piece *piece = &request->pieces[i];
        uintptr_t start = (uintptr_t)piece->data;

        if (piece->bytes == 0 || start % dev->align != 0 ||
            piece->bytes % dev->align != 0) {
            return -UC_EINVAL;
        }
        if (dev->boundary != 0 &&
            ((i > 0 && start % dev->boundary != 0) ||
             (i + 1 < request->pieces_n &&
              (start + piece->bytes) % dev->boundary != 0))) {
            return -UC_EINVAL;
        }
        bytes += piece->bytes;
    }
    if (bytes != (uint64_t)request->blocks * dev->block_bytes) {
        return -UC_EINVAL;
    }
    return bytes > dev->bytes_max ? -UC_E2BIG : 0;
}

static int check_span(uint32_t blocks, uint32_t blocks_max, unsigned feature)
{
    if (feature == 0) {
        return -UC_EOPNOTSUPP;
    }
    return blocks > blocks_max ? -UC_E2BIG : 0;
}

/* Returns 0 where the device may see it, else the result. */
static int check(const struct uc_blkdev *dev,
                 const struct uc_blk_request *request)
{
    if (dev->gone) {
        return -UC_ENODEV;
    }
    if (request->op == UC_BLK_FLUSH) {
        return 0;
    }
    if (request->op != UC_BLK_READ && (dev->features & UC_BLK_READ_ONLY)) {
        return -UC_EROFS;
    }
    if (request->blocks == 0) {
        return -UC_EINVAL;
    }
    if (request->block > dev->blocks ||
        request->blocks > dev->blocks - request->block) {
        return -UC_ERANGE;
    }
    switch (request->op) {
    case UC_BLK_READ:
    case UC_BLK_WRITE:
        return check_pieces(dev, request);
    case UC_BLK_DISCARD:
        return check_span(request->blocks, dev->discard_blocks_max,
                          dev->features & UC_BLK_HAS_DISCARD);
    case UC_BLK_ZERO:
        return check_span(request->blocks, dev->zero_blocks_max,
                          dev->features & UC_BLK_HAS_ZERO);
    default:
        return -UC_EOPNOTSUPP;
    }
}

static void finish(struct uc_blkdev *dev, struct uc_blk_request *request,
                   int result)
{
    request->flushing = false;
    request->result = result;
    append(&dev->finished, &dev->finished_last, request);
}

/* What (request) is to be answered before a device sees it; 1: it has to. */
static int answer(const struct uc_blkdev *dev,
                  const struct uc_blk_request *request)
{
    int err =
        request->flushing ? dev->gone ? -UC_ENODEV : 0 : check(dev, request);

    if (err < 0) {
        return err;
    }
    return request->op != UC_BLK_FLUSH || (dev->features & UC_BLK_CACHE) != 0;
}

/* Checks and queues what waits, for as long as the device has room. */
static void queue_waiting(struct uc_blkdev *dev)
{
    bool queued = false;

    while (dev->waiting != NULL) {
        /* Out of the list first: a device may be done with it at once. */
        struct uc_blk_request *request = dev->waiting;
        int result = answer(dev, request);

        dev->waiting = request->next;
        if (result > 0) {
            UC_TRACE(UC_TRACE_INSTANT, "blk.queue", "op", request->op, "block",
                     request->block);
            dev->in_flight++;
            result = dev->ops->queue(dev, request);
            if (result == 0) {
                queued = true;
                continue;
            }
            dev->in_flight--;
        }
        if (result == -UC_EAGAIN) {
            UC_ASSERT(dev->in_flight > 0);
            if (dev->waiting == NULL) {
                dev->waiting_last = request;
            }
            request->next = dev->waiting;
            dev->waiting = request;
            break;
        }
        if (request->flushing) {
            request->op = UC_BLK_WRITE;
        }
        finish(dev, request, result);
    }
    if (queued) {
        dev->ops->kick(dev);
    }
}

void uc_blk_done(struct uc_blkdev *dev, struct uc_blk_request *request,
                 int result)
{
    UC_ASSERT(dev->in_flight > 0);
    UC_TRACE(UC_TRACE_INSTANT, "blk.done", "result", result, "block",
             request->block);
    dev->in_flight--;
    if (request->flushing) {
        request->op = UC_BLK_WRITE;
    } else if (request->op == UC_BLK_WRITE && (request->flags & UC_BLK_FUA) &&
               (dev->features & (UC_BLK_HAS_FUA | UC_BLK_CACHE)) ==
                   UC_BLK_CACHE &&
               result == 0) {
        /* The device cannot do both at once: a flush follows the write. */
        request->flushing = true;
        request->op = UC_BLK_FLUSH;
        append(&dev->waiting, &dev->waiting_last, request);
        return;
    }
    finish(dev, request, result);
}

void uc_blk_lock(struct uc_blkdev *dev)
{
    uc_spin_lock(&dev->lock);
}

/* With the lock, which it gives back. Returns how many were done. */
static unsigned deliver(struct uc_blkdev *dev)
{
    unsigned n = 0;

    /* A done function that submits comes here again: no recursion. */
    if (dev->delivering) {
        queue_waiting(dev);
        uc_spin_unlock(&dev->lock);
        return 0;
    }
    dev->delivering = true;
    queue_waiting(dev);
    while (dev->finished != NULL) {
        struct uc_blk_request *request = dev->finished;

        dev->finished = request->next;
        uc_spin_unlock(&dev->lock);
        request->done(request);
        n++;
        uc_spin_lock(&dev->lock);
        queue_waiting(dev);
    }
    dev->delivering = false;
    uc_spin_unlock(&dev->lock);
    return n;
}

void uc_blk_unlock(struct uc_blkdev *dev)
{
    (void)deliver(dev);
}

void uc_blk_submit(struct uc_blkdev *dev,
                   struct uc_blk_request *const *requests, unsigned n)
{
    uc_spin_lock(&dev->lock);
    for (unsigned i = 0; i < n; i++) {
        requests[i]->flushing = false;
        append(&dev->waiting, &dev->waiting_last, requests[i]);
    }
    (void)deliver(dev);
}

unsigned uc_blk_poll(struct uc_blkdev *dev)
{
    uc_spin_lock(&dev->lock);
    if (!dev->gone && dev->in_flight > 0) {
        dev->ops->poll(dev);
    }
    return deliver(dev);
}

/* Context: work. */
static void on_work(struct uc_work *work)
{
    struct uc_blkdev *dev = UC_CONTAINER_OF(work, struct uc_blkdev, work);

    (void)uc_blk_poll(dev);
    uc_spin_lock(&dev->lock);
    bool more = !dev->gone && dev->ops->arm(dev);
    uc_spin_unlock(&dev->lock);
    if (more) {
        /* At the next scheduling point: others have their turn before. */
        uc_work_raise(work);
    }
}

void uc_blk_interrupt(struct uc_blkdev *dev)
{
    uc_work_raise(&dev->work);
}

void uc_blkdev_add(struct uc_blkdev *dev)
{
    UC_ASSERT(power_of_two(dev->block_bytes) && dev->block_bytes >= 512 &&
              dev->block_bytes <= 65536);
    UC_ASSERT(power_of_two(dev->align) && dev->align <= dev->block_bytes);
    UC_ASSERT(dev->boundary == 0 || power_of_two(dev->boundary));
    UC_ASSERT(dev->pieces_max > 0 && dev->depth > 0);
    UC_ASSERT(dev->bytes_max >= dev->block_bytes &&
              dev->bytes_max % dev->block_bytes == 0);
    dev->work.run = on_work;
    dev->next = NULL;
    uc_spin_lock(&all.lock);
    dev->index = all.last == NULL ? 0 : all.last->index + 1;
    if (all.last == NULL) {
        all.first = dev;
    } else {
        all.last->next = dev;
    }
    all.last = dev;
    uc_spin_unlock(&all.lock);
    tell(dev, UC_BLK_ADDED);
}

void uc_blkdev_resize(struct uc_blkdev *dev, uint64_t blocks)
{
    uc_spin_lock(&dev->lock);
    bool changed = dev->blocks != blocks;
    dev->blocks = blocks;
    uc_spin_unlock(&dev->lock);
    if (changed) {
        tell(dev, UC_BLK_RESIZED);
    }
}

void uc_blkdev_gone(struct uc_blkdev *dev)
{
    uc_spin_lock(&dev->lock);
    bool changed = !dev->gone;
    dev->gone = true;
    (void)deliver(dev);
    if (changed) {
        tell(dev, UC_BLK_GONE);
    }
}
