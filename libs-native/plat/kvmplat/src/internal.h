/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef KVMPLAT_INTERNAL_H
#define KVMPLAT_INTERNAL_H

#include <uc/arch/x86_64/paging.h>
#include <uc/compiler.h>
#include <uc/types.h>

#include "layout.h"

/*
 * For what is page-aligned: behind all other bss, so that alignment costs
 * nothing. By ".bss." compilers know that the file holds no contents; no
 * variable has a section with two dots.
 */
#define KVMPLAT_PAGES(name) UC_SECTION(".bss..uc_pages." #name) UC_ALIGNED(4096)

#define KVMPLAT_HIDDEN __attribute__((visibility("hidden")))

UC_STATIC_ASSERT(KVMPLAT_BASE % KVMPLAT_BASE_ALIGN == 0,
                 "option kvmplat.base is a multiple of 512 GiB");

/* Set by the linker script; page-aligned but for the RELR table. */
extern const char __kvmplat_start[] KVMPLAT_HIDDEN;
extern const char __kvmplat_text_end[] KVMPLAT_HIDDEN;
extern const char __kvmplat_rodata_end[] KVMPLAT_HIDDEN;
extern const char __kvmplat_stack_top[] KVMPLAT_HIDDEN;
extern const char __kvmplat_end[] KVMPLAT_HIDDEN;
extern const uint64_t __kvmplat_relr_start[] KVMPLAT_HIDDEN;
extern const uint64_t __kvmplat_relr_end[] KVMPLAT_HIDDEN;
/* Page tables for [0, end of image), one behind the other. */
extern uint64_t __kvmplat_pt[] KVMPLAT_HIDDEN;
extern const char __kvmplat_pt_end[] KVMPLAT_HIDDEN;

extern uint64_t kvmplat_pml4[UC_X86_TABLE_ENTRIES] KVMPLAT_HIDDEN;
extern uint64_t kvmplat_pdpt[UC_X86_TABLE_ENTRIES] KVMPLAT_HIDDEN;
extern uint64_t kvmplat_pd[UC_X86_TABLE_ENTRIES] KVMPLAT_HIDDEN;

/* [base, end) in physical addresses. */
struct kvmplat_range {
    uc_paddr_t base;
    uc_paddr_t end;
};

enum {
    KVMPLAT_RAM_MAX = 16
};

/* What the VMM told, kept in a form of our own. */
struct kvmplat_boot {
    char *command_line;
    char *mmio_words; /* cut off its end: the VMM's virtio_mmio.device=... */
    struct kvmplat_range command_line_pages;
    struct kvmplat_range initrd_pages; /* empty: none */
    uc_paddr_t initrd;
    size_t initrd_bytes;
    unsigned ram_n;
    struct kvmplat_range ram[KVMPLAT_RAM_MAX];
};

extern struct kvmplat_boot kvmplat_boot;

static inline void *kvmplat_virtual(uc_paddr_t pa)
{
    return (void *)(KVMPLAT_BASE + pa);
}

static inline uc_paddr_t kvmplat_physical(const volatile void *va)
{
    return (uintptr_t)va - KVMPLAT_BASE;
}

UC_NORETURN void kvmplat_start(uint32_t start_info);
void kvmplat_read_start_info(uc_paddr_t start_info);
void kvmplat_protect(void);
void kvmplat_set_up_cpu(void);
void kvmplat_serial_init(void);

#endif /* KVMPLAT_INTERNAL_H */
