/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A small xenstored: its ring, requests and answers. Spec: Xen,
 * docs/misc/xenstore.txt, xen/include/public/io/xs_wire.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uc/hosted.h>
#include <uc/hosted_xen.h>

#include "store.h"

enum {
    RING = 1024,
    OUT = 1 << 20,
    STORE_PORT = 1,
};

struct shared {
    char req[RING];
    char rsp[RING];
    uint32_t req_cons, req_prod;
    uint32_t rsp_cons, rsp_prod;
};

static struct {
    uint32_t chunk;
    bool silent;
    char fail_path[PATH];
    char fail_error[16];
    bool (*hook)(const struct uc_hosted_store_request *request);
    unsigned requests;

    char in[sizeof(struct hosted_store_header) + PAYLOAD];
    size_t in_n;
    char out[OUT];
    size_t out_at, out_n;
    bool sending;
} store = {.chunk = RING};

static struct shared page UC_ALIGNED(4096);

int uc_xen_store_channel(struct uc_xen_channel *out)
{
    *out = (struct uc_xen_channel){.page = &page, .port = STORE_PORT};
    return 0;
}

void hosted_store_misuse(const char *what)
{
    (void)fprintf(stderr, "# hosted-xen: the store: %s\n", what);
    abort();
}

static void push_out(void *arg);

static void plan_push(void)
{
    if (!store.sending && store.out_n > 0) {
        store.sending = true;
        uc_hosted_at(uc_plat_clock_monotonic() + UC_NSEC_PER_US, push_out,
                     NULL);
    }
}

void uc_hosted_store_send(const void *data, size_t bytes)
{
    if (store.out_at + store.out_n + bytes > OUT) {
        memmove(store.out, store.out + store.out_at, store.out_n);
        store.out_at = 0;
    }
    if (store.out_n + bytes > OUT) {
        hosted_store_misuse("too much to send");
    }
    memcpy(store.out + store.out_at + store.out_n, data, bytes);
    store.out_n += bytes;
    plan_push();
}

/* Writes a part of what is to be sent; the guest asks for more. */
static void push_out(void *arg)
{
    uint32_t used = page.rsp_prod - page.rsp_cons;
    uint32_t n = used > RING ? 0 : RING - used;

    (void)arg;
    store.sending = false;
    n = n < store.chunk ? n : store.chunk;
    n = n < store.out_n ? n : (uint32_t)store.out_n;
    for (uint32_t i = 0; i < n; i++) {
        page.rsp[(page.rsp_prod + i) % RING] = store.out[store.out_at + i];
    }
    page.rsp_prod += n;
    store.out_at += n;
    store.out_n -= n;
    if (n > 0) {
        (void)uc_hosted_xen_notify(STORE_PORT);
        plan_push();
    }
}

void hosted_store_answer(const struct hosted_store_header *to, uint32_t type,
                         const void *data, size_t bytes)
{
    struct hosted_store_header header = *to;

    header.type = type;
    header.bytes = (uint32_t)bytes;
    uc_hosted_store_send(&header, sizeof header);
    uc_hosted_store_send(data, bytes);
}

void hosted_store_answer_error(const struct hosted_store_header *to,
                               const char *error)
{
    hosted_store_answer(to, OP_ERROR, error, strlen(error) + 1);
}

void hosted_store_answer_ok(const struct hosted_store_header *to)
{
    hosted_store_answer(to, to->type, "OK", 3);
}

static void carry_out(const struct hosted_store_header *header,
                      const char *payload)
{
    /* (payload) has two NULs behind its end. */
    const char *second = payload + strlen(payload) + 1;
    char whole[PATH];

    store.requests++;
    if (store.hook != NULL && store.hook(&(struct uc_hosted_store_request){
                                  header->type, header->id, payload})) {
        return;
    }
    if (header->type == OP_BEGIN) {
        hosted_store_begin(header);
        return;
    }
    if (header->type == OP_END) {
        hosted_store_end(header, payload[0] == 'T');
        return;
    }
    hosted_store_absolute(whole, payload);
    if (strcmp(whole, store.fail_path) == 0) {
        hosted_store_answer_error(header, store.fail_error);
        return;
    }
    const struct hosted_store_node *node = hosted_store_find(whole);
    switch (header->type) {
    case OP_LIST:
        hosted_store_list(header, whole);
        return;
    case OP_READ:
        if (node == NULL && !hosted_store_exists(whole)) {
            hosted_store_answer_error(header, "ENOENT");
        } else {
            const char *value = node == NULL ? "" : node->value;
            hosted_store_answer(header, OP_READ, value, strlen(value));
        }
        return;
    case OP_WATCH:
        hosted_store_watch(header, payload, second);
        return;
    case OP_UNWATCH:
        hosted_store_unwatch(header, payload, second);
        return;
    case OP_WRITE:
    case OP_REMOVE:
        hosted_store_change(header, whole, second);
        return;
    default:
        hosted_store_misuse("the guest asks for something unknown");
    }
}

/* Carries out the message at the start of (in), if it is whole. */
static bool take_message(void)
{
    struct hosted_store_header header;
    char payload[PAYLOAD + 2] = "";

    if (store.in_n < sizeof header) {
        return false;
    }
    memcpy(&header, store.in, sizeof header);
    if (header.bytes > PAYLOAD) {
        hosted_store_misuse("the guest sends too long a message");
    }
    size_t bytes = sizeof header + header.bytes;
    if (store.in_n < bytes) {
        return false;
    }
    memcpy(payload, store.in + sizeof header, header.bytes);
    payload[header.bytes] = '\0';
    payload[header.bytes + 1] = '\0';
    store.in_n -= bytes;
    memmove(store.in, store.in + bytes, store.in_n);
    carry_out(&header, payload);
    return true;
}

static void serve(void *arg)
{
    uint32_t ready = page.req_prod - page.req_cons;
    bool was_full = ready == RING;

    (void)arg;
    if (store.silent) {
        return;
    }
    if (ready > RING) {
        hosted_store_misuse("the guest's counter jumps");
    }
    for (; ready > 0 && store.in_n < sizeof store.in; ready--) {
        store.in[store.in_n++] = page.req[page.req_cons % RING];
        page.req_cons++;
    }
    if (was_full) {
        (void)uc_hosted_xen_notify(STORE_PORT);
    }
    while (take_message()) {
    }
    if (page.req_prod != page.req_cons) {
        uc_hosted_at(uc_plat_clock_monotonic() + UC_NSEC_PER_US, serve, NULL);
    }
    plan_push();
}

void uc_hosted_store_restart(void)
{
    hosted_store_abandon();
    store.silent = false;
    store.in_n = 0;
    store.out_n = 0;
    store.out_at = 0;
    memset(&page, 0, sizeof page);
    uc_hosted_xen_serve(STORE_PORT, serve, NULL);
}

void uc_hosted_store_reset(void)
{
    hosted_store_clear();
    hosted_store_unwatch_all();
    uc_hosted_store_conflict(0);
    store.chunk = RING;
    store.fail_path[0] = '\0';
    store.hook = NULL;
    store.requests = 0;
    uc_hosted_store_restart();
}

void uc_hosted_store_hook(
    bool (*hook)(const struct uc_hosted_store_request *request))
{
    store.hook = hook;
}

void uc_hosted_store_chunk(uint32_t bytes)
{
    store.chunk = bytes;
}

void uc_hosted_store_fail(const char *path, const char *error)
{
    store.fail_path[0] = '\0';
    if (path != NULL) {
        hosted_store_absolute(store.fail_path, path);
        (void)snprintf(store.fail_error, sizeof store.fail_error, "%s", error);
    }
}

void uc_hosted_store_silence(bool silent)
{
    store.silent = silent;
}

unsigned uc_hosted_store_requests(void)
{
    return store.requests;
}
