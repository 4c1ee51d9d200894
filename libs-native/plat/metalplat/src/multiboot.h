/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef METALPLAT_MULTIBOOT_H
#define METALPLAT_MULTIBOOT_H

/* Spec: Multiboot 0.6.96, 3.2 (machine state) and 3.3 (information). */
#define MULTIBOOT_MAGIC 0x2badb002

#define MULTIBOOT_COMMAND_LINE 0x004
#define MULTIBOOT_MODULES      0x008
#define MULTIBOOT_MEMORY_MAP   0x040

#define MULTIBOOT_RAM 1

#ifndef __ASSEMBLER__
#include <stdint.h>

struct multiboot_info {
    uint32_t flags;
    uint32_t low_kib, high_kib;
    uint32_t boot_device;
    uint32_t command_line;
    uint32_t modules_n;
    uint32_t modules;
    uint32_t symbols[4];
    uint32_t map_bytes;
    uint32_t map;
};

struct multiboot_module {
    uint32_t base, end;
    uint32_t command_line;
    uint32_t reserved;
};

/* (bytes) does not count itself. */
struct __attribute__((packed)) multiboot_region {
    uint32_t bytes;
    uint64_t base;
    uint64_t length;
    uint32_t type;
};
#endif

#endif /* METALPLAT_MULTIBOOT_H */
