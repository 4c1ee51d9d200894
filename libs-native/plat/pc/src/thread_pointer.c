/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch/x86_64/cpu.h>
#include <uc/plat/thread_pointer.h>

void uc_plat_thread_pointer_set(void *pointer)
{
    uc_x86_fs_base_write((uintptr_t)pointer);
}
