/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch/x86_64/descriptor.h>
#include <uc/arch/x86_64/port.h>
#include <uc/plat/power.h>

#include "internal.h"

enum {
    DEBUG_EXIT = 0xf4, /* QEMU's isa-debug-exit: exits with (status << 1) | 1 */
    ACPI_PM1A = 0x604, /* PM1a control of QEMU's q35 and pc */
    ACPI_SLEEP = 0x2000, /* SLP_EN, SLP_TYP 0, which is S5 there */
    KEYBOARD = 0x64,
    KEYBOARD_RESET = 0xfe,
    CRASHED = 127,
};

/* Each way ends the guest where it exists and does nothing elsewhere. */
void uc_plat_exit(int status)
{
    /* Of the 8 bits that a process has, QEMU leaves 7: no failure becomes 0. */
    uint32_t code = (uint32_t)status & 0xff;
    uc_x86_out32(DEBUG_EXIT, code < CRASHED ? code : CRASHED);
    uc_x86_out16(ACPI_PM1A, ACPI_SLEEP);
    if (UC_CONFIG_KVMPLAT_TELL_XEN) {
        kvmplat_tell_xen();
    }
    uc_x86_out8(KEYBOARD, KEYBOARD_RESET);
    uc_x86_idt_load(NULL, 0);
    for (;;) {
        __asm__ volatile("int3"); /* no gate: triple fault */
    }
}

void uc_plat_crash(void)
{
    uc_plat_exit(CRASHED);
}
