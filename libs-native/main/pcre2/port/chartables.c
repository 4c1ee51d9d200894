/* SPDX-License-Identifier: BSD-3-Clause */
/* Upstream's tables of characters in the locale "C". */
#include "pcre2_chartables.c.dist"
