/* SPDX-License-Identifier: BSD-3-Clause */
/* No guard: each inclusion looks at NDEBUG again. */
#undef assert

#ifdef NDEBUG
#define assert(cond) ((void)0)
#else
#define assert(cond)                                                           \
    ((cond) ? (void)0 : __assert_fail(#cond, __FILE__, __LINE__, __func__))
#endif

#ifndef LIBC_ASSERT_H
#define LIBC_ASSERT_H

#define static_assert _Static_assert

void __assert_fail(const char *text, const char *file, unsigned line,
                   const char *function) __attribute__((noreturn, cold));

#endif /* LIBC_ASSERT_H */
