/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_PC_PC_H
#define UC_PC_PC_H

/*
 * Contract "pc" 1.0, one provider: the hardware of a PC, for the platforms that
 * start on one. The platform finds out what the machine is and fills in
 * struct uc_pc_boot; this library provides the rest of contract "plat" on it.
 */
#include <uc/arch/x86_64/paging.h>
#include <uc/compiler.h>
#include <uc/pc/layout.h>
#include <uc/types.h>

/*
 * For what is page-aligned: behind all other bss, so that alignment costs
 * nothing. By ".bss." compilers know that the file holds no contents; no
 * variable has a section with two dots.
 */
#define UC_PC_PAGES(name) UC_SECTION(".bss..uc_pages." #name) UC_ALIGNED(4096)

#define UC_PC_HIDDEN __attribute__((visibility("hidden")))

UC_STATIC_ASSERT(UC_PC_BASE % UC_PC_BASE_ALIGN == 0,
                 "option pc.base is a multiple of 512 GiB");

/* [base, end) in physical addresses. */
struct uc_pc_range {
    uc_paddr_t base;
    uc_paddr_t end;
};

/* Of uc_pc_boot.taken. */
enum {
    UC_PC_TAKEN_IMAGE,
    UC_PC_TAKEN_COMMAND_LINE,
    UC_PC_TAKEN_INITRD,
    UC_PC_TAKEN_N
};

/* What the platform found out before uc_boot(). */
struct uc_pc_boot {
    /* What regions of memory leave out: whole pages; empty where there is none.
     */
    struct uc_pc_range taken[UC_PC_TAKEN_N];
    /* Of (ram), the one that page tables come from; mapped before the others.
     */
    unsigned tables_ram;
    unsigned ram_n;
    /* Whole pages, ascending, page 0 left out: devices take address 0 for "not
     * set". */
    struct uc_pc_range ram[UC_CONFIG_PC_RAM_RANGES];
};

extern struct uc_pc_boot uc_pc_boot UC_PC_HIDDEN;

/* The tables that the platform started with. */
extern uint64_t uc_pc_pml4[UC_X86_TABLE_ENTRIES] UC_PC_HIDDEN;

static inline void *uc_pc_virtual(uc_paddr_t pa)
{
    return (void *)(UC_PC_BASE + pa);
}

static inline uc_paddr_t uc_pc_physical(const volatile void *va)
{
    return (uintptr_t)va - UC_PC_BASE;
}

/* First serial port: 115200 baud, 8 bits, no parity. Context: boot. */
void uc_pc_serial_init(void);

/* Loads segments, task register and IDT; masks the old interrupt controllers.
 * Context: boot. */
void uc_pc_set_up_cpu(void);

/* Switches the local APIC on; later calls do nothing. Context: boot, thread. */
void uc_pc_lapic_start(void);

/*
 * Maps all RAM, writable and not executable, but for what is mapped already. At
 * the first call; an image that never asks for memory never pays.
 */
void uc_pc_map_ram(void);

/* Maps device registers, uncached. Context: boot or thread. */
volatile void *uc_pc_map_mmio(uc_paddr_t pa, size_t bytes);

/* Maps what firmware left in memory, read-only. Context: boot or thread. */
const void *uc_pc_map_firmware(uc_paddr_t pa, size_t bytes);

#endif /* UC_PC_PC_H */
