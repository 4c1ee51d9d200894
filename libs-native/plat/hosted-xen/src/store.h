/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef HOSTED_XEN_STORE_H
#define HOSTED_XEN_STORE_H

/*
 * What the parts of the store share: its tree, watches, transactions, and the
 * server that carries out the guest's requests on them. A request is answered
 * by the function that carries it out.
 */
#include <uc/types.h>

/* What paths are relative to. */
#define HOSTED_STORE_HOME "/local/domain/7/"

enum {
    PATH = 256,
    VALUE = 512,
    PAYLOAD = 4096,
};

/* Spec: xen/include/public/io/xs_wire.h. */
enum {
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

struct hosted_store_header {
    uint32_t type, id, tx, bytes;
};

struct hosted_store_node {
    char path[PATH]; /* "": free */
    char value[VALUE];
};

/* Ends the program: the test, or what it tests, is at fault. */
void hosted_store_misuse(const char *what);

void hosted_store_answer(const struct hosted_store_header *to, uint32_t type,
                         const void *data, size_t bytes);
void hosted_store_answer_error(const struct hosted_store_header *to,
                               const char *error);
void hosted_store_answer_ok(const struct hosted_store_header *to);

/* Stores the whole path of (path) in (out), which holds PATH bytes. */
void hosted_store_absolute(char *out, const char *path);

/* Whether (path) is (above) or lies below it. */
bool hosted_store_below(const char *path, const char *above);

struct hosted_store_node *hosted_store_find(const char *path);

/* Whether there is a node, or one below it. */
bool hosted_store_exists(const char *path);

/* Makes a change of the guest's, and tells the test. */
void hosted_store_apply(const char *path, const char *value, bool removes);
void hosted_store_list(const struct hosted_store_header *header,
                       const char *whole);
void hosted_store_clear(void);

/* Tells who watches (path), or what was removed below it. */
void hosted_store_fire(const char *path, bool removed);
void hosted_store_watch(const struct hosted_store_header *header,
                        const char *path, const char *token);
void hosted_store_unwatch(const struct hosted_store_header *header,
                          const char *path, const char *token);
void hosted_store_unwatch_all(void);

void hosted_store_begin(const struct hosted_store_header *header);
void hosted_store_end(const struct hosted_store_header *header, bool commit);

/* A write or a removal, at once or at the end of its transaction. */
void hosted_store_change(const struct hosted_store_header *header,
                         const char *whole, const char *value);

/* Nobody ends the transaction that is open. */
void hosted_store_abandon(void);

#endif /* HOSTED_XEN_STORE_H */
