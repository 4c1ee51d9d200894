/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LINUXUPLAT_THREAD_POINTER_H
#define LINUXUPLAT_THREAD_POINTER_H

#include <stdint.h>

/*
 * Number of the system call that sets the thread pointer; in images with
 * option api.threadPointer, the seccomp filter lets it through.
 */
extern const uint16_t linuxuplat_thread_pointer_call;

/* Whether Linux lets programs set it by an instruction stands in AT_HWCAP2. */
void linuxuplat_thread_pointer_hwcap2(unsigned long hwcap2);

#endif /* LINUXUPLAT_THREAD_POINTER_H */
