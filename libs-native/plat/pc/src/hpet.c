/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch/x86_64/cpu.h>
#include <uc/barrier.h>
#include <uc/pc/acpi.h>
#include <uc/pc/clock.h>
#include <uc/pc/pc.h>

/* Spec: IA-PC HPET 1.0a, 2.3 (registers) and 3.2.4 (its ACPI table). */
enum {
    TABLE_BYTES = 56,
    TABLE_SPACE = 40, /* 0: memory */
    TABLE_ADDRESS = 44,
    PERIOD = 0x04, /* femtoseconds */
    CONFIG = 0x10,
    CONFIG_ENABLE = 1,
    COUNTER = 0xf0,
    PERIOD_MAX = 100000000,
    PERIOD_MIN = 1000000, /* 1 GHz */
    TRIES = 3,
};

#define FEMTOSECONDS_PER_S UINT64_C(1000000000000000)

static volatile uint8_t *window;

static void start(void)
{
    uint32_t config = uc_mmio_read32(window + CONFIG);
    uc_mmio_write32(window + CONFIG, config | CONFIG_ENABLE);
}

/* The counter rises; what is told falls. */
static struct uc_pc_clock_sample sample(void)
{
    struct uc_pc_clock_sample best = {.doubt = UINT64_MAX};

    for (int i = 0; i < TRIES; i++) {
        uint64_t before = uc_x86_rdtsc();
        uint32_t count = uc_mmio_read32(window + COUNTER);
        uint64_t after = uc_x86_rdtsc();
        if (after - before < best.doubt) {
            best.tsc = before + (after - before) / 2;
            best.doubt = after - before;
            best.count = 0 - count;
        }
    }
    return best;
}

const struct uc_pc_counter *uc_pc_hpet(void)
{
    static struct uc_pc_counter hpet = {
        .bits = 32, .start = start, .sample = sample};
    const struct uc_pc_acpi_table *table = uc_pc_acpi_find("HPET");

    if (table == NULL || table->bytes < TABLE_BYTES ||
        ((const uint8_t *)table)[TABLE_SPACE] != 0) {
        return NULL;
    }
    uint64_t address;
    __builtin_memcpy(&address, (const char *)table + TABLE_ADDRESS,
                     sizeof address);
    if (address == 0 || address >= UINT64_C(1) << 46) {
        return NULL;
    }
    window = uc_pc_map_mmio(address, UC_PAGE_SIZE);
    uint32_t period = uc_mmio_read32(window + PERIOD);
    if (period < PERIOD_MIN || period > PERIOD_MAX) {
        return NULL; /* nobody answers there */
    }
    hpet.hz = (uint32_t)(FEMTOSECONDS_PER_S / period);
    return &hpet;
}
