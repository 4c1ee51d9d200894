/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/pc/acpi.h>
#include <uc/pc/pc.h>

enum {
    RSDP_BYTES = 20, /* which the first checksum covers */
    RSDP_STEP = 16,
    REVISION_XSDT = 2,
    TABLE_BYTES_MAX = 16 << 20,
    ENTRIES_MAX = 256,
    BDA_EBDA = 0x40e, /* segment of the extended BIOS data area */
    EBDA_LOOK_BYTES = 1024,
};

#define ROM     UINT64_C(0xe0000)
#define ROM_END UINT64_C(0x100000)
#define LOW_END UINT64_C(0xa0000)
/* Nobody has more; beyond, addresses would leave the linear map. */
#define PHYSICAL_END (UINT64_C(1) << 46)

struct UC_PACKED rsdp {
    char signature[8];
    uint8_t checksum;
    char oem[6];
    uint8_t revision;
    uint32_t rsdt;
    uint32_t bytes;
    uint64_t xsdt;
    uint8_t checksum_of_all;
    uint8_t reserved[3];
};

UC_STATIC_ASSERT(sizeof(struct rsdp) == 36, "ACPI 6.4, 5.2.5.3");
UC_STATIC_ASSERT(sizeof(struct uc_pc_acpi_table) == 36, "ACPI 6.4, 5.2.6");

uc_paddr_t uc_pc_rsdp;

static bool sums_to_zero(const void *mem, size_t bytes)
{
    const uint8_t *at = mem;
    uint8_t sum = 0;

    for (size_t i = 0; i < bytes; i++) {
        sum = (uint8_t)(sum + at[i]);
    }
    return sum == 0;
}

static bool begins_with(const char *text, const char *word, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (text[i] != word[i]) {
            return false;
        }
    }
    return true;
}

static bool is_rsdp(const void *mem)
{
    return begins_with(mem, "RSD PTR ", 8) && sums_to_zero(mem, RSDP_BYTES);
}

static uc_paddr_t scan(uc_paddr_t base, uc_paddr_t end)
{
    const char *mem = uc_pc_map_firmware(base, end - base);

    for (uc_paddr_t at = base; at + RSDP_BYTES <= end; at += RSDP_STEP) {
        if (is_rsdp(mem + (at - base))) {
            return at;
        }
    }
    return 0;
}

uc_paddr_t uc_pc_find_rsdp(void)
{
    const uint8_t *bda = uc_pc_map_firmware(BDA_EBDA, 2);
    uc_paddr_t ebda = (uc_paddr_t)(bda[0] | bda[1] << 8) << 4;
    uc_paddr_t found = 0;

    if (ebda >= UC_PAGE_SIZE && ebda <= LOW_END - EBDA_LOOK_BYTES) {
        found = scan(ebda, ebda + EBDA_LOOK_BYTES);
    }
    return found != 0 ? found : scan(ROM, ROM_END);
}

const struct uc_pc_acpi_table *uc_pc_acpi_table(uc_paddr_t pa)
{
    if (pa == 0 || pa >= PHYSICAL_END - TABLE_BYTES_MAX) {
        return NULL;
    }
    const struct uc_pc_acpi_table *table =
        uc_pc_map_firmware(pa, sizeof *table);
    uint32_t bytes = table->bytes;
    if (bytes < sizeof *table || bytes > TABLE_BYTES_MAX) {
        return NULL;
    }
    uc_pc_map_firmware(pa, bytes);
    return sums_to_zero(table, bytes) ? table : NULL;
}

/* The table of tables, with the size of its entries; NULL without one. */
static const struct uc_pc_acpi_table *root(size_t *entry_bytes)
{
    static bool looked;
    if (!looked && uc_pc_rsdp == 0) {
        uc_pc_rsdp = uc_pc_find_rsdp();
    }
    looked = true;
    if (uc_pc_rsdp == 0 || uc_pc_rsdp >= PHYSICAL_END - UC_PAGE_SIZE) {
        return NULL;
    }
    struct rsdp rsdp;
    const char *at = uc_pc_map_firmware(uc_pc_rsdp, sizeof rsdp);
    if (!is_rsdp(at)) {
        return NULL;
    }
    __builtin_memcpy(&rsdp, at, sizeof rsdp);
    if (rsdp.revision >= REVISION_XSDT && rsdp.bytes == sizeof rsdp &&
        sums_to_zero(at, sizeof rsdp)) {
        const struct uc_pc_acpi_table *xsdt = uc_pc_acpi_table(rsdp.xsdt);
        *entry_bytes = sizeof(uint64_t);
        if (xsdt != NULL && begins_with(xsdt->signature, "XSDT", 4)) {
            return xsdt;
        }
    }
    const struct uc_pc_acpi_table *rsdt = uc_pc_acpi_table(rsdp.rsdt);
    *entry_bytes = sizeof(uint32_t);
    return rsdt != NULL && begins_with(rsdt->signature, "RSDT", 4) ? rsdt
                                                                   : NULL;
}

const struct uc_pc_acpi_table *uc_pc_acpi_find(const char *signature)
{
    size_t entry_bytes;
    const struct uc_pc_acpi_table *tables = root(&entry_bytes);

    if (tables == NULL) {
        return NULL;
    }
    size_t n = (tables->bytes - sizeof *tables) / entry_bytes;
    const char *entries = (const char *)(tables + 1);
    for (size_t i = 0; i < n && i < ENTRIES_MAX; i++) {
        uint64_t pa = 0; /* little-endian: fewer bytes are the low ones */
        __builtin_memcpy(&pa, entries + i * entry_bytes, entry_bytes);
        const struct uc_pc_acpi_table *table = uc_pc_acpi_table(pa);
        if (table != NULL && begins_with(table->signature, signature, 4)) {
            return table;
        }
    }
    return NULL;
}
