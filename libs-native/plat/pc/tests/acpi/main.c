/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdlib.h>
#include <string.h>

#include <uc/test.h>

/*
 * Firmware's memory is an array: physical address (pa) is memory[pa]. What lies
 * behind it is not there, so that a read too far is found.
 */
enum {
    MEMORY = 1 << 20
};
static uint8_t *memory;

#include <uc/pc/pc.h>

#define uc_pc_map_firmware tested_map
static const void *tested_map(uc_paddr_t pa, size_t bytes);
#include "acpi.c"
#include "fadt.c"
#include "madt.c"
#include "mcfg.c"

static uint8_t elsewhere[17 << 20];

/* Unmapped addresses read as all ones, as those of no device do. */
static const void *tested_map(uc_paddr_t pa, size_t bytes)
{
    if (pa < MEMORY && bytes <= MEMORY - pa) {
        return memory + pa;
    }
    if (bytes > sizeof elsewhere) {
        abort(); /* no table is so long */
    }
    if (elsewhere[0] == 0) {
        memset(elsewhere, 0xff, sizeof elsewhere);
    }
    return elsewhere;
}

static void fix_checksum(uint8_t *mem, size_t bytes, size_t at)
{
    uint8_t sum = 0;
    mem[at] = 0;
    for (size_t i = 0; i < bytes; i++) {
        sum = (uint8_t)(sum + mem[i]);
    }
    mem[at] = (uint8_t)(0u - sum);
}

static void put32(size_t at, uint32_t value)
{
    memcpy(memory + at, &value, sizeof value);
}

static void put64(size_t at, uint64_t value)
{
    memcpy(memory + at, &value, sizeof value);
}

static void put_table(size_t at, const char *signature, uint32_t bytes)
{
    memcpy(memory + at, signature, 4);
    put32(at + 4, bytes);
    fix_checksum(memory + at, bytes, 9);
}

enum {
    RSDP = 0xf0010,
    RSDT = 0x1000,
    XSDT = 0x1100,
    MADT = 0x2000,
    FADT = 0x3000,
    DSDT_AT = 0x4000,
    MCFG = 0x5000
};

static void put_dsdt(const uint8_t *aml, size_t bytes)
{
    memcpy(memory + DSDT_AT + sizeof(struct uc_pc_acpi_table), aml, bytes);
    put_table(DSDT_AT, "DSDT",
              (uint32_t)(sizeof(struct uc_pc_acpi_table) + bytes));
}

static void put_root(void)
{
    put32(RSDT + 36, MADT);
    put32(RSDT + 40, FADT);
    put32(RSDT + 44, MCFG);
    put_table(RSDT, "RSDT", 48);
    put64(XSDT + 36, MADT);
    put64(XSDT + 44, FADT);
    put64(XSDT + 52, MCFG);
    put_table(XSDT, "XSDT", 60);
    memcpy(memory + RSDP, "RSD PTR ", 8);
    memory[RSDP + 15] = 2;
    put32(RSDP + 16, RSDT);
    put32(RSDP + 20, 36);
    put64(RSDP + 24, XSDT);
    fix_checksum(memory + RSDP, RSDP_BYTES, 8);
    fix_checksum(memory + RSDP, 36, 32);
}

static const uint8_t s5_as_qemu_writes_it[] = {0x08, '_', 'S',  '5', '_', 0x12,
                                               0x06, 4,   0x00, 0,   0,   0};
static const uint8_t s5_of_bytes[] = {
    0x08, '\\', '_', 'S', '5', '_', 0x12, 0x08, 4, 0x0a, 7, 0x0a, 5, 0, 0};

static void machine(void)
{
    if (memory == NULL) {
        memory = malloc(MEMORY);
    }
    memset(memory, 0, MEMORY);
    uc_pc_rsdp = RSDP;
    static const uint8_t entries[] = {
        0, 8,  0, 0, 1, 0, 0,    0,                  /* a CPU */
        1, 12, 0, 0, 0, 0, 0xc0, 0xfe, 0,   0, 0, 0, /* an I/O APIC */
        2, 10, 0, 0, 2, 0, 0,    0,    0,   0,       /* 0 is line 2 */
        2, 10, 0, 9, 9, 0, 0,    0,    0xf, 0,       /* level, low */
    };
    memcpy(memory + MADT + 44, entries, sizeof entries);
    put_table(MADT, "APIC", 44 + sizeof entries);
    put32(FADT + 40, DSDT_AT);
    put32(FADT + 48, 0xb2);
    memory[FADT + 52] = 2;
    put32(FADT + 64, 0x604);
    put32(FADT + 112, 1 << 10);
    memory[FADT + 116] = 1;
    put64(FADT + 120, 0xcf9);
    memory[FADT + 128] = 0xf;
    put_table(FADT, "FACP", 244);
    put64(MCFG + 44, 0xb0000000);
    memory[MCFG + 55] = 0xff;
    put_table(MCFG, "MCFG", 60);
    put_dsdt(s5_as_qemu_writes_it, sizeof s5_as_qemu_writes_it);
    put_root();
}

UC_TEST(finds_each_table_by_the_new_root_and_by_the_old)
{
    machine();
    for (int old = 0; old < 2; old++) {
        size_t entry_bytes;
        UC_EXPECT(root(&entry_bytes) == (void *)(memory + (old ? RSDT : XSDT)));
        UC_EXPECT(uc_pc_acpi_find("APIC") == (void *)(memory + MADT));
        UC_EXPECT(uc_pc_acpi_find("MCFG") == (void *)(memory + MCFG));
        UC_EXPECT(uc_pc_acpi_find("HPET") == NULL);
        memory[RSDP + 15] = 0;
        fix_checksum(memory + RSDP, RSDP_BYTES, 8);
    }
}

UC_TEST(finds_the_root_where_a_bios_leaves_it)
{
    machine();
    UC_EXPECT_EQ(uc_pc_find_rsdp(), RSDP);
    memory[RSDP + 9]++;
    UC_EXPECT_EQ(uc_pc_find_rsdp(), 0);
}

UC_TEST(a_table_with_a_wrong_sum_or_length_is_none)
{
    machine();
    memory[MADT + 50]++;
    UC_EXPECT(uc_pc_acpi_find("APIC") == NULL);
    UC_EXPECT(uc_pc_acpi_find("MCFG") != NULL);
    static const uint32_t lengths[] = {0, 35, UINT32_MAX, 17 << 20};
    for (size_t i = 0; i < UC_ARRAY_SIZE(lengths); i++) {
        machine();
        put32(MCFG + 4, lengths[i]);
        UC_EXPECT(uc_pc_acpi_find("MCFG") == NULL);
    }
    machine();
    put64(XSDT + 36, UINT64_MAX - 3);
    put_table(XSDT, "XSDT", 60);
    UC_EXPECT(uc_pc_acpi_find("APIC") == NULL);
}

UC_TEST(reads_io_apics_and_overrides)
{
    machine();
    struct pc_madt madt = {0};
    pc_madt_parse((void *)(memory + MADT), &madt);
    UC_EXPECT_EQ(madt.ioapics_n, 1);
    UC_EXPECT_EQ(madt.ioapics[0].base, 0xfec00000);
    UC_EXPECT_EQ(madt.overrides_n, 2);
    UC_EXPECT_EQ(madt.overrides[0].line, 2);
    UC_EXPECT_EQ(madt.overrides[1].flags,
                 (uint32_t)(PC_IOAPIC_ACTIVE_LOW | PC_IOAPIC_LEVEL));
}

UC_TEST(a_walk_ends_at_an_entry_without_length)
{
    machine();
    struct pc_madt madt = {0};
    memory[MADT + 45] = 0;
    pc_madt_parse((void *)(memory + MADT), &madt);
    UC_EXPECT_EQ(madt.ioapics_n, 0);
}

UC_TEST(reads_how_to_switch_off_and_to_reset)
{
    machine();
    struct pc_fadt fadt;
    uint8_t type[2] = {9, 9};
    pc_fadt_parse((void *)(memory + FADT), &fadt);
    UC_EXPECT_EQ(fadt.pm1a_control, 0x604);
    UC_EXPECT_EQ(fadt.dsdt, DSDT_AT);
    UC_EXPECT_EQ(fadt.reset, 0xcf9);
    UC_EXPECT_EQ(fadt.reset_value, 0xf);
    UC_EXPECT(!fadt.reset_by_memory);
    UC_EXPECT(pc_find_s5((void *)(memory + DSDT_AT), type));
    UC_EXPECT_EQ(type[0] | type[1], 0);
    put_dsdt(s5_of_bytes, sizeof s5_of_bytes);
    UC_EXPECT(pc_find_s5((void *)(memory + DSDT_AT), type));
    UC_EXPECT_EQ(type[0], 7);
    UC_EXPECT_EQ(type[1], 5);
}

UC_TEST(a_short_fadt_tells_what_it_has)
{
    machine();
    struct pc_fadt fadt;
    put32(FADT + 4, 60);
    pc_fadt_parse((void *)(memory + FADT), &fadt);
    UC_EXPECT_EQ(fadt.smi_command, 0xb2);
    UC_EXPECT_EQ(fadt.pm1a_control, 0);
    UC_EXPECT_EQ(fadt.reset, 0);
}

UC_TEST(reads_where_configuration_space_lies)
{
    machine();
    struct pc_mcfg mcfg = {0};
    pc_mcfg_parse((void *)(memory + MCFG), &mcfg);
    UC_EXPECT_EQ(mcfg.base, 0xb0000000);
    UC_EXPECT_EQ(mcfg.last_bus, 255);
    mcfg.base = 0;
    put64(MCFG + 44, 0xb0000001);
    pc_mcfg_parse((void *)(memory + MCFG), &mcfg);
    UC_EXPECT_EQ(mcfg.base, 0);
}

/* Each table alone, in memory that ends where it does. */
static void parse_all(const uint8_t *bytes, uint32_t n)
{
    struct uc_pc_acpi_table *table = malloc(n);
    memcpy(table, bytes, n);
    table->bytes = n;
    struct pc_madt madt = {0};
    struct pc_fadt fadt;
    struct pc_mcfg mcfg = {0};
    uint8_t type[2];
    pc_madt_parse(table, &madt);
    pc_fadt_parse(table, &fadt);
    pc_mcfg_parse(table, &mcfg);
    if (pc_find_s5(table, type)) {
        UC_REQUIRE(type[0] <= 7 && type[1] <= 7);
    }
    UC_REQUIRE(madt.ioapics_n <= PC_IOAPICS_MAX &&
               madt.overrides_n <= PC_OVERRIDES_MAX);
    free(table);
}

UC_TEST(no_table_however_broken_is_left)
{
    static const size_t tables[] = {MADT, FADT, DSDT_AT, MCFG};
    srand(1);
    for (int round = 0; round < 40000; round++) {
        uint8_t bytes[300];
        machine();
        memcpy(bytes, memory + tables[rand() % 4], sizeof bytes);
        for (int change = rand() % 12; change > 0; change--) {
            bytes[rand() % (int)sizeof bytes] = (uint8_t)rand();
        }
        parse_all(bytes, (uint32_t)(36 + rand() % 264));
        if (round % 64 == 0) {
            for (int change = rand() % 12; change > 0; change--) {
                memory[XSDT + 36 + rand() % 24] = (uint8_t)rand();
                memory[RSDP + rand() % 36] = (uint8_t)rand();
            }
            fix_checksum(memory + RSDP, RSDP_BYTES, 8);
            fix_checksum(memory + XSDT, 60, 9);
            (void)uc_pc_acpi_find("APIC");
        }
    }
}
