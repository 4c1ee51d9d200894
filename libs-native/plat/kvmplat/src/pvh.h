/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef KVMPLAT_PVH_H
#define KVMPLAT_PVH_H

/* Spec: Xen, xen/include/public/arch-x86/hvm/start_info.h. */
#define PVH_MAGIC              0x336ec578
#define PVH_VERSION            4
#define PVH_MEMMAP             40
#define PVH_MEMMAP_ENTRIES     48
#define PVH_MEMMAP_ENTRY_BYTES 24
#define PVH_MEMMAP_RAM         1

#ifndef __ASSEMBLER__
#include <stddef.h>
#include <stdint.h>

#include <uc/compiler.h>

struct pvh_start_info {
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

struct pvh_module {
    uint64_t base;
    uint64_t bytes;
    uint64_t command_line;
    uint64_t reserved;
};

struct pvh_memmap_entry {
    uint64_t base;
    uint64_t bytes;
    uint32_t type;
    uint32_t reserved;
};

UC_STATIC_ASSERT(offsetof(struct pvh_start_info, memmap) == PVH_MEMMAP,
                 "as entry.S reads it");
UC_STATIC_ASSERT(sizeof(struct pvh_memmap_entry) == PVH_MEMMAP_ENTRY_BYTES,
                 "as entry.S reads it");
#endif /* __ASSEMBLER__ */

#endif /* KVMPLAT_PVH_H */
