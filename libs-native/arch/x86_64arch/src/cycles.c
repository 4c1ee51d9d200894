/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch.h>
#include <uc/arch/x86_64/cpu.h>

uint64_t uc_arch_cycles(void)
{
    return uc_x86_rdtsc();
}
