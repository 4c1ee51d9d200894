/* SPDX-License-Identifier: BSD-3-Clause */
/* The two byte streams to and from the store, and the messages in them. */
#include <uc/barrier.h>
#include <uc/errors.h>
#include <uc/plat.h>
#include <uc/work.h>

#include "xenbus.h"

/* A store that is silent for so long is dead. */
#define PATIENCE (30 * UC_NSEC_PER_S)

static struct uc_xen_channel channel;
static bool broken;
static uint32_t last_id;
static uc_nsec_t patience_ends; /* of the request, or the event, at hand */

static volatile struct store_ring *ring(void)
{
    return channel.page;
}

static void run_events(struct uc_work *work)
{
    (void)work;
    store_take_events();
}

static struct uc_work events = UC_WORK_INIT(run_events);

/* Context: interrupt. */
static void on_event(void *arg)
{
    (void)arg;
    uc_work_raise(&events);
}

int uc_xenbus_store_start(void)
{
    int err = uc_xen_store_channel(&channel);

    broken = false;
    return err < 0 ? err : uc_plat_irq_claim(channel.port, on_event, NULL);
}

/* How many bytes can be read; more than fit in the ring is nonsense. */
static uint32_t readable(void)
{
    uint32_t n = ring()->rsp_prod - ring()->rsp_cons;

    uc_dma_rmb();
    if (n > STORE_RING_BYTES) {
        broken = true;
        return 0;
    }
    return n;
}

static uint32_t writable(void)
{
    uint32_t used = ring()->req_prod - ring()->req_cons;

    uc_dma_mb();
    if (used > STORE_RING_BYTES) {
        broken = true;
        return 0;
    }
    return STORE_RING_BYTES - used;
}

/*
 * Sleeps until there is something to do, which is looked for once no interrupt
 * can get lost, or (deadline).
 */
static void idle_until(uint32_t (*ready)(void), uc_nsec_t deadline)
{
    unsigned long state = uc_plat_irq_save();

    if (ready() == 0 && !broken) {
        uc_plat_idle(deadline);
    }
    uc_plat_irq_restore(state);
}

void store_idle(uc_nsec_t deadline)
{
    idle_until(readable, deadline);
}

/* Patience is for all of a message: a store may not drip for ever. */
static void be_patient(void)
{
    patience_ends = uc_plat_clock_monotonic() + PATIENCE;
}

static bool out_of_patience(void)
{
    if (uc_plat_clock_monotonic() >= patience_ends) {
        broken = true;
    }
    return broken;
}

/* Waits for (ready) to give more than 0; 0 where the store is dead. */
static uint32_t await(uint32_t (*ready)(void))
{
    for (;;) {
        uint32_t n = ready();
        if (n > 0 || broken || out_of_patience()) {
            return n;
        }
        idle_until(ready, patience_ends);
    }
}

static void put_bytes(const char *data, size_t bytes)
{
    while (bytes > 0 && !broken) {
        uint32_t n = await(writable);
        uint32_t prod = ring()->req_prod;
        for (; n > 0 && bytes > 0; n--, bytes--) {
            ring()->req[prod % STORE_RING_BYTES] = *data++;
            prod++;
        }
        uc_dma_wmb();
        ring()->req_prod = prod;
        uc_xen_evtchn_send(channel.port);
    }
}

/* Reads (bytes) to (data), or past them where it is NULL. */
static void get_bytes(char *data, size_t bytes)
{
    while (bytes > 0 && !broken) {
        uint32_t n = await(readable);
        uint32_t from = ring()->rsp_cons, cons = from;
        for (; n > 0 && bytes > 0; n--, bytes--) {
            char c = ring()->rsp[cons % STORE_RING_BYTES];
            cons++;
            if (data != NULL) {
                *data++ = c;
            }
        }
        uc_dma_mb();
        ring()->rsp_cons = cons;
        uc_dma_mb();
        /* It waits for room where it has filled the ring, even meanwhile. */
        if (bytes > 0 || ring()->rsp_prod - from >= STORE_RING_BYTES) {
            uc_xen_evtchn_send(channel.port);
        }
    }
}

/* The payload of an event: path, token, each ended by NUL. */
static void take_event(uint32_t bytes)
{
    char token[24];
    size_t at = 0;
    unsigned strings = 0;

    for (; bytes > 0 && !broken; bytes--) {
        char c;
        get_bytes(&c, 1);
        if (strings == 1 && at + 1 < sizeof token) {
            token[at++] = c;
        }
        strings += c == '\0';
    }
    token[at] = '\0';
    if (!broken) {
        store_watch_fired(token);
    }
}

/* Reads a header; an event is taken in, anything else is left to the caller. */
static bool take_header(struct store_header *header)
{
    get_bytes((char *)header, sizeof *header);
    if (header->bytes > STORE_PAYLOAD_MAX) {
        broken = true;
    }
    if (broken) {
        return false;
    }
    if (header->type == STORE_EVENT) {
        take_event(header->bytes);
        return false;
    }
    return true;
}

static int error_of(const char *name)
{
    static const struct {
        const char *name;
        int error;
    } errors[] = {
        {"ENOENT", -UC_ENOENT}, {"EAGAIN", -UC_EAGAIN}, {"EACCES", -UC_EACCES},
        {"EPERM", -UC_EACCES},  {"EINVAL", -UC_EINVAL}, {"E2BIG", -UC_E2BIG},
        {"ENOSPC", -UC_ENOSPC}, {"EEXIST", -UC_EEXIST},
    };

    for (unsigned i = 0; i < UC_ARRAY_SIZE(errors); i++) {
        if (xenbus_same_text(errors[i].name, name)) {
            return errors[i].error;
        }
    }
    return -UC_EIO;
}

static int take_answer(enum store_message type,
                       const struct store_header *header, char *buf,
                       size_t bytes)
{
    char name[16] = "";
    size_t kept = header->bytes;

    if (header->type == STORE_ERROR) {
        buf = name;
        bytes = sizeof name - 1;
    }
    kept = kept < bytes ? kept : bytes;
    get_bytes(buf, kept);
    get_bytes(NULL, header->bytes - kept);
    if (broken) {
        return -UC_EIO;
    }
    if (header->type == STORE_ERROR) {
        return error_of(name);
    }
    return header->type == type ? (int)header->bytes : -UC_EIO;
}

int store_request(enum store_message type, uc_xenstore_tx_t tx,
                  const struct store_piece *pieces, unsigned n, char *buf,
                  size_t bytes)
{
    struct store_header header = {.type = type, .tx = tx};

    if (channel.page == NULL) {
        return -UC_EIO;
    }
    for (unsigned i = 0; i < n; i++) {
        header.bytes += (uint32_t)pieces[i].bytes;
    }
    if (header.bytes > STORE_PAYLOAD_MAX) {
        return -UC_E2BIG;
    }
    header.id = ++last_id;
    be_patient();
    put_bytes((const char *)&header, sizeof header);
    for (unsigned i = 0; i < n; i++) {
        put_bytes(pieces[i].data, pieces[i].bytes);
    }
    /* Events and old answers without end are no answer either. */
    while (!broken && !out_of_patience()) {
        struct store_header answer;
        if (!take_header(&answer)) {
            continue;
        }
        if (answer.id == header.id) {
            return take_answer(type, &answer, buf, bytes);
        }
        get_bytes(NULL, answer.bytes); /* of a request that was given up */
    }
    return -UC_ETIMEDOUT;
}

void store_take_events(void)
{
    while (channel.page != NULL && !broken &&
           readable() >= sizeof(struct store_header)) {
        struct store_header header;
        be_patient();
        if (take_header(&header)) {
            get_bytes(NULL, header.bytes);
        }
    }
}
