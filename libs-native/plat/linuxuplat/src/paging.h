/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LINUXUPLAT_PAGING_H
#define LINUXUPLAT_PAGING_H

/* All of it in images with option `aspace` only. */
#include <uc/types.h>

/* memfd_create, on this architecture (src/arch/<arch>/). */
extern const uint16_t linuxuplat_memfd_call;
/* Offsets of mmap are in units of that power of two bytes. */
extern const unsigned linuxuplat_mmap_shift;

/* Memory of (bytes) whose pages can be shown elsewhere too, or NULL. */
void *linuxuplat_map_paged(size_t bytes);

/*
 * A SIGSEGV at (address), with the kernel's ucontext. Returns NULL where the
 * interrupted code goes on with what (context) says now, else the text for
 * linuxuplat_trap.
 */
const char *linuxuplat_fault(uintptr_t address, void *context);

#endif /* LINUXUPLAT_PAGING_H */
