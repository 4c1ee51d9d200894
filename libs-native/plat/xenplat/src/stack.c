/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

/*
 * The stack of the start, later the first thread's. The linker script puts it
 * right above the read-only part; its contents need no loading.
 */
UC_USED UC_SECTION(".bss..uc_boot_stack") UC_ALIGNED(
    16) static char stack[UC_ALIGN_UP(UC_CONFIG_XENPLAT_STACK_SIZE, 4096)];
