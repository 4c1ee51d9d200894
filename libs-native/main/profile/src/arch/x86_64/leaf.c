/* SPDX-License-Identifier: BSD-3-Clause */
#include "../../leaf.h"

enum {
    CALL = 0xe8, /* with an offset of 32 bits */
    CALL_BYTES = 5,
};

/* Which function the call before (pc) calls; 0 where that is no direct one. */
static uintptr_t called_before(uintptr_t pc, const struct profile_text *text)
{
    const uint8_t *call = (const uint8_t *)pc - CALL_BYTES;
    int32_t offset;

    if (pc < text->start + CALL_BYTES || pc >= text->end || *call != CALL) {
        return 0;
    }
    __builtin_memcpy(&offset, call + 1, sizeof offset);
    uintptr_t called = pc + (uintptr_t)(intptr_t)offset;
    return called >= text->start && called < text->end ? called : 0;
}

/*
 * What the innermost frame's function is called by begins at (framed). If it
 * has been called, and still is what runs, no other function begins between
 * there and (pc): so a call of one that does is that of (pc)'s.
 */
uintptr_t profile_leaf_caller(uintptr_t pc, const uintptr_t *sp, size_t n,
                              uintptr_t first, const struct profile_text *text)
{
    uintptr_t framed = called_before(first, text);

    if (framed == 0 || pc < text->start || pc >= text->end) {
        return 0;
    }
    framed = framed <= pc ? framed : 0;
    for (size_t i = 0; i < n; i++) {
        uintptr_t called = called_before(sp[i], text);
        if (called != 0 && called <= pc && called > framed) {
            return sp[i];
        }
    }
    return 0;
}
