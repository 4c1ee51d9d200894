/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef BLKFRONT_TESTS_BACKEND_H
#define BLKFRONT_TESTS_BACKEND_H

/*
 * The other end of a disk, in memory: it sees the guest's memory by grants
 * alone, as a real one does. It speaks the ring's layout in the host's own
 * byte order, which on Xen is always little-endian.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uc/errors.h>
#include <uc/hosted.h>
#include <uc/hosted_xen.h>
#include <uc/work.h>

#include "blkfront.h"

#define BACK_PATH "/local/domain/0/backend/vbd/7/1"
#define FRONT     "device/vbd/51712"

enum {
    BACK_SECTORS = 4096,
};

static struct {
    struct uc_xen_ring_page *ring;
    uint32_t ring_ref, port, req_cons;
    bool persistent; /* keeps mapped what it has seen, until it parts */
    bool held;       /* serves nothing by itself */
    bool broken;     /* the guest's memory is not as it should be */
    bool greedy;     /* unmaps nothing, ever */
    int16_t status;  /* what it answers */
    uint32_t mapped[256];
    unsigned mapped_n;
    unsigned reads, writes, flushes, barriers, discards, indirects;
    uint8_t disk[BACK_SECTORS * SECTOR_BYTES];
} back;

static inline void back_write(const char *name, uint64_t value)
{
    char path[96];

    (void)snprintf(path, sizeof path, BACK_PATH "/%s", name);
    uc_hosted_store_write_number(path, value);
}

static inline void back_state(enum uc_xenbus_state state)
{
    back_write("state", state);
}

static inline uint8_t *back_page(uint32_t ref)
{
    for (unsigned i = 0; i < back.mapped_n; i++) {
        if (back.mapped[i] == ref) {
            return uc_hosted_xen_peek(0, ref, true);
        }
    }
    if (!back.persistent || back.mapped_n == UC_ARRAY_SIZE(back.mapped)) {
        return uc_hosted_xen_peek(0, ref, true);
    }
    uint8_t *page = uc_hosted_xen_map(0, ref, true);
    if (page != NULL) {
        back.mapped[back.mapped_n++] = ref;
    }
    return page;
}

static inline void back_answer(uint64_t id, uint8_t op, int16_t status)
{
    struct blkfront_answer answer = {.id = id, .op = op, .status = status};
    size_t at = back.ring->rsp_prod % RING_SIZE;

    memcpy(&back.ring->entries[at * ENTRY_BYTES], &answer, sizeof answer);
    back.ring->rsp_prod++;
}

static inline bool back_segments(unsigned op, uint64_t sector,
                                 const struct blkfront_segment *segments,
                                 unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        uint8_t *page = back_page(segments[i].ref);
        unsigned sectors =
            segments[i].last_sector - segments[i].first_sector + 1u;
        if (page == NULL || segments[i].last_sector >= PAGE_SECTORS ||
            sector + sectors > BACK_SECTORS) {
            return false;
        }
        uint8_t *from = page + segments[i].first_sector * SECTOR_BYTES;
        uint8_t *at = back.disk + sector * SECTOR_BYTES;
        memcpy(op == OP_READ ? from : at, op == OP_READ ? at : from,
               sectors * (size_t)SECTOR_BYTES);
        sector += sectors;
    }
    return true;
}

static inline void back_carry_out(const union blkfront_entry *entry)
{
    const struct blkfront_direct *direct = &entry->direct;
    unsigned op = direct->op, n = direct->segments_n;
    const struct blkfront_segment *segments = direct->segments;
    uint64_t sector = direct->sector;
    bool good = true;

    if (op == OP_INDIRECT) {
        back.indirects++;
        op = entry->indirect.real_op;
        n = entry->indirect.segments_n;
        sector = entry->indirect.sector;
        segments = (void *)back_page(entry->indirect.refs[0]);
        good = segments != NULL && n <= 512;
    }
    switch (op) {
    case OP_READ:
    case OP_WRITE:
        back.reads += op == OP_READ;
        back.writes += op == OP_WRITE;
        good = good && n > 0 && back_segments(op, sector, segments, n);
        break;
    case OP_DISCARD:
        back.discards++;
        good = entry->discard.sector + entry->discard.sectors_n <= BACK_SECTORS;
        break;
    case OP_BARRIER:
        back.barriers++;
        break;
    case OP_FLUSH:
        back.flushes++;
        break;
    default:
        good = false;
    }
    back.broken = back.broken || !good;
    back_answer(direct->id, direct->op, good ? back.status : -1);
}

static inline void back_serve(void *arg)
{
    (void)arg;
    for (unsigned i = 0; i < RING_SIZE && !back.held && back.ring != NULL &&
                         back.req_cons != back.ring->req_prod;
         i++) {
        union blkfront_entry entry;
        size_t at = back.req_cons % RING_SIZE;
        memcpy(&entry, &back.ring->entries[at * ENTRY_BYTES], sizeof entry);
        back.req_cons++;
        back_carry_out(&entry);
    }
    if (back.ring != NULL) {
        back.ring->req_event = back.req_cons + 1;
        (void)uc_hosted_xen_notify(back.port);
    }
}

/* What this end has mapped is not there any more, or kept for ever. */
static inline void back_forget(void)
{
    back.mapped_n = 0;
    back.ring = NULL;
}

/* Lets go of all that it has mapped. */
static inline void back_part(void)
{
    if (back.ring != NULL && !back.greedy) {
        uc_hosted_xen_unmap(back.ring_ref);
        while (back.mapped_n > 0) {
            uc_hosted_xen_unmap(back.mapped[--back.mapped_n]);
        }
    }
    back_forget();
}

static inline void back_front_changed(const char *path)
{
    if (strcmp(path, "/local/domain/7/" FRONT "/state") != 0) {
        return;
    }
    switch (uc_hosted_store_read_number(path)) {
    case UC_XENBUS_INITIALISED:
        back_part();
        back.ring_ref =
            (uint32_t)uc_hosted_store_read_number(FRONT "/ring-ref");
        back.port =
            (uint32_t)uc_hosted_store_read_number(FRONT "/event-channel");
        back.ring = uc_hosted_xen_map(0, back.ring_ref, true);
        if (back.ring == NULL || back.port >= UC_HOSTED_XEN_PORTS_MAX) {
            back.broken = true;
            break;
        }
        back.req_cons = 0;
        uc_hosted_xen_serve(back.port, back_serve, NULL);
        back_state(UC_XENBUS_CONNECTED);
        break;
    case UC_XENBUS_CLOSED:
        back_part();
        back_state(UC_XENBUS_CLOSED);
        break;
    default:
        break;
    }
}

/* Both ends as the toolstack describes them; the other end waits. */
static inline void back_plug(void)
{
    back_write("feature-max-indirect-segments", 256);
    back_write("feature-flush-cache", 1);
    back_write("feature-discard", 1);
    back_write("sectors", BACK_SECTORS);
    back_write("sector-size", 512);
    uc_hosted_store_write(FRONT "/backend-id", "0");
    uc_hosted_store_write(FRONT "/backend", BACK_PATH);
    uc_hosted_store_write(FRONT "/state", "1");
    back_state(UC_XENBUS_INIT_WAIT);
    uc_hosted_store_listen(back_front_changed);
}

/* As the toolstack takes them away, and the other end with them. */
static inline void back_unplug(void)
{
    back_part();
    uc_hosted_store_remove(FRONT);
    uc_hosted_store_remove(BACK_PATH);
}

static inline void settle(void)
{
    for (unsigned i = 0; i < 200; i++) {
        uc_hosted_clock_advance(10 * UC_NSEC_PER_US);
        uc_plat_poll();
        uc_work_run_pending();
    }
}

#endif /* BLKFRONT_TESTS_BACKEND_H */
