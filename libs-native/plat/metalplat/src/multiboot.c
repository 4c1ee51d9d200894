/* SPDX-License-Identifier: BSD-3-Clause */
#include "multiboot.h"
#include "internal.h"
#include "ranges.h"

static void read_memory_map(const struct multiboot_info *info)
{
    /* First what is RAM, then what is not: they may overlap. */
    for (int pass = 0; pass < 2; pass++) {
        uint32_t at = 0;
        while (at + sizeof(struct multiboot_region) <= info->map_bytes) {
            const struct multiboot_region *region =
                (const void *)(uintptr_t)(info->map + at);
            bool is_ram = region->type == MULTIBOOT_RAM;
            if (pass == 0 && is_ram) {
                metalplat_add_ram(region->base, region->length);
            } else if (pass == 1 && !is_ram) {
                metalplat_remove_ram(region->base, region->length);
            }
            at += region->bytes + (uint32_t)sizeof region->bytes;
        }
    }
}

static struct uc_pc_range pages_around(uc_paddr_t base, uint64_t bytes)
{
    return (struct uc_pc_range){
        UC_ALIGN_DOWN(base, (uc_paddr_t)UC_PAGE_SIZE),
        UC_ALIGN_UP(base + bytes, (uc_paddr_t)UC_PAGE_SIZE)};
}

void metalplat_start_multiboot(uint32_t magic, uint32_t info_at)
{
    const struct multiboot_info *info = (const void *)(uintptr_t)info_at;

    if (magic == MULTIBOOT_MAGIC) {
        if ((info->flags & MULTIBOOT_MEMORY_MAP) != 0) {
            read_memory_map(info);
        }
        if ((info->flags & MULTIBOOT_COMMAND_LINE) != 0) {
            metalplat_keep_command_line(
                (const char *)(uintptr_t)info->command_line);
        }
        if ((info->flags & MULTIBOOT_MODULES) != 0 && info->modules_n > 0) {
            const struct multiboot_module *module =
                (const void *)(uintptr_t)info->modules;
            metalplat_boot.initrd = module->base;
            metalplat_boot.initrd_bytes = module->end - module->base;
            uc_pc_boot.taken[UC_PC_TAKEN_INITRD] =
                pages_around(module->base, metalplat_boot.initrd_bytes);
        }
    }
    metalplat_take_over();
}
