/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch/x86_64/cpu.h>
#include <uc/arch/x86_64/descriptor.h>
#include <uc/arch/x86_64/port.h>
#include <uc/pc/acpi.h>
#include <uc/plat/power.h>

#include "internal.h"

enum {
    DEBUG_EXIT = 0xf4, /* QEMU's isa-debug-exit: exits with (status << 1) | 1 */
    KEYBOARD = 0x64,
    KEYBOARD_RESET = 0xfe,
    RESET_CONTROL =
        0xcf9, /* of Intel's chip sets since 1996, and most others */
    RESET_CONTROL_HARD = 0x06,
    CRASHED = 127,
};

void metalplat_power_init(void)
{
    uc_pc_acpi_power_init();
}

/* Each way ends it where it exists and does nothing elsewhere. */
void uc_plat_exit(int status)
{
    uint32_t code = (uint32_t)status & 0xff;

    uc_x86_cli();
    uc_x86_out32(DEBUG_EXIT, code < CRASHED ? code : CRASHED);
    uc_pc_acpi_power_off();
    /* A machine that cannot be switched off stands still with its last words on
     * the console. */
    for (;;) {
        __asm__ volatile("cli; hlt");
    }
}

void uc_plat_crash(void)
{
    uc_x86_cli();
    uc_x86_out32(DEBUG_EXIT, CRASHED);
    uc_pc_acpi_reset();
    uc_x86_out8(RESET_CONTROL, RESET_CONTROL_HARD);
    uc_x86_out8(KEYBOARD, KEYBOARD_RESET);
    uc_x86_idt_load(NULL, 0);
    for (;;) {
        __asm__ volatile("int3"); /* no gate: triple fault */
    }
}
