/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef P9_TESTS_SERVER_H
#define P9_TESTS_SERVER_H

/*
 * A server of a small tree, for what a real one would never do: directory "/"
 * with "file" (which holds "0123456789"), "link" (to "file") and "dir". It
 * answers as it should; a test changes one kind of answer.
 */
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "wire.c"

enum {
    SERVER_ROOM = 1 << 20,
    SERVER_FIDS = 64,
    SERVER_ENTRIES = 3,
};

struct server {
    struct uc_p9_transport transport;
    int files[SERVER_FIDS]; /* of each fid: 0 none, 1 root, 2 ... its entries */
    unsigned calls;
    unsigned fids_wrong; /* requests with a fid that stands for nothing */
    /* Changes the answer (out), whose size and head are written already, to a
     * request of (type). Returns how many bytes it has then. */
    uint32_t (*tweak)(uint8_t type, uint8_t *out, uint32_t bytes);
};

static const char *const server_names[SERVER_ENTRIES] = {"file", "link", "dir"};
static const uint32_t server_modes[SERVER_ENTRIES] = {
    UC_FS_FILE | 0644, UC_FS_LINK | 0777, UC_FS_DIRECTORY | 0755};
static const char server_text[] = "0123456789";

static inline int *server_fid(struct server *s, struct p9_buffer *in)
{
    const uint64_t fid = p9_get(in, 4);

    if (fid >= SERVER_FIDS || s->files[fid] == 0) {
        s->fids_wrong++;
        return NULL;
    }
    return &s->files[fid];
}

static inline void server_qid(struct p9_buffer *out, int file)
{
    p9_put(out, 0, 1);
    p9_put(out, 0, 4);
    p9_put(out, 1000 + (uint64_t)file, 8);
}

static inline int server_walk(struct server *s, int from, struct p9_buffer *in,
                              struct p9_buffer *out)
{
    const uint64_t new_fid = p9_get(in, 4);
    const uint64_t names = p9_get(in, 2);
    int file = from;

    if (new_fid >= SERVER_FIDS || s->files[new_fid] != 0) {
        s->fids_wrong++;
        return UC_EBADF;
    }
    if (names == 1) {
        const struct uc_fs_name name = p9_get_name(in);
        file = 0;
        for (int i = 0; from == 1 && i < SERVER_ENTRIES; i++) {
            if (uc_fs_name_is(&name, server_names[i])) {
                file = 2 + i;
            }
        }
        if (file == 0) {
            return UC_ENOENT;
        }
    }
    s->files[new_fid] = file;
    p9_put(out, names, 2);
    if (names == 1) {
        server_qid(out, file);
    }
    return 0;
}

static inline void server_getattr(int file, struct p9_buffer *out)
{
    p9_put(out, 0x7ff, 8);
    server_qid(out, file);
    p9_put(out, file == 1 ? UC_FS_DIRECTORY | 0755 : server_modes[file - 2], 4);
    p9_put(out, 0, 8); /* owners */
    p9_put(out, 1, 8); /* links */
    p9_put(out, 0, 8);
    p9_put(out, file == 2 ? sizeof server_text - 1 : 0, 8);
    p9_put(out, 4096, 8);
    p9_put(out, 8, 8);
    for (unsigned i = 0; i < 10; i++) {
        p9_put(out, 1700000000, 8); /* and as nanoseconds: too many */
    }
}

static inline void server_read(struct p9_buffer *in, struct p9_buffer *out)
{
    const uint64_t offset = p9_get(in, 8);
    uint64_t bytes = p9_get(in, 4);
    const uint64_t left =
        offset < sizeof server_text - 1 ? sizeof server_text - 1 - offset : 0;

    bytes = bytes < left ? bytes : left;
    bytes = bytes < 4 ? bytes : 4; /* servers may give less than is asked for */
    p9_put(out, bytes, 4);
    p9_put_bytes(out, server_text + (left > 0 ? offset : 0), (uint32_t)bytes);
}

/* "." and "..", then the entries, each with its number as position. */
static inline void server_readdir(struct p9_buffer *in, struct p9_buffer *out)
{
    uint64_t offset = p9_get(in, 8) & 0xff;
    const uint32_t begin = out->at;

    p9_put(out, 0, 4);
    for (unsigned n = 0; n < 2 && offset < 2 + SERVER_ENTRIES; n++, offset++) {
        const char *text = offset == 0   ? "."
                           : offset == 1 ? ".."
                                         : server_names[offset - 2];
        const struct uc_fs_name name = {text, (uint32_t)strlen(text)};
        server_qid(out, (int)offset);
        p9_put(out, (offset + 1) << 62 | (offset + 1), 8); /* 64 bits of it */
        p9_put(out, 8, 1);
        p9_put_name(out, &name);
    }
    const uint32_t end = out->at;
    out->at = begin;
    p9_put(out, end - begin - 4, 4);
    out->at = end;
}

/* Returns 0 or an errno. */
static inline int server_serve(struct server *s, uint8_t type,
                               struct p9_buffer *in, struct p9_buffer *out)
{
    static const struct uc_fs_name version = {"9P2000.L", 8};

    if (type == P9_VERSION) {
        p9_put(out, p9_get(in, 4), 4);
        p9_put_name(out, &version);
        return 0;
    }
    if (type == P9_ATTACH) {
        s->files[p9_get(in, 4)] = 1;
        server_qid(out, 1);
        return 0;
    }
    int *file = server_fid(s, in);
    if (file == NULL) {
        return UC_EBADF;
    }
    switch (type) {
    case P9_WALK:
        return server_walk(s, *file, in, out);
    case P9_CLUNK:
        *file = 0;
        return 0;
    case P9_GETATTR:
        server_getattr(*file, out);
        return 0;
    case P9_LOPEN:
        server_qid(out, *file);
        p9_put(out, 0, 4);
        return 0;
    case P9_READ:
        server_read(in, out);
        return 0;
    case P9_WRITE:
        (void)p9_get(in, 8);
        p9_put(out, p9_get(in, 4), 4);
        return 0;
    case P9_READDIR:
        server_readdir(in, out);
        return 0;
    case P9_READLINK: {
        const struct uc_fs_name target = {"file", 4};
        p9_put_name(out, &target);
        return 0;
    }
    case P9_FSYNC:
    case P9_SETATTR:
        return 0;
    default:
        return UC_EOPNOTSUPP;
    }
}

static inline uc_ssize_t server_call(struct uc_p9_transport *transport,
                                     const void *request, uint32_t bytes,
                                     void *answer, uint32_t room)
{
    static uint8_t data[SERVER_ROOM];
    struct server *s = UC_CONTAINER_OF(transport, struct server, transport);
    struct p9_buffer in = {(uint8_t *)(uintptr_t)request, bytes, 0, false};
    struct p9_buffer out = {data, SERVER_ROOM, P9_HEADER_BYTES, false};

    s->calls++;
    if (p9_get(&in, 4) != bytes) {
        abort();
    }
    const uint8_t type = (uint8_t)p9_get(&in, 1);
    const uint64_t tag = p9_get(&in, 2);
    const int error = server_serve(s, type, &in, &out);
    if (in.bad || out.bad) {
        abort(); /* the client's request is too short */
    }
    if (error != 0) {
        out.at = P9_HEADER_BYTES;
        p9_put(&out, (uint64_t)error, 4);
    }
    uint32_t n = out.at;
    out.at = 0;
    p9_put(&out, n, 4);
    p9_put(&out, error != 0 ? P9_RLERROR : type + 1u, 1);
    p9_put(&out, tag, 2);
    if (s->tweak != NULL) {
        n = s->tweak(type, data, n);
    }
    n = n < room ? n : room; /* as the ring does it */
    memcpy(answer, data, n);
    return (uc_ssize_t)n;
}

#endif /* P9_TESTS_SERVER_H */
