/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch/x86_64/cpu.h>
#include <uc/boot.h>
#include <uc/relocate.h>

#include "clock.h"
#include "internal.h"

void kvmplat_start(uint32_t start_info)
{
    uc_relocate((uintptr_t)__kvmplat_start, (uintptr_t)__kvmplat_start,
                __kvmplat_relr_start, __kvmplat_relr_end);
    uc_pc_boot_tsc = uc_x86_rdtsc();
    uc_pc_serial_init();
    kvmplat_read_start_info(start_info);
    kvmplat_protect();
    uc_pc_set_up_cpu();
    uc_x86_sti();
    uc_boot();
}
