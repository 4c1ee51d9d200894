/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch.h>
#include <uc/assert.h>
#include <uc/boot.h>
#include <uc/console.h>
#include <uc/plat.h>

#include "internal.h"

enum {
    LINES_MAX = 24
};

/* Of contract "sched", where the image holds one. */
void uc_thread_stack(uintptr_t *lo, uintptr_t *hi) UC_WEAK;
void uc_sched_print(void) UC_WEAK;

/* A second panic while the first one prints: nothing can be trusted. */
static void enter_panic(void)
{
    static bool entered;
    if (entered) {
        uc_plat_crash();
    }
    entered = true;
}

UC_PRINTF(1, 2)
static void print_format(const char *fmt, ...)
{
    char line[80];
    va_list args;

    va_start(args, fmt);
    boot_format(line, sizeof line, fmt, args);
    va_end(args);
    uc_console_print(line);
}

static void print_line(const char *line)
{
    uc_console_print(line);
    uc_console_print("\n");
}

/* Up to where the stack that (sp) points into may be read. */
static uintptr_t stack_end(uintptr_t sp)
{
    uintptr_t page_end =
        UC_ALIGN_DOWN(sp, (uintptr_t)UC_PAGE_SIZE) + UC_PAGE_SIZE;
    if (uc_thread_stack != NULL) {
        uintptr_t lo, hi;
        uc_thread_stack(&lo, &hi);
        if (sp >= lo && sp < hi) {
            return hi;
        }
    }
    /* Only now: stacks of threads may lie just below the first one. */
    if (sp < boot_stack_top && boot_stack_top - sp < ((uintptr_t)1 << 20)) {
        return boot_stack_top;
    }
    return page_end;
}

/* Returns whether (pc) points into text; only then is it printed. */
static bool print_pc(uintptr_t pc, const char *doubt)
{
    uintptr_t start, text_end, end;

    uc_plat_image(&start, &text_end, &end);
    if (pc <= start || pc >= text_end) {
        return false;
    }
    print_format("  at +0x%llx%s\n", (unsigned long long)(pc - start), doubt);
    return true;
}

/*
 * `unicore-link run` turns the offsets into functions and lines. Without frame
 * pointers all words of the stack that point into text are candidates.
 */
static void print_backtrace(uintptr_t fp, uintptr_t sp)
{
    uintptr_t pcs[LINES_MAX];
    uintptr_t end = stack_end(sp);
    size_t n = uc_arch_backtrace(fp, sp, end, pcs, LINES_MAX);

    size_t printed = 0;

    while (printed < n && print_pc(pcs[printed], "")) {
        printed++;
    }
    if (printed > 0) {
        return;
    }
    sp = UC_ALIGN_UP(sp, sizeof(uintptr_t));
    for (; sp < end && printed < LINES_MAX; sp += sizeof(uintptr_t)) {
        printed += print_pc(*(const volatile uintptr_t *)sp, " ?");
    }
}

/* Last, since it reads what the fault may have destroyed. */
UC_NORETURN static void crash(void)
{
    if (uc_sched_print != NULL) {
        uc_sched_print();
    }
    uc_plat_crash();
}

void uc_panic(const char *fmt, ...)
{
    char text[256];
    va_list args;

    (void)uc_plat_irq_save();
    enter_panic();
    va_start(args, fmt);
    boot_format(text, sizeof text, fmt, args);
    va_end(args);
    uc_console_print("panic: ");
    print_line(text);
    print_backtrace(uc_arch_frame_pointer(), uc_arch_stack_pointer());
    crash();
}

void uc_assert_fail(const char *text, const char *file, int line)
{
    if (text == NULL) {
        uc_panic("assertion failed");
    }
    uc_panic("assertion failed: %s, %s:%d", text, file, line);
}

void uc_panic_trap(const char *what, uintptr_t fault_address,
                   const struct uc_trap_frame *frame)
{
    uintptr_t sp = uc_trap_sp(frame);

    enter_panic();
    uc_console_print("panic: ");
    uc_console_print(what);
    print_format(", address %p\n", (void *)fault_address);
    uc_trap_print(frame, print_line);
    (void)print_pc(uc_trap_pc(frame), "");
    /* A stack that overflowed: its pages begin above the fault. */
    if (fault_address - (sp - UC_PAGE_SIZE) < 2 * UC_PAGE_SIZE &&
        fault_address != uc_trap_pc(frame)) {
        uintptr_t next = UC_ALIGN_DOWN(fault_address, (uintptr_t)UC_PAGE_SIZE) +
                         UC_PAGE_SIZE;
        sp = sp < next ? next : sp;
    }
    print_backtrace(uc_trap_fp(frame), sp);
    crash();
}
