/* SPDX-License-Identifier: BSD-3-Clause */
/* Upstream's header of this name is made by its configure, as a copy of this
 * one where one does not configure. */
#ifndef UC_PCRE2_H
#define UC_PCRE2_H

/* The library has the one width. */
#ifndef PCRE2_CODE_UNIT_WIDTH
#define PCRE2_CODE_UNIT_WIDTH 8
#endif

#include "../vendor/src/pcre2.h.generic"

#endif /* UC_PCRE2_H */
