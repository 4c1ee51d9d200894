/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_ARCH_X86_64_PVH_H
#define UC_ARCH_X86_64_PVH_H

/*
 * How a hypervisor starts a PVH guest. Spec: Xen,
 * xen/include/public/arch-x86/hvm/start_info.h.
 */
#define UC_X86_PVH_MAGIC              0x336ec578
#define UC_X86_PVH_VERSION            4
#define UC_X86_PVH_MEMMAP             40
#define UC_X86_PVH_MEMMAP_ENTRIES     48
#define UC_X86_PVH_MEMMAP_ENTRY_BYTES 24
#define UC_X86_PVH_MEMMAP_RAM         1

#ifndef __ASSEMBLER__
#include <stddef.h>
#include <stdint.h>

#include <uc/compiler.h>

struct uc_x86_pvh_start_info {
    uint32_t magic;
    uint32_t version;
    uint32_t flags;
    uint32_t modules_n;
    uint64_t modules; /* physical addresses, all of them */
    uint64_t command_line;
    uint64_t rsdp;
    uint64_t memmap;
    uint32_t memmap_n;
    uint32_t reserved;
};

struct uc_x86_pvh_module {
    uint64_t base;
    uint64_t bytes;
    uint64_t command_line;
    uint64_t reserved;
};

struct uc_x86_pvh_memmap_entry {
    uint64_t base;
    uint64_t bytes;
    uint32_t type;
    uint32_t reserved;
};

UC_STATIC_ASSERT(offsetof(struct uc_x86_pvh_start_info, memmap) ==
                     UC_X86_PVH_MEMMAP,
                 "as assembly reads it");
UC_STATIC_ASSERT(sizeof(struct uc_x86_pvh_memmap_entry) ==
                     UC_X86_PVH_MEMMAP_ENTRY_BYTES,
                 "as assembly reads it");
#endif /* __ASSEMBLER__ */

#endif /* UC_ARCH_X86_64_PVH_H */
