/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What upstream's configure would find out. Upstream asks by #ifdef, so that an
 * option becomes a macro that is there or not.
 */
#ifndef PCRE2_PORT_CONFIG_H
#define PCRE2_PORT_CONFIG_H

#define HAVE_ASSERT_H                1
#define HAVE_INTTYPES_H              1
#define HAVE_LIMITS_H                1
#define HAVE_MEMMOVE                 1
#define HAVE_STDINT_H                1
#define HAVE_STDLIB_H                1
#define HAVE_STRING_H                1
#define HAVE_ATTRIBUTE_UNINITIALIZED 1
#define HAVE_BUILTIN_MUL_OVERFLOW    1

#define PCRE2_STATIC          1
#define SUPPORT_PCRE2_8       1
#define PCRE2_CODE_UNIT_WIDTH 8

#if UC_CONFIG_PCRE2_UNICODE
#define SUPPORT_UNICODE 1
#endif

/* Upstream's defaults. Matching takes its memory from the heap: a hostile
 * pattern or subject costs no stack. */
#define HEAP_LIMIT        20000000 /* KiB */
#define LINK_SIZE         2
#define MATCH_LIMIT       10000000
#define MATCH_LIMIT_DEPTH MATCH_LIMIT
#define MAX_NAME_COUNT    10000
#define MAX_NAME_SIZE     32
#define NEWLINE_DEFAULT   2 /* a line ends with LF */
#define PARENS_NEST_LIMIT 250

#endif /* PCRE2_PORT_CONFIG_H */
