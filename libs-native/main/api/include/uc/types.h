/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_TYPES_H
#define UC_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Address as a device or the hypervisor sees memory. 64 bits wide on every
 * architecture, and never assumed equal to a virtual address.
 */
typedef uint64_t uc_paddr_t;

/* Instant or span of time, in nanoseconds. Wraps after 584 years. */
typedef uint64_t uc_nsec_t;

/* The deadline that never comes. */
#define UC_NEVER       UINT64_MAX
#define UC_NSEC_PER_US UINT64_C(1000)
#define UC_NSEC_PER_MS UINT64_C(1000000)
#define UC_NSEC_PER_S  UINT64_C(1000000000)

/* Size or offset that may be negative to say -UC_Exxx. */
typedef intptr_t uc_ssize_t;

#define UC_PAGE_SHIFT 12u
#define UC_PAGE_SIZE  ((size_t)1 << UC_PAGE_SHIFT)

#define UC_ARRAY_SIZE(a)    (sizeof(a) / sizeof((a)[0]))
#define UC_ALIGN_UP(n, a)   (((n) + ((a) - 1)) & ~((a) - 1))
#define UC_ALIGN_DOWN(n, a) ((n) & ~((a) - 1))
#define UC_CONTAINER_OF(ptr, type, member)                                     \
    ((type *)(void *)((char *)(ptr) - offsetof(type, member)))

#endif /* UC_TYPES_H */
