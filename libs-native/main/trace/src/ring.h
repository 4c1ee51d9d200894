/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef TRACE_RING_H
#define TRACE_RING_H

/*
 * What the host finds in the guest's memory: packages/runner/src/trace/ring.ts
 * reads this layout. Its first byte is the first of a page.
 */
#include <uc/compiler.h>
#include <uc/types.h>

#define TRACE_MAGIC "unicore trace 1"

enum {
    TRACE_NAMES = 126,
};

struct trace_name {
    uint64_t ns; /* of the monotonic clock: from when on */
    uint32_t thread;
    char text[20];
};

struct trace_record {
    uint64_t ns;
    uint32_t point; /* offset in the image */
    uint32_t thread;
    uint64_t args[2];
};

struct trace_ring {
    char magic[16];
    uint32_t endian;    /* 0x01020304 */
    uint32_t records_n; /* a power of two */
    uint32_t next;      /* number of the next record: all that there were */
    uint32_t next_name;
    char zero[32];
    struct trace_name names[TRACE_NAMES];
    struct trace_record records[];
};

UC_STATIC_ASSERT(sizeof(struct trace_record) == 32, "as the host reads it");
UC_STATIC_ASSERT(offsetof(struct trace_ring, records) == 4096,
                 "as the host reads it");

#endif /* TRACE_RING_H */
