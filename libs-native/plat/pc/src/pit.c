/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch/x86_64/cpu.h>
#include <uc/arch/x86_64/port.h>
#include <uc/pc/clock.h>

/* Spec: Intel 8254 data sheet. */
enum {
    CHANNEL_0 = 0x40,
    COMMAND = 0x43,
    COMMAND_MODE_2 = 0x34, /* channel 0, both bytes, rate generator */
    COMMAND_LATCH = 0x00,  /* channel 0 */
    TRIES = 3,
    HZ = 1193182,
    BITS = 16,
};

/*
 * Lets channel 0 count 65536 down to 1 for ever; its interrupt is masked.
 * Quirk: channel 2 would want port 0x61, which QEMU's microvm lacks.
 */
static void start(void)
{
    uc_x86_out8(COMMAND, COMMAND_MODE_2);
    uc_x86_out8(CHANNEL_0, 0);
    uc_x86_out8(CHANNEL_0, 0);
}

/* Reading takes microseconds in a VM, now and then far more: best of three. */
static struct uc_pc_clock_sample sample(void)
{
    struct uc_pc_clock_sample best = {.doubt = UINT64_MAX};

    for (int i = 0; i < TRIES; i++) {
        uint64_t before = uc_x86_rdtsc();
        uc_x86_out8(COMMAND, COMMAND_LATCH);
        uint64_t after = uc_x86_rdtsc();
        unsigned count = uc_x86_in8(CHANNEL_0);
        count |= (unsigned)uc_x86_in8(CHANNEL_0) << 8;
        if (after - before < best.doubt) {
            best.tsc = before + (after - before) / 2;
            best.doubt = after - before;
            best.count = count;
        }
    }
    return best;
}

const struct uc_pc_counter uc_pc_pit = {
    .hz = HZ, .bits = BITS, .start = start, .sample = sample};
