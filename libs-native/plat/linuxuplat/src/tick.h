/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LINUXUPLAT_TICK_H
#define LINUXUPLAT_TICK_H

#include <uc/plat/tick.h>

/* As linuxuplat_sigaction, but system calls that it interrupts go on. */
int linuxuplat_sigaction_restart(int signal,
                                 void (*handler)(int, void *, void *));
/* Of the kernel's ucontext: where it was interrupted, and where it goes on. */
struct uc_tick_at linuxuplat_context_at(const void *context);
void linuxuplat_context_go_on(void *context, uintptr_t pc);

extern const uint32_t linuxuplat_setitimer_call; /* its number */

#endif /* LINUXUPLAT_TICK_H */
