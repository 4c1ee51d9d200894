/* SPDX-License-Identifier: BSD-3-Clause */
/* The tree of the store: paths and their values. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uc/hosted_xen.h>

#include "store.h"

enum {
    NODES = 256,
};

static struct hosted_store_node nodes[NODES];
static void (*listener)(const char *path);

void hosted_store_absolute(char *out, const char *path)
{
    int n = snprintf(out, PATH, "%s%s", path[0] == '/' ? "" : HOSTED_STORE_HOME,
                     path);

    if (n < 0 || n >= PATH) {
        hosted_store_misuse("path too long");
    }
}

bool hosted_store_below(const char *path, const char *above)
{
    size_t n = strlen(above);

    return strncmp(path, above, n) == 0 && (path[n] == '\0' || path[n] == '/');
}

struct hosted_store_node *hosted_store_find(const char *path)
{
    for (unsigned i = 0; i < NODES; i++) {
        if (strcmp(nodes[i].path, path) == 0 && path[0] != '\0') {
            return &nodes[i];
        }
    }
    return NULL;
}

bool hosted_store_exists(const char *path)
{
    for (unsigned i = 0; i < NODES; i++) {
        if (nodes[i].path[0] != '\0' &&
            hosted_store_below(nodes[i].path, path)) {
            return true;
        }
    }
    return false;
}

void uc_hosted_store_write(const char *path, const char *value)
{
    char whole[PATH];
    hosted_store_absolute(whole, path);
    struct hosted_store_node *node = hosted_store_find(whole);

    for (unsigned i = 0; node == NULL && i < NODES; i++) {
        node = nodes[i].path[0] == '\0' ? &nodes[i] : NULL;
    }
    if (node == NULL || strlen(value) >= VALUE) {
        hosted_store_misuse("too many nodes, or too long a value");
        return;
    }
    (void)snprintf(node->path, PATH, "%s", whole);
    (void)snprintf(node->value, VALUE, "%s", value);
    hosted_store_fire(whole, false);
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

    hosted_store_absolute(whole, path);
    const struct hosted_store_node *node = hosted_store_find(whole);
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

    hosted_store_absolute(whole, path);
    for (unsigned i = 0; i < NODES; i++) {
        if (hosted_store_below(nodes[i].path, whole)) {
            nodes[i].path[0] = '\0';
        }
    }
    hosted_store_fire(whole, true);
}

void hosted_store_apply(const char *path, const char *value, bool removes)
{
    if (removes) {
        uc_hosted_store_remove(path);
    } else {
        uc_hosted_store_write(path, value);
    }
    if (listener != NULL) {
        listener(path);
    }
}

void hosted_store_list(const struct hosted_store_header *header,
                       const char *whole)
{
    char names[PAYLOAD];
    size_t bytes = 0;
    size_t n = strlen(whole);

    if (!hosted_store_exists(whole)) {
        hosted_store_answer_error(header, "ENOENT");
        return;
    }
    for (unsigned i = 0; i < NODES; i++) {
        const char *path = nodes[i].path;
        if (!hosted_store_below(path, whole) || path[n] == '\0') {
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
    hosted_store_answer(header, OP_LIST, names, bytes);
}

void uc_hosted_store_listen(void (*changed)(const char *path))
{
    listener = changed;
}

void hosted_store_clear(void)
{
    memset(nodes, 0, sizeof nodes);
    listener = NULL;
}
