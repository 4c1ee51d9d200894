/* SPDX-License-Identifier: BSD-3-Clause */

/*
 * Where UEFI starts the image: 64-bit mode, physical addresses being virtual
 * ones, the image wherever firmware found room, its bss zero.
 */
#include <uc/arch/x86_64/cpu.h>
#include <uc/pc/acpi.h>

#include "efi.h"
#include "head.h"
#include "internal.h"
#include "ranges.h"

enum {
    MAP_BYTES = 64 * 1024,
    TRIES = 8
};

static char memory_map[MAP_BYTES] UC_PC_PAGES(memory_map);

/* 8868e871-e4f1-11d3-bc22-0080c73c8881 and eb9d2d30-2d88-11d3-9a16-0090273fc14d
 * in memory order. */
static const struct efi_guid acpi_2 = {0x11d3e4f18868e871, 0x81883cc7800022bc};
static const struct efi_guid acpi_1 = {0x11d32d88eb9d2d30, 0x4dc13f279000169a};

static uc_paddr_t find_rsdp(const struct efi_system_table *system)
{
    uc_paddr_t found = 0;

    for (uint64_t i = 0; i < system->configuration_n; i++) {
        const struct efi_configuration *entry = &system->configuration[i];
        if (entry->guid.low == acpi_2.low && entry->guid.high == acpi_2.high) {
            return entry->table;
        }
        if (entry->guid.low == acpi_1.low && entry->guid.high == acpi_1.high) {
            found = entry->table;
        }
    }
    return found;
}

static bool is_ram(uint32_t type)
{
    return type == EFI_CONVENTIONAL ||
           (type >= EFI_LOADER_CODE && type <= EFI_BOOT_SERVICES_DATA);
}

static void read_map(uint64_t bytes, uint64_t entry_bytes)
{
    for (uint64_t at = 0; at + sizeof(struct efi_memory) <= bytes;
         at += entry_bytes) {
        const struct efi_memory *entry = (const void *)(memory_map + at);
        if (is_ram(entry->type) && entry->pages < UINT64_C(1) << 40) {
            metalplat_add_ram(entry->base, entry->pages << UC_PAGE_SHIFT);
        }
    }
}

/* Ends boot services; fills the map of memory in. */
static bool leave_firmware(void *image,
                           const struct efi_boot_services *services)
{
    for (int i = 0; i < TRIES; i++) {
        uint64_t bytes = sizeof memory_map, key, entry_bytes;
        uint32_t version;
        if (services->get_memory_map(&bytes, memory_map, &key, &entry_bytes,
                                     &version) != 0 ||
            entry_bytes < sizeof(struct efi_memory)) {
            return false;
        }
        /* Fails where the map has changed in between. */
        if (services->exit_boot_services(image, key) == 0) {
            read_map(bytes, entry_bytes);
            return true;
        }
    }
    return false;
}

static void read_head(void)
{
    uintptr_t image = (uintptr_t)__metalplat_start;
    const struct metalplat_head *head = (const void *)(image + METALPLAT_HEAD);

    metalplat_keep_command_line((const char *)(image + head->command_line));
    if (head->initrd_bytes != 0) {
        uc_paddr_t initrd = image + head->initrd;
        metalplat_boot.initrd = initrd;
        metalplat_boot.initrd_bytes = head->initrd_bytes;
        uc_pc_boot.taken[UC_PC_TAKEN_INITRD] = (struct uc_pc_range){
            initrd,
            UC_ALIGN_UP(initrd + head->initrd_bytes, (uc_paddr_t)UC_PAGE_SIZE)};
    }
}

efi_status EFIAPI metalplat_efi_entry(void *image,
                                      const struct efi_system_table *system);

UC_SECTION(".text.metalplat_efi_entry")
efi_status EFIAPI metalplat_efi_entry(void *image,
                                      const struct efi_system_table *system)
{
    static const uint16_t complaint[] =
        u"unicore: the firmware does not end its boot services\r\n";

    uc_pc_rsdp = find_rsdp(system);
    if (!leave_firmware(image, system->boot_services)) {
        if (system->console_out != NULL) {
            system->console_out->output_string(system->console_out, complaint);
        }
        return EFI_LOAD_ERROR;
    }
    uc_x86_cli();
    read_head();
    metalplat_take_over();
}
