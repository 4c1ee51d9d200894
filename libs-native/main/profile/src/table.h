/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef PROFILE_TABLE_H
#define PROFILE_TABLE_H

/*
 * What the host finds in the guest's memory:
 * packages/runner/src/profile/read.ts reads this layout. Its first byte is the
 * first of a page.
 */
#include <uc/compiler.h>
#include <uc/types.h>

#define PROFILE_MAGIC "unicore profile" /* with its NUL, 16 bytes */

enum {
    PROFILE_DEPTH = 62,
};

/* Where a frame is not in the text of the image. */
#define PROFILE_ELSEWHERE UINT32_C(0xffffffff)

struct profile_stack {
    uint32_t count; /* 0: this entry is free */
    uint16_t depth; /* of (offsets), one at least */
    uint16_t cut;   /* 1: there are more frames than that */
    /* In the image, innermost first: where it was interrupted, then where the
     * calls return to. */
    uint32_t offsets[PROFILE_DEPTH];
};

struct profile_table {
    char magic[16];
    uint32_t endian;   /* 0x01020304 */
    uint32_t stacks_n; /* a power of two */
    uint32_t samples;  /* all that were taken */
    uint32_t lost; /* of these, what stacks counted that gave way to others */
    char zero[224];
    struct profile_stack stacks[];
};

UC_STATIC_ASSERT(sizeof(struct profile_stack) == 256, "as the host reads it");
UC_STATIC_ASSERT(offsetof(struct profile_table, stacks) == 256,
                 "as the host reads it");

/*
 * Counts one sample of (stack), whose count is not looked at. Where there is no
 * room, it takes the place of the one nearby that was found least. Takes a
 * bounded time. Context: one at a time.
 */
void profile_count(struct profile_table *table,
                   const struct profile_stack *stack);

#endif /* PROFILE_TABLE_H */
