/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/console.h>

#include "internal.h"

static void print_number(size_t n)
{
    char digits[24];
    char *first = digits + sizeof(digits) - 1;

    *first = '\0';
    do {
        *--first = (char)('0' + n % 10);
        n /= 10;
    } while (n > 0);
    uc_console_print(first);
}

static const char *what(const struct uc_thread *thread)
{
    if (thread == sched_coop_cpu.current) {
        return ": runs";
    }
    switch (thread->state) {
    case SCHED_COOP_READY:
        return ": ready";
    case SCHED_COOP_WAITING:
        return thread->timeout.armed ? ": waits or sleeps, with a deadline"
                                     : ": waits";
    default:
        return ": has ended, not joined yet";
    }
}

void uc_sched_print(void)
{
    const struct uc_thread *thread = &sched_coop_first;

    do {
        uc_console_print("thread ");
        uc_console_print(thread->name);
        uc_console_print(what(thread));
        if (thread->pages > 0) {
            uc_console_print(", stack ");
            print_number(thread->stack_high - thread->stack_low);
        }
        uc_console_print("\n");
        thread = thread->all_next;
    } while (thread != NULL && thread != &sched_coop_first);
}
