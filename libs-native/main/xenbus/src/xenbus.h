/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef XENBUS_H
#define XENBUS_H

#include <uc/xenbus.h>

/* Spec: Xen, xen/include/public/io/xs_wire.h. */
enum store_message {
    STORE_LIST = 1,
    STORE_READ = 2,
    STORE_WATCH = 4,
    STORE_UNWATCH = 5,
    STORE_BEGIN = 6,
    STORE_END = 7,
    STORE_WRITE = 11,
    STORE_REMOVE = 13,
    STORE_EVENT = 15,
    STORE_ERROR = 16,
};

enum {
    STORE_RING_BYTES = 1024,
    STORE_PAYLOAD_MAX = 4096,
};

struct store_header {
    uint32_t type;
    uint32_t id; /* of the request, repeated in its answer */
    uint32_t tx;
    uint32_t bytes; /* of the payload that follows */
};

/* Counters run freely; their place in the ring is their remainder. */
struct store_ring {
    char req[STORE_RING_BYTES];
    char rsp[STORE_RING_BYTES];
    uint32_t req_cons, req_prod;
    uint32_t rsp_cons, rsp_prod;
};

/* A piece of a request's payload. */
struct store_piece {
    const void *data;
    size_t bytes;
};

/*
 * Sends a request and waits for its answer, whose payload goes into (buf); what
 * is beyond (bytes) is dropped. Returns the length that it had, or an error.
 */
int store_request(enum store_message type, uc_xenstore_tx_t tx,
                  const struct store_piece *pieces, unsigned n, char *buf,
                  size_t bytes);

/* Opens the store's channel, anew after a resumption; public for tests alone.
 */
int uc_xenbus_store_start(void);

/* Takes in what has come, without waiting: events. Context: thread or work. */
void store_take_events(void);

/* An event for the watch with (token) has come. */
void store_watch_fired(const char *token);

/* Registers all watches again, after a resumption. */
void store_watch_again(void);

/* Spells (value) in decimal into (text), of 21 bytes. Returns its length. */
size_t store_spell(uint64_t value, char *text);

/* Waits for the store to send something, or any event, or (deadline). */
void store_idle(uc_nsec_t deadline);

bool xenbus_same_text(const char *a, const char *b);

/* device.c: connects all devices anew. */
void xenbus_resume(void);

/* control.c: does from here on what the toolstack asks of the guest. */
void xenbus_obey_toolstack(void);

#endif /* XENBUS_H */
