/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_ASSERT_H
#define UC_ASSERT_H

#include <uc/compiler.h>

/*
 * Ends the image: prints "panic: ", the text made of (fmt) and a backtrace,
 * then stops the platform with a non-zero status.
 *
 * (fmt) knows %s %c %d %u %x %p, the lengths l, ll and z, field width and zero
 * padding; nothing else.
 *
 * Context: any. Provided by contract "boot".
 */
UC_NORETURN UC_COLD void uc_panic(const char *fmt, ...) UC_PRINTF(1, 2);

/* What a failed UC_ASSERT calls. (text) is NULL where api.assertText is n. */
UC_NORETURN UC_COLD void uc_assert_fail(const char *text, const char *file,
                                        int line);

/*
 * Checks what the caller promised. On in every profile; in an image for size
 * only the address tells which one failed, and `unicore-link run` names it.
 */
#if UC_CONFIG_API_ASSERT_TEXT
#define UC_ASSERT(cond)                                                        \
    (UC_LIKELY(cond) ? (void)0 : uc_assert_fail(#cond, __FILE__, __LINE__))
#else
#define UC_ASSERT(cond)                                                        \
    (UC_LIKELY(cond) ? (void)0                                                 \
                     : uc_assert_fail((const char *)0, (const char *)0, 0))
#endif

#endif /* UC_ASSERT_H */
