/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef METALPLAT_EFI_H
#define METALPLAT_EFI_H

/*
 * What of UEFI the start uses. Spec: UEFI 2.10, 4 (system table), 7 (boot
 * services), 12.4 (text output).
 */
#include <uc/compiler.h>
#include <uc/types.h>

#define EFIAPI __attribute__((ms_abi))

typedef uint64_t efi_status;

#define EFI_ERROR             (UINT64_C(1) << 63)
#define EFI_INVALID_PARAMETER (EFI_ERROR | 2)
#define EFI_LOAD_ERROR        (EFI_ERROR | 1)

struct efi_text_output {
    void *reset;
    efi_status(EFIAPI *output_string)(struct efi_text_output *self,
                                      const uint16_t *text);
};

struct efi_memory {
    uint32_t type;
    uint64_t base;
    uint64_t virtual_base;
    uint64_t pages;
    uint64_t attributes;
};

/* Of struct efi_memory: what is RAM once boot services are gone. */
enum {
    EFI_LOADER_CODE = 1,
    EFI_BOOT_SERVICES_DATA = 4,
    EFI_CONVENTIONAL = 7,
};

struct efi_table_header {
    uint64_t signature;
    uint32_t revision, bytes, crc, reserved;
};

struct efi_boot_services {
    struct efi_table_header header;
    void *priorities[2];
    void *allocate_pages;
    void *free_pages;
    efi_status(EFIAPI *get_memory_map)(uint64_t *bytes, void *map,
                                       uint64_t *key, uint64_t *entry_bytes,
                                       uint32_t *entry_version);
    void *others[21];
    efi_status(EFIAPI *exit_boot_services)(void *image, uint64_t key);
};

struct efi_guid {
    uint64_t low, high;
};

struct efi_configuration {
    struct efi_guid guid;
    uint64_t table;
};

struct efi_system_table {
    struct efi_table_header header;
    void *vendor;
    uint32_t vendor_revision;
    void *console_in_handle, *console_in;
    void *console_out_handle;
    struct efi_text_output *console_out;
    void *error_handle, *error;
    void *runtime_services;
    struct efi_boot_services *boot_services;
    uint64_t configuration_n;
    struct efi_configuration *configuration;
};

UC_STATIC_ASSERT(offsetof(struct efi_boot_services, get_memory_map) == 56 &&
                     offsetof(struct efi_boot_services, exit_boot_services) ==
                         232,
                 "UEFI 2.10, 4.4");
UC_STATIC_ASSERT(offsetof(struct efi_system_table, boot_services) == 96,
                 "UEFI 2.10, 4.3");

#endif /* METALPLAT_EFI_H */
