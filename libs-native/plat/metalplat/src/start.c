/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch/x86_64/cpu.h>
#include <uc/assert.h>
#include <uc/boot.h>
#include <uc/pc/clock.h>
#include <uc/relocate.h>

#include "internal.h"

struct uc_pc_boot uc_pc_boot;
struct metalplat_boot metalplat_boot;

/* Machine check stays as it is; all else of CR4 is ours to say. */
enum {
    CR4_MACHINE_CHECK = 1 << 6,
    CR0_EMULATE = 1 << 2,
    CR0_TASK_SWITCHED = 1 << 3
};

/* The piece that page tables come from: the largest that 32 bits reach. */
static void choose_tables_ram(void)
{
    uint64_t most = 0;

    for (unsigned i = 0; i < uc_pc_boot.ram_n; i++) {
        const struct uc_pc_range *ram = &uc_pc_boot.ram[i];
        uint64_t bytes = ram->end - ram->base;
        if (bytes > most && ram->base < UINT32_MAX) {
            most = bytes;
            uc_pc_boot.tables_ram = i;
        }
    }
}

void metalplat_take_over(void)
{
    uint64_t cr4 = uc_x86_cr4_read();
    bool five_levels = (cr4 & UC_X86_CR4_LA57) != 0;

    uc_relocate((uintptr_t)__metalplat_start,
                (uintptr_t)__metalplat_start + UC_PC_BASE,
                __metalplat_relr_start, __metalplat_relr_end);
    choose_tables_ram();
    uc_paddr_t cr3 = metalplat_make_tables(five_levels);

    uc_x86_msr_write(UC_X86_MSR_EFER,
                     uc_x86_msr_read(UC_X86_MSR_EFER) | UC_X86_EFER_NXE);
    /* Without global pages: what firmware mapped so is forgotten, too. */
    uc_x86_cr4_write((cr4 & (CR4_MACHINE_CHECK | UC_X86_CR4_LA57)) |
                     UC_X86_CR4_PAE | UC_X86_CR4_OSFXSR |
                     UC_X86_CR4_OSXMMEXCPT);
    uint64_t cr0 =
        uc_x86_cr0_read() & ~(uint64_t)(CR0_EMULATE | CR0_TASK_SWITCHED);
    uc_x86_cr0_write(cr0 | UC_X86_CR0_MP | UC_X86_CR0_NE | UC_X86_CR0_WP);
    metalplat_switch(cr3, UC_PC_BASE);
}

void metalplat_run(void)
{
    uc_pc_boot_tsc = uc_x86_rdtsc();
    uc_pc_set_up_cpu();
    metalplat_set_code();
    metalplat_drop_start();
    uc_pc_serial_init();
    if (uc_pc_boot.ram_n == 0) {
        uc_panic("firmware tells of no memory");
    }
    uc_pc_boot.taken[UC_PC_TAKEN_IMAGE] = (struct uc_pc_range){
        uc_pc_physical(__metalplat_start), uc_pc_physical(__metalplat_end)};
    metalplat_power_init();
    /* What firmware left running ends here, not in a gate that is not there. */
    uc_pc_lapic_start();
    uc_x86_sti();
    uc_x86_x87_init(); /* BIOSes need not */
    uc_boot();
}
