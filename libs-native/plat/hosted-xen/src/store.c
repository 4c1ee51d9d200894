/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A small xenstored: the tree, watches, transactions that are journals. Spec:
 * Xen, docs/misc/xenstore.txt, xen/include/public/io/xs_wire.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uc/errors.h>
#include <uc/hosted.h>
#include <uc/hosted_xen.h>

enum {
    NODES = 256,
    WATCHES = 64,
    JOURNAL = 64,
    PATH = 256,
    VALUE = 512,
    RING = 1024,
    PAYLOAD = 4096,
    OUT = 1 << 20,
    STORE_PORT = 1,

    OP_LIST = 1,
    OP_READ = 2,
    OP_WATCH = 4,
    OP_UNWATCH = 5,
    OP_BEGIN = 6,
    OP_END = 7,
    OP_WRITE = 11,
    OP_REMOVE = 13,
    OP_EVENT = 15,
    OP_ERROR = 16,
};

static const char home[] = "/local/domain/7/";

struct header {
    uint32_t type, id, tx, bytes;
};

struct shared {
    char req[RING];
    char rsp[RING];
    uint32_t req_cons, req_prod;
    uint32_t rsp_cons, rsp_prod;
};

struct node {
    char path[PATH]; /* "": free */
    char value[VALUE];
};

struct watch {
    char path[PATH]; /* as it was asked for */
    char token[PATH];
    bool used;
};

static struct {
    struct node nodes[NODES];
    struct watch watches[WATCHES];
    struct {
        char path[PATH];
        char value[VALUE];
        bool removes;
    } journal[JOURNAL];
    unsigned journal_n;
    uint32_t tx, tx_last;
    unsigned conflicts;
    uint32_t chunk;
    bool silent;
    char fail_path[PATH];
    char fail_error[16];
    void (*changed)(const char *path);
    bool (*hook)(const struct uc_hosted_store_request *request);
    unsigned requests;

    char in[sizeof(struct header) + PAYLOAD];
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

static void fail(const char *what)
{
    (void)fprintf(stderr, "# hosted-xen: the store: %s\n", what);
    abort();
}

static void absolute(char *out, const char *path)
{
    int n = snprintf(out, PATH, "%s%s", path[0] == '/' ? "" : home, path);

    if (n < 0 || n >= PATH) {
        fail("path too long");
    }
}

/* Whether (path) is (above) or lies below it. */
static bool below(const char *path, const char *above)
{
    size_t n = strlen(above);

    return strncmp(path, above, n) == 0 && (path[n] == '\0' || path[n] == '/');
}

static struct node *find(const char *path)
{
    for (unsigned i = 0; i < NODES; i++) {
        if (strcmp(store.nodes[i].path, path) == 0 && path[0] != '\0') {
            return &store.nodes[i];
        }
    }
    return NULL;
}

static bool exists(const char *path)
{
    for (unsigned i = 0; i < NODES; i++) {
        if (store.nodes[i].path[0] != '\0' &&
            below(store.nodes[i].path, path)) {
            return true;
        }
    }
    return false;
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
        fail("too much to send");
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

static void answer(const struct header *to, uint32_t type, const void *data,
                   size_t bytes)
{
    struct header header = *to;

    header.type = type;
    header.bytes = (uint32_t)bytes;
    uc_hosted_store_send(&header, sizeof header);
    uc_hosted_store_send(data, bytes);
}

static void answer_error(const struct header *to, const char *error)
{
    answer(to, OP_ERROR, error, strlen(error) + 1);
}

static void answer_ok(const struct header *to)
{
    answer(to, to->type, "OK", 3);
}

/* An event names the path in the way of its watch. */
static void send_event(const struct watch *watch, const char *path)
{
    struct header header = {.type = OP_EVENT};
    char payload[2 * PATH];
    size_t skip =
        watch->path[0] != '/' && strncmp(path, home, sizeof home - 1) == 0
            ? sizeof home - 1
            : 0;
    size_t n = strlen(path + skip) + 1;

    memcpy(payload, path + skip, n);
    memcpy(payload + n, watch->token, strlen(watch->token) + 1);
    answer(&header, OP_EVENT, payload, n + strlen(watch->token) + 1);
}

static void fire(const char *path, bool removed)
{
    for (unsigned i = 0; i < WATCHES; i++) {
        char whole[PATH];
        if (!store.watches[i].used) {
            continue;
        }
        absolute(whole, store.watches[i].path);
        if (below(path, whole) || (removed && below(whole, path))) {
            send_event(&store.watches[i], path);
        }
    }
}

void uc_hosted_store_write(const char *path, const char *value)
{
    char whole[PATH];
    absolute(whole, path);
    struct node *node = find(whole);

    for (unsigned i = 0; node == NULL && i < NODES; i++) {
        node = store.nodes[i].path[0] == '\0' ? &store.nodes[i] : NULL;
    }
    if (node == NULL || strlen(value) >= VALUE) {
        fail("too many nodes, or too long a value");
        return;
    }
    (void)snprintf(node->path, PATH, "%s", whole);
    (void)snprintf(node->value, VALUE, "%s", value);
    fire(whole, false);
}

void uc_hosted_store_write_number(const char *path, uint64_t value)
{
    char text[24];

    (void)snprintf(text, sizeof text, "%llu", (unsigned long long)value);
    uc_hosted_store_write(path, text);
}

const char *uc_hosted_store_read(const char *path)
{
    char whole[PATH];

    absolute(whole, path);
    const struct node *node = find(whole);
    return node == NULL ? NULL : node->value;
}

uint64_t uc_hosted_store_read_number(const char *path)
{
    const char *value = uc_hosted_store_read(path);

    return value == NULL ? UINT64_MAX : strtoull(value, NULL, 10);
}

void uc_hosted_store_remove(const char *path)
{
    char whole[PATH];

    absolute(whole, path);
    for (unsigned i = 0; i < NODES; i++) {
        if (below(store.nodes[i].path, whole)) {
            store.nodes[i].path[0] = '\0';
        }
    }
    fire(whole, true);
}

static void change(const char *path, const char *value, bool removes)
{
    if (removes) {
        uc_hosted_store_remove(path);
    } else {
        uc_hosted_store_write(path, value);
    }
    if (store.changed != NULL) {
        store.changed(path);
    }
}

static void do_list(const struct header *header, const char *whole)
{
    char names[PAYLOAD];
    size_t bytes = 0;
    size_t n = strlen(whole);

    if (!exists(whole)) {
        answer_error(header, "ENOENT");
        return;
    }
    for (unsigned i = 0; i < NODES; i++) {
        const char *path = store.nodes[i].path;
        if (!below(path, whole) || path[n] == '\0') {
            continue;
        }
        size_t len = strcspn(path + n + 1, "/");
        bool known = false;
        for (size_t at = 0; at < bytes; at += strlen(names + at) + 1) {
            known = known || (strlen(names + at) == len &&
                              memcmp(names + at, path + n + 1, len) == 0);
        }
        if (!known) {
            memcpy(names + bytes, path + n + 1, len);
            names[bytes + len] = '\0';
            bytes += len + 1;
        }
    }
    answer(header, OP_LIST, names, bytes);
}

static void do_watch(const struct header *header, const char *path,
                     const char *token)
{
    for (unsigned i = 0; i < WATCHES; i++) {
        struct watch *watch = &store.watches[i];
        if (watch->used && strcmp(watch->path, path) == 0 &&
            strcmp(watch->token, token) == 0) {
            answer_error(header, "EEXIST");
            return;
        }
    }
    for (unsigned i = 0; i < WATCHES; i++) {
        struct watch *watch = &store.watches[i];
        if (!watch->used) {
            char whole[PATH];
            watch->used = true;
            (void)snprintf(watch->path, PATH, "%s", path);
            (void)snprintf(watch->token, PATH, "%s", token);
            answer_ok(header);
            absolute(whole, path);
            send_event(watch, whole);
            return;
        }
    }
    answer_error(header, "E2BIG");
}

static void do_unwatch(const struct header *header, const char *path,
                       const char *token)
{
    for (unsigned i = 0; i < WATCHES; i++) {
        struct watch *watch = &store.watches[i];
        if (watch->used && strcmp(watch->path, path) == 0 &&
            strcmp(watch->token, token) == 0) {
            watch->used = false;
            answer_ok(header);
            return;
        }
    }
    answer_error(header, "ENOENT");
}

static void do_end(const struct header *header, bool commit)
{
    if (store.tx == 0 || header->tx != store.tx) {
        answer_error(header, "ENOENT");
        return;
    }
    store.tx = 0;
    if (commit && store.conflicts > 0) {
        store.conflicts--;
        answer_error(header, "EAGAIN");
        return;
    }
    answer_ok(header);
    for (unsigned i = 0; commit && i < store.journal_n; i++) {
        change(store.journal[i].path, store.journal[i].value,
               store.journal[i].removes);
    }
}

static void do_change(const struct header *header, const char *whole,
                      const char *value)
{
    bool removes = header->type == OP_REMOVE;

    if (header->tx != 0 && header->tx != store.tx) {
        answer_error(header, "ENOENT");
        return;
    }
    if (removes && !exists(whole)) {
        answer_error(header, "ENOENT");
        return;
    }
    answer_ok(header);
    if (header->tx == 0) {
        change(whole, value, removes);
        return;
    }
    if (store.journal_n == JOURNAL) {
        fail("too long a transaction");
    }
    (void)snprintf(store.journal[store.journal_n].path, PATH, "%s", whole);
    (void)snprintf(store.journal[store.journal_n].value, VALUE, "%s", value);
    store.journal[store.journal_n++].removes = removes;
}

static void do_begin(const struct header *header)
{
    char text[16];
    int n;

    if (store.tx != 0) {
        fail("the guest begins a transaction within another");
    }
    store.tx = ++store.tx_last;
    store.journal_n = 0;
    n = snprintf(text, sizeof text, "%u", (unsigned)store.tx);
    answer(header, OP_BEGIN, text, (size_t)n + 1);
}

static void carry_out(const struct header *header, const char *payload)
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
        do_begin(header);
        return;
    }
    if (header->type == OP_END) {
        do_end(header, payload[0] == 'T');
        return;
    }
    absolute(whole, payload);
    if (strcmp(whole, store.fail_path) == 0) {
        answer_error(header, store.fail_error);
        return;
    }
    const struct node *node = find(whole);
    switch (header->type) {
    case OP_LIST:
        do_list(header, whole);
        return;
    case OP_READ:
        if (node == NULL && !exists(whole)) {
            answer_error(header, "ENOENT");
        } else {
            const char *value = node == NULL ? "" : node->value;
            answer(header, OP_READ, value, strlen(value));
        }
        return;
    case OP_WATCH:
        do_watch(header, payload, second);
        return;
    case OP_UNWATCH:
        do_unwatch(header, payload, second);
        return;
    case OP_WRITE:
    case OP_REMOVE:
        do_change(header, whole, second);
        return;
    default:
        fail("the guest asks for something unknown");
    }
}

/* Carries out the message at the start of (in), if it is whole. */
static bool take_message(void)
{
    struct header header;
    char payload[PAYLOAD + 2] = "";

    if (store.in_n < sizeof header) {
        return false;
    }
    memcpy(&header, store.in, sizeof header);
    if (header.bytes > PAYLOAD) {
        fail("the guest sends too long a message");
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
        fail("the guest's counter jumps");
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
    store.tx = 0;
    store.silent = false;
    store.in_n = 0;
    store.out_n = 0;
    store.out_at = 0;
    memset(&page, 0, sizeof page);
    uc_hosted_xen_serve(STORE_PORT, serve, NULL);
}

void uc_hosted_store_reset(void)
{
    memset(store.nodes, 0, sizeof store.nodes);
    memset(store.watches, 0, sizeof store.watches);
    store.conflicts = 0;
    store.chunk = RING;
    store.fail_path[0] = '\0';
    store.changed = NULL;
    store.hook = NULL;
    store.requests = 0;
    uc_hosted_store_restart();
}

void uc_hosted_store_listen(void (*changed)(const char *path))
{
    store.changed = changed;
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

void uc_hosted_store_conflict(unsigned n)
{
    store.conflicts = n;
}

void uc_hosted_store_fail(const char *path, const char *error)
{
    store.fail_path[0] = '\0';
    if (path != NULL) {
        absolute(store.fail_path, path);
        (void)snprintf(store.fail_error, sizeof store.fail_error, "%s", error);
    }
}

void uc_hosted_store_silence(bool silent)
{
    store.silent = silent;
}

unsigned uc_hosted_store_watches(void)
{
    unsigned n = 0;

    for (unsigned i = 0; i < WATCHES; i++) {
        n += store.watches[i].used;
    }
    return n;
}

unsigned uc_hosted_store_requests(void)
{
    return store.requests;
}
