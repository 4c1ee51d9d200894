/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>

#include "blkfront.h"

static volatile union blkfront_entry *entry(const struct blkfront *blk,
                                            uint32_t counter)
{
    return (volatile union blkfront_entry *)&blk->ring.page
        ->entries[(size_t)(counter % RING_SIZE) * ENTRY_BYTES];
}

static bool has_data(const struct uc_blk_request *request)
{
    return request->op == UC_BLK_READ || request->op == UC_BLK_WRITE;
}

static uint32_t bytes_of(const struct blkfront *blk,
                         const struct uc_blk_request *request)
{
    return request->blocks * blk->disk->block_bytes;
}

/* Copies all data between the pieces and the slot's pages. */
static void copy(const struct blkfront *blk, const struct blkfront_slot *slot)
{
    const struct uc_blk_request *request = slot->request;
    size_t at = 0;

    for (unsigned i = 0; i < request->pieces_n; i++) {
        char *data = request->pieces[i].data;
        for (size_t left = request->pieces[i].bytes; left > 0;) {
            size_t in_page = at % UC_PAGE_SIZE;
            size_t part = UC_PAGE_SIZE - in_page;
            char *page = blk->pool[slot->pages[at / UC_PAGE_SIZE]].data;
            part = part < left ? part : left;
            if (request->op == UC_BLK_READ) {
                __builtin_memcpy(data, page + in_page, part);
            } else {
                __builtin_memcpy(page + in_page, data, part);
            }
            data += part;
            at += part;
            left -= part;
        }
    }
}

static struct blkfront_segment segment(const struct blkfront *blk,
                                       const struct blkfront_slot *slot,
                                       unsigned i, uint32_t bytes)
{
    size_t left = bytes - i * UC_PAGE_SIZE;
    size_t sectors = left / SECTOR_BYTES;

    sectors = sectors < PAGE_SECTORS ? sectors : PAGE_SECTORS;
    return (struct blkfront_segment){
        .ref = blk->pool[slot->pages[i]].ref,
        .last_sector = (uint8_t)(sectors - 1),
    };
}

static void fill_direct(const struct blkfront *blk,
                        const struct blkfront_slot *slot, unsigned op,
                        uint64_t id, volatile union blkfront_entry *out)
{
    struct blkfront_direct direct = {
        .op = (uint8_t)op,
        .segments_n = (uint8_t)slot->pages_n,
        .handle = blk->handle,
        .id = id,
        .sector =
            slot->request->block * (blk->disk->block_bytes / SECTOR_BYTES),
    };

    for (unsigned i = 0; i < slot->pages_n; i++) {
        direct.segments[i] =
            segment(blk, slot, i, bytes_of(blk, slot->request));
    }
    out->direct = direct;
}

static void fill_indirect(const struct blkfront *blk,
                          const struct blkfront_slot *slot, unsigned op,
                          uint64_t id, volatile union blkfront_entry *out)
{
    unsigned n = slot->pages_n - 1;
    const struct blkfront_page *list = &blk->pool[slot->pages[n]];
    struct blkfront_segment *segments = list->data;

    for (unsigned i = 0; i < n; i++) {
        segments[i] = segment(blk, slot, i, bytes_of(blk, slot->request));
    }
    out->indirect = (struct blkfront_indirect){
        .op = OP_INDIRECT,
        .real_op = (uint8_t)op,
        .segments_n = (uint16_t)n,
        .id = id,
        .sector =
            slot->request->block * (blk->disk->block_bytes / SECTOR_BYTES),
        .handle = blk->handle,
        .refs = {list->ref},
    };
}

static void fill_discard(const struct blkfront *blk,
                         const struct uc_blk_request *request, uint64_t id,
                         volatile union blkfront_entry *out)
{
    uint32_t per_block = blk->disk->block_bytes / SECTOR_BYTES;

    out->discard = (struct blkfront_discard){
        .op = OP_DISCARD,
        .handle = blk->handle,
        .id = id,
        .sector = request->block * per_block,
        .sectors_n = (uint64_t)request->blocks * per_block,
    };
}

/* Puts the slot's request into the ring. False: no pages are left for it. */
static bool send(struct blkfront *blk, struct blkfront_slot *slot)
{
    const struct uc_blk_request *request = slot->request;
    uint64_t id = (uint64_t)(slot - blk->slots);
    volatile union blkfront_entry *out = entry(blk, blk->ring.req_prod);
    unsigned pages = 0;

    if (has_data(request)) {
        pages = (bytes_of(blk, request) + (unsigned)UC_PAGE_SIZE - 1) /
                (unsigned)UC_PAGE_SIZE;
        pages += pages > DIRECT_SEGMENTS ? 1 : 0;
    }
    if (!blkfront_pool_take(blk, slot, pages)) {
        return false;
    }
    unsigned op = request->op == UC_BLK_READ    ? OP_READ
                  : request->op == UC_BLK_WRITE ? OP_WRITE
                                                : blk->flush_op;
    if (request->op == UC_BLK_WRITE) {
        copy(blk, slot);
    }
    if (request->op == UC_BLK_DISCARD) {
        fill_discard(blk, request, id, out);
    } else if (pages > DIRECT_SEGMENTS) {
        fill_indirect(blk, slot, op, id, out);
    } else {
        fill_direct(blk, slot, op, id, out);
    }
    blk->ring.req_prod++;
    slot->sent = true;
    return true;
}

/* There are as many slots as places in the ring: a slot has a place. */
static int blkfront_queue(struct uc_blkdev *disk,
                          struct uc_blk_request *request)
{
    struct blkfront *blk = blkfront_of(disk);

    if (blk->broken) {
        return -UC_ENODEV;
    }
    if (request->op == UC_BLK_FLUSH && blk->flush_op == OP_READ) {
        uc_blk_done(disk, request, 0);
        return 0;
    }
    for (unsigned i = 0; i < RING_SIZE; i++) {
        struct blkfront_slot *slot = &blk->slots[i];
        if (slot->request == NULL) {
            slot->request = request;
            slot->sent = false;
            if (!blk->connected || blk->waiting_n > 0 || !send(blk, slot)) {
                blk->waiting_n++;
            }
            return 0;
        }
    }
    return -UC_EAGAIN;
}

void blkfront_send_waiting(struct blkfront *blk)
{
    for (unsigned i = 0; blk->waiting_n > 0 && i < RING_SIZE; i++) {
        struct blkfront_slot *slot = &blk->slots[i];
        if (slot->request != NULL && !slot->sent) {
            if (!send(blk, slot)) {
                return;
            }
            blk->waiting_n--;
        }
    }
}

static void blkfront_kick(struct uc_blkdev *disk)
{
    struct blkfront *blk = blkfront_of(disk);

    if (blk->connected && uc_xen_ring_push(&blk->ring)) {
        uc_xen_evtchn_send(blk->port);
    }
}

static void finish(struct blkfront *blk, struct blkfront_slot *slot, int result)
{
    struct uc_blk_request *request = slot->request;

    if (result == 0 && request->op == UC_BLK_READ) {
        copy(blk, slot);
    }
    blkfront_pool_put(blk, slot);
    slot->request = NULL;
    uc_blk_done(blk->disk, request, result);
}

static int result_of(int status)
{
    return status == STATUS_OK            ? 0
           : status == STATUS_UNSUPPORTED ? -UC_EOPNOTSUPP
                                          : -UC_EIO;
}

static void blkfront_poll(struct uc_blkdev *disk)
{
    struct blkfront *blk = blkfront_of(disk);

    if (!blk->connected) {
        return;
    }
    uint32_t pending = uc_xen_ring_pending(&blk->ring);
    if (UC_UNLIKELY(pending == UINT32_MAX)) {
        blkfront_give_up(blk, "jumps in its ring");
        return;
    }
    for (; pending > 0; pending--) {
        struct blkfront_answer answer =
            *(volatile struct blkfront_answer *)entry(blk, blk->ring.rsp_cons);
        if (UC_UNLIKELY(answer.id >= RING_SIZE ||
                        blk->slots[answer.id].request == NULL ||
                        !blk->slots[answer.id].sent)) {
            blkfront_give_up(blk, "answers what was not asked");
            return;
        }
        blk->ring.rsp_cons++;
        finish(blk, &blk->slots[answer.id], result_of(answer.status));
    }
    if (UC_UNLIKELY(blk->waiting_n > 0)) {
        blkfront_send_waiting(blk);
        blkfront_kick(disk);
    }
}

static bool blkfront_arm(struct uc_blkdev *disk)
{
    struct blkfront *blk = blkfront_of(disk);

    return blk->connected && uc_xen_ring_arm(&blk->ring, 1);
}

const struct uc_blkdev_ops blkfront_ops = {
    .queue = blkfront_queue,
    .kick = blkfront_kick,
    .poll = blkfront_poll,
    .arm = blkfront_arm,
};

void blkfront_unsend(struct blkfront *blk)
{
    for (unsigned i = 0; i < RING_SIZE; i++) {
        struct blkfront_slot *slot = &blk->slots[i];
        if (slot->request != NULL && slot->sent) {
            slot->sent = false;
            slot->pages_n = 0;
            blk->waiting_n++;
        }
    }
}

void blkfront_fail_all(struct blkfront *blk, int result)
{
    for (unsigned i = 0; i < RING_SIZE; i++) {
        struct blkfront_slot *slot = &blk->slots[i];
        if (slot->request != NULL) {
            slot->pages_n = 0;
            finish(blk, slot, result);
        }
    }
    blk->waiting_n = 0;
}
