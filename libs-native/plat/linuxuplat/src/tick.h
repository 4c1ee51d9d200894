/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LINUXUPLAT_TICK_H
#define LINUXUPLAT_TICK_H

#include <uc/types.h>

/* As linuxuplat_sigaction, but system calls that it interrupts go on. */
int linuxuplat_sigaction_restart(int signal,
                                 void (*handler)(int, void *, void *));
/* Where the kernel's ucontext keeps the address to go on at. */
uintptr_t *linuxuplat_context_pc(void *context);

extern const uint32_t linuxuplat_setitimer_call; /* its number */

#endif /* LINUXUPLAT_TICK_H */
