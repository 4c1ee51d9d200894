/* SPDX-License-Identifier: BSD-3-Clause */
#include "wire.h"

static uint8_t *take(struct p9_buffer *b, uint32_t bytes)
{
    if (b->bad || bytes > b->room - b->at) {
        b->bad = true;
        return NULL;
    }
    uint8_t *at = b->data + b->at;
    b->at += bytes;
    return at;
}

void p9_put(struct p9_buffer *b, uint64_t value, unsigned bytes)
{
    uint8_t *at = take(b, bytes);

    for (unsigned i = 0; at != NULL && i < bytes; i++) {
        at[i] = (uint8_t)(value >> 8 * i);
    }
}

void p9_put_bytes(struct p9_buffer *b, const void *data, uint32_t bytes)
{
    uint8_t *at = take(b, bytes);

    if (at != NULL && bytes > 0) {
        __builtin_memcpy(at, data, bytes);
    }
}

void p9_put_name(struct p9_buffer *b, const struct uc_fs_name *name)
{
    b->bad = b->bad || name->bytes > UINT16_MAX;
    p9_put(b, name->bytes, 2);
    p9_put_bytes(b, name->text, name->bytes);
}

uint64_t p9_get(struct p9_buffer *b, unsigned bytes)
{
    const uint8_t *at = take(b, bytes);
    uint64_t value = 0;

    for (unsigned i = 0; at != NULL && i < bytes; i++) {
        value |= (uint64_t)at[i] << 8 * i;
    }
    return value;
}

struct p9_qid p9_get_qid(struct p9_buffer *b)
{
    struct p9_qid qid;

    qid.type = (uint8_t)p9_get(b, 1);
    qid.version = (uint32_t)p9_get(b, 4);
    qid.path = p9_get(b, 8);
    return qid;
}

const void *p9_get_bytes(struct p9_buffer *b, uint32_t bytes)
{
    return take(b, bytes);
}

struct uc_fs_name p9_get_name(struct p9_buffer *b)
{
    const uint32_t bytes = (uint32_t)p9_get(b, 2);
    const char *text = (const char *)take(b, bytes);

    return (struct uc_fs_name){text != NULL ? text : "",
                               text != NULL ? bytes : 0};
}
