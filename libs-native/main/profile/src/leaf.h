/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef PROFILE_LEAF_H
#define PROFILE_LEAF_H

#include <uc/types.h>

/* Code of the image: [start, end). */
struct profile_text {
    uintptr_t start, end;
};

/*
 * The function at (pc) may keep no frame: one that calls nobody, or one that
 * has just begun. Then its caller is not among the frames, of which (first)
 * returns to the innermost, 0 where there is none. Returns where the caller
 * goes on, found among the (n) words from (sp) on, or 0: there is a frame, or
 * it is not certain.
 */
uintptr_t profile_leaf_caller(uintptr_t pc, const uintptr_t *sp, size_t n,
                              uintptr_t first, const struct profile_text *text);

#endif /* PROFILE_LEAF_H */
