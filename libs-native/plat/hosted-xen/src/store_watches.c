/* SPDX-License-Identifier: BSD-3-Clause */
/* Watches: who hears of what changes in the tree. */
#include <stdio.h>
#include <string.h>

#include <uc/hosted_xen.h>

#include "store.h"

enum {
    WATCHES = 64,
};

static struct watch {
    char path[PATH]; /* as it was asked for */
    char token[PATH];
    bool used;
} watches[WATCHES];

static struct watch *find(const char *path, const char *token)
{
    for (unsigned i = 0; i < WATCHES; i++) {
        struct watch *watch = &watches[i];
        if (watch->used && strcmp(watch->path, path) == 0 &&
            strcmp(watch->token, token) == 0) {
            return watch;
        }
    }
    return NULL;
}

/* An event names the path in the way of its watch. */
static void send_event(const struct watch *watch, const char *path)
{
    struct hosted_store_header header = {.type = OP_EVENT};
    char payload[2 * PATH];
    const size_t home = sizeof HOSTED_STORE_HOME - 1;
    size_t skip =
        watch->path[0] != '/' && strncmp(path, HOSTED_STORE_HOME, home) == 0
            ? home
            : 0;
    size_t n = strlen(path + skip) + 1;

    memcpy(payload, path + skip, n);
    memcpy(payload + n, watch->token, strlen(watch->token) + 1);
    hosted_store_answer(&header, OP_EVENT, payload,
                        n + strlen(watch->token) + 1);
}

void hosted_store_fire(const char *path, bool removed)
{
    for (unsigned i = 0; i < WATCHES; i++) {
        char whole[PATH];
        if (!watches[i].used) {
            continue;
        }
        hosted_store_absolute(whole, watches[i].path);
        if (hosted_store_below(path, whole) ||
            (removed && hosted_store_below(whole, path))) {
            send_event(&watches[i], path);
        }
    }
}

void hosted_store_watch(const struct hosted_store_header *header,
                        const char *path, const char *token)
{
    if (find(path, token) != NULL) {
        hosted_store_answer_error(header, "EEXIST");
        return;
    }
    for (unsigned i = 0; i < WATCHES; i++) {
        struct watch *watch = &watches[i];
        if (!watch->used) {
            char whole[PATH];
            watch->used = true;
            (void)snprintf(watch->path, PATH, "%s", path);
            (void)snprintf(watch->token, PATH, "%s", token);
            hosted_store_answer_ok(header);
            hosted_store_absolute(whole, path);
            send_event(watch, whole);
            return;
        }
    }
    hosted_store_answer_error(header, "E2BIG");
}

void hosted_store_unwatch(const struct hosted_store_header *header,
                          const char *path, const char *token)
{
    struct watch *watch = find(path, token);

    if (watch == NULL) {
        hosted_store_answer_error(header, "ENOENT");
        return;
    }
    watch->used = false;
    hosted_store_answer_ok(header);
}

unsigned uc_hosted_store_watches(void)
{
    unsigned n = 0;

    for (unsigned i = 0; i < WATCHES; i++) {
        n += watches[i].used;
    }
    return n;
}

void hosted_store_unwatch_all(void)
{
    memset(watches, 0, sizeof watches);
}
