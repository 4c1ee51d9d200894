/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_ARCH_H
#define UC_ARCH_H

/*
 * Contract "arch" 1.0, one provider: what differs between instruction sets and
 * not between platforms. Its provider also brings memcpy, memmove, memset and
 * memcmp, which compilers call by themselves, and the header <uc/arch/...>
 * behind <uc/barrier.h>. Privileged instructions stand only in functions that
 * the provider declares for platforms in its own headers.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <uc/compiler.h>

/* A thread that does not run: all else lies on its stack. */
struct uc_arch_context {
    void *sp;
};

/*
 * Makes (*ctx) a context that, once switched to, calls (entry)(arg) on the
 * stack that ends at (stack_top), which need not be aligned. (entry) never
 * returns.
 *
 * Context: any.
 */
void uc_arch_context_init(struct uc_arch_context *ctx, void *stack_top,
                          void (*entry)(void *arg), void *arg);

/*
 * Saves what a function call preserves (also the FPU control words) into
 * (*from) and goes on in (*to); returns when somebody switches back to (*from).
 *
 * Context: thread or boot, and the caller has excluded interference.
 */
void uc_arch_context_switch(struct uc_arch_context *from,
                            struct uc_arch_context *to);

/*
 * Fills (pcs) with return addresses, the innermost first, walking from frame
 * pointer (fp) and stack pointer (sp) while they lie within [(lo), (hi)).
 * Without frame pointers in the image it returns 0 frames, and the panic lists
 * words of the stack that point into text instead.
 *
 * Returns how many, (max) at most. Context: any; touches only [(lo), (hi)).
 */
size_t uc_arch_backtrace(uintptr_t fp, uintptr_t lo, uintptr_t hi,
                         uintptr_t *pcs, size_t max);

/* Frame and stack pointer of the caller. Context: any. */
uintptr_t uc_arch_frame_pointer(void);
uintptr_t uc_arch_stack_pointer(void);

/*
 * Reads the counter that is cheapest to read and runs at a constant rate; the
 * platform's clock says what it means. 0 where there is none. Context: any.
 */
uint64_t uc_arch_cycles(void);

/*
 * Fills (*out) with one word from the CPU's random source.
 *
 * Returns 0, or -UC_ENODEV where there is none or it fails repeatedly.
 * Context: any. Spec: Intel SDM volume 1, 7.3.17 (RDRAND, RDSEED).
 */
int uc_arch_random(uintptr_t *out);

/* All registers of interrupted code; its layout is the provider's. */
struct uc_trap_frame;

uintptr_t uc_trap_pc(const struct uc_trap_frame *frame);
uintptr_t uc_trap_sp(const struct uc_trap_frame *frame);
uintptr_t uc_trap_fp(const struct uc_trap_frame *frame);

/*
 * Prints every register of (frame) through (print), which takes one line
 * without its newline. Context: any.
 */
void uc_trap_print(const struct uc_trap_frame *frame,
                   void (*print)(const char *line));

/*
 * Makes the code that (frame) interrupted call (fn) as soon as the trap
 * returns: outside the trap, with interrupts as that code had them, on its own
 * stack or on the one that ends at (stack_top) unless that is 0. Then it goes
 * on where it was, all registers as they were, those of the FPU too.
 *
 * Returns false, and (frame) is as it was, where a call that was asked for has
 * not come about yet: its stack cannot be written to. Context: exception.
 */
bool uc_trap_call(struct uc_trap_frame *frame, uintptr_t stack_top,
                  void (*fn)(void));

#endif /* UC_ARCH_H */
