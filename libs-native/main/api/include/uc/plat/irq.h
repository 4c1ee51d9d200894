/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_PLAT_IRQ_H
#define UC_PLAT_IRQ_H

/*
 * Part of contract "plat". An interrupt line is the platform's number of an
 * event source: a device brings its own (uc/device.h). Where there are no
 * interrupts, in a process, a line is a file descriptor that becomes readable,
 * and handlers run inside uc_plat_idle and uc_plat_poll.
 */
#include <uc/types.h>

typedef uint32_t uc_irq_t;

/*
 * Calls (handler)(arg) whenever (irq) fires, on the CPU that claims it, with
 * interrupts off and on a stack of its own: it quiets its device, raises work
 * (uc/work.h) and returns. The platform acknowledges the interrupt controller.
 *
 * Errors: -UC_ENOENT (no such line), -UC_EBUSY (claimed already),
 * -UC_ENOMEM.
 * Context: thread or boot.
 */
int uc_plat_irq_claim(uc_irq_t irq, void (*handler)(void *arg), void *arg);

/* Undoes a claim; the handler does not run any more. Context: thread. */
void uc_plat_irq_release(uc_irq_t irq);

/*
 * Keeps handlers from running on this CPU until uc_plat_irq_restore(state).
 * Nests. May be a mask in software with replay. Context: any.
 */
unsigned long uc_plat_irq_save(void);
void uc_plat_irq_restore(unsigned long state);

/*
 * Waits for an interrupt or (deadline), whichever is first, then lets the
 * handlers run and returns with interrupts masked again. The caller has masked
 * interrupts (uc_plat_irq_save) and, after that, seen that there is nothing to
 * do: no wake-up is lost.
 *
 * Context: thread.
 */
void uc_plat_idle(uc_nsec_t deadline);

/*
 * Lets the handlers of what is already pending run, without waiting. Does
 * nothing where the hardware interrupts by itself. Called by the scheduler now
 * and then while threads keep the CPU busy. Context: thread.
 */
void uc_plat_poll(void);

#endif /* UC_PLAT_IRQ_H */
