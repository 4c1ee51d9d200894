/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef XENPLAT_INTERNAL_H
#define XENPLAT_INTERNAL_H

#include <uc/arch/x86_64/paging.h>
#include <uc/compiler.h>
#include <uc/types.h>
#include <uc/xen.h>

#include "hypercall.h"
#include "layout.h"

/*
 * For what is page-aligned: behind all other bss, so that alignment costs
 * nothing. By ".bss." compilers know that the file holds no contents; no
 * variable has a section with two dots.
 */
#define XENPLAT_PAGES(name) UC_SECTION(".bss..uc_pages." #name) UC_ALIGNED(4096)

#define XENPLAT_HIDDEN __attribute__((visibility("hidden")))

/* Set by the linker script; page-aligned but for the RELR table. */
extern const char __xenplat_start[] XENPLAT_HIDDEN;
extern const char __xenplat_text_end[] XENPLAT_HIDDEN;
extern const char __xenplat_rodata_end[] XENPLAT_HIDDEN;
extern const char __xenplat_end[] XENPLAT_HIDDEN;
extern const uint64_t __xenplat_relr_start[] XENPLAT_HIDDEN;
extern const uint64_t __xenplat_relr_end[] XENPLAT_HIDDEN;
/* PVH: page tables for [0, end of image), one behind the other. */
extern uint64_t __xenplat_pt[] XENPLAT_HIDDEN;
extern const char __xenplat_pt_end[] XENPLAT_HIDDEN;

/* [base, end) in pseudo-physical addresses. */
struct xenplat_range {
    uc_paddr_t base;
    uc_paddr_t end;
};

enum {
    XENPLAT_RAM_MAX = 8
};

/* What the domain builder told, in one form for both kinds of guest. */
struct xenplat_boot {
    char *command_line;
    const void *initrd;
    size_t initrd_bytes;
    /* Up to here memory is taken: image, what the builder put behind it. */
    uc_paddr_t taken_end;
    unsigned ram_n;
    struct xenplat_range ram[XENPLAT_RAM_MAX];
    struct uc_xen_channel console;
    struct uc_xen_channel store;
    /* PV: also the machine frame of each page, the root of the page tables. */
    struct xen_start_info *start_info;
    uint64_t *p2m;
    uint64_t *root;
};

extern struct xenplat_boot xenplat_boot XENPLAT_HIDDEN;
extern volatile struct xen_shared_info xenplat_shared_info XENPLAT_HIDDEN;

static inline void *xenplat_virtual(uc_paddr_t pa)
{
    return (void *)(XENPLAT_BASE + pa);
}

static inline uc_paddr_t xenplat_physical(const volatile void *va)
{
    return (uintptr_t)va - XENPLAT_BASE;
}

/* The frame number that Xen and other domains know the page by. */
static inline uint64_t xenplat_frame(const volatile void *va)
{
    uint64_t pfn = xenplat_physical(va) >> UC_PAGE_SHIFT;
    return xenplat_is_pv() ? xenplat_boot.p2m[pfn] : pfn;
}

/* Where the page at (mem) is in the linear map, also one of a program. */
const void *xenplat_linear(const void *mem);

/* Maps all memory, writable and not executable: at the first call. */
void xenplat_map_ram(void);

/*
 * Around a suspension. Grants and channels survive one that was cancelled;
 * otherwise none of them exists any more.
 */
void xenplat_grant_suspend(void);
void xenplat_grant_resume(bool cancelled);
void xenplat_irq_resume(void);
void xenplat_pv_resume(void);
void xenplat_pvh_resume(void);

UC_NORETURN void xenplat_start(void);
void xenplat_relocate(void);

/* PV guests: pv_*.c. */
UC_NORETURN void xenplat_pv_start(struct xen_start_info *info);
void xenplat_pv_protect(void);
void xenplat_pv_set_traps(void);
/* Tells Xen's tools where the P2M is. */
void xenplat_pv_tell_p2m(void);
void xenplat_pv_map_ram(void);
int xenplat_pv_guard(void *page, bool guarded);
/* The entry of (va) at (level), in tables that exist. */
uint64_t *xenplat_pv_entry(uintptr_t va, unsigned level);
/* Hands (table) to Xen, by way of (entry) above it. */
void xenplat_pv_give_table(uint64_t *entry, const uint64_t *table);
/* Pages of programs. -UC_ENOMEM. */
int xenplat_pv_show(uintptr_t at, void *page, uint64_t flags);
void xenplat_pv_hide(uintptr_t at);
/* Maps machine frame (mfn) at (page), for which there is a table. */
int xenplat_pv_map_page(const volatile void *page, uint64_t mfn,
                        uint64_t flags);

/* PVH guests: pvh_*.c. */
UC_NORETURN void xenplat_pvh_start(uint32_t start_info);
void xenplat_pvh_protect(void);
void xenplat_pvh_set_up_cpu(void);
void xenplat_pvh_map_ram(void);
/* Makes what lies outside memory readable and writable, within 4 GiB. */
void *xenplat_pvh_map_special(uc_paddr_t pa);
/* Makes low memory reachable before all memory is mapped. */
const void *xenplat_pvh_reach(uc_paddr_t pa, size_t bytes);
int xenplat_pvh_guard(void *page, bool guarded);
extern const struct uc_x86_paging xenplat_pvh_paging;
int xenplat_pvh_show(uintptr_t at, void *page, uint64_t flags);
void xenplat_pvh_hide(uintptr_t at);
/* Puts page (index) of (space) in the place of the page of memory at (page). */
int xenplat_pvh_overlay(const volatile void *page, unsigned space,
                        unsigned index);

#endif /* XENPLAT_INTERNAL_H */
