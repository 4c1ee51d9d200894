/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_COMPILER_H
#define UC_COMPILER_H

#define UC_NORETURN        __attribute__((noreturn))
#define UC_NOINLINE        __attribute__((noinline))
#define UC_ALWAYS_INLINE   inline __attribute__((always_inline))
#define UC_COLD            __attribute__((cold))
#define UC_USED            __attribute__((used))
#define UC_WEAK            __attribute__((__weak__)) /* musl has a macro weak */
#define UC_PACKED          __attribute__((packed))
#define UC_ALIGNED(n)      __attribute__((aligned(n)))
#define UC_PRINTF(fmt, va) __attribute__((format(printf, fmt, va)))
#define UC_MUST_CHECK      __attribute__((warn_unused_result))
#define UC_SECTION(name)   __attribute__((section(name)))
#define UC_UNUSED          __attribute__((unused))

/* Variables side by side in a section: no red zones of ASan between them. */
#ifdef __clang__
#define UC_NO_REDZONE __attribute__((no_sanitize("address")))
#else
#define UC_NO_REDZONE /* gcc leaves variables of named sections alone */
#endif

#define UC_LIKELY(x)   __builtin_expect(!!(x), 1)
#define UC_UNLIKELY(x) __builtin_expect(!!(x), 0)

#define UC_STATIC_ASSERT(cond, why) _Static_assert(cond, why)

/* Reads or writes (x) exactly once; orders nothing else. */
#define UC_READ_ONCE(x)     (*(const volatile __typeof__(x) *)&(x))
#define UC_WRITE_ONCE(x, v) (*(volatile __typeof__(x) *)&(x) = (v))

#endif /* UC_COMPILER_H */
