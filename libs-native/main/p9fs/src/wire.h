/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef P9_WIRE_H
#define P9_WIRE_H

/*
 * Messages of 9P2000.L as bytes: little-endian numbers, strings with 16 bits of
 * length. What does not fit, or is not there, marks the message bad; reading on
 * gives zeroes.
 *
 * Spec: Plan 9 from User Space, intro(9P); diod, protocol.md (9P2000.L).
 */
#include <uc/fs.h>

struct p9_buffer {
    uint8_t *data;
    uint32_t room; /* bytes of (data); of a reply: of the message */
    uint32_t at;
    bool bad;
};

/* What a file is to its server: the same number, the same file. */
struct p9_qid {
    uint8_t type;
    uint32_t version;
    uint64_t path;
};

void p9_put(struct p9_buffer *b, uint64_t value, unsigned bytes);
void p9_put_name(struct p9_buffer *b, const struct uc_fs_name *name);
void p9_put_bytes(struct p9_buffer *b, const void *data, uint32_t bytes);

uint64_t p9_get(struct p9_buffer *b, unsigned bytes);
struct p9_qid p9_get_qid(struct p9_buffer *b);
/* Where (bytes) bytes lie in the message; NULL where they do not. */
const void *p9_get_bytes(struct p9_buffer *b, uint32_t bytes);
/* A string, where it lies in the message; empty where it does not. */
struct uc_fs_name p9_get_name(struct p9_buffer *b);

#endif /* P9_WIRE_H */
