/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/compiler.h>
#include <uc/types.h>

/*
 * The stack of the start, later the first thread's. The linker script puts it
 * above a guard page.
 */
UC_USED UC_SECTION(".bss..uc_boot_stack") UC_ALIGNED(
    4096) static char stack[UC_ALIGN_UP(UC_CONFIG_METALPLAT_STACK_SIZE, 4096)];
