/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch/x86_64/trap.h>

/*
 * Spec: Intel SDM volume 3, table 6-1. One string, because a table of pointers
 * would cost a relocation for each.
 */
static const char names[] = "division by zero\0"
                            "debug trap\0"
                            "non-maskable interrupt\0"
                            "breakpoint\0"
                            "overflow\0"
                            "bound range exceeded\0"
                            "invalid instruction\0"
                            "no FPU\0"
                            "double fault\0"
                            "coprocessor overrun\0"
                            "invalid TSS\0"
                            "segment not present\0"
                            "stack segment fault\0"
                            "general protection fault\0"
                            "page fault\0"
                            "exception\0" /* 15 is reserved */
                            "x87 error\0"
                            "misaligned access\0"
                            "machine check\0"
                            "SIMD error\0";

const char *uc_x86_trap_name(uint64_t vector)
{
    const char *name = names;

    for (uint64_t i = vector < 20 ? vector : 15; i > 0; i--) {
        while (*name != '\0') {
            name++;
        }
        name++;
    }
    return name;
}
