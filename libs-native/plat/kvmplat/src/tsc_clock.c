/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch/x86_64/cpu.h>
#include <uc/compiler.h>
#include <uc/console.h>
#include <uc/plat/irq.h>

#include "clock.h"

enum {
    CALIBRATE_TICKS = 1500, /* of the PIT: 1.26 ms */
    PATIENCE = 20000,       /* reads of a PIT that does not count */
    PIT_PERIOD = 65536,
};

/* A measure this long is good to a few millionths. */
#define ACCURATE_AFTER (4 * UC_NSEC_PER_S)

uint64_t kvmplat_boot_tsc;

/* now = base_ns + (TSC - base_tsc) * tick / 2^32 */
static uint64_t base_tsc;
static uc_nsec_t base_ns;
static uint64_t tick;

/*
 * The rate comes from a millisecond of the PIT at first, and gets better as
 * time goes by: the PIT counts on, and another look at it, later, measures the
 * whole time between. It wraps after 55 ms; how often it did is clear as long
 * as the rate known so far is off by less than half of that, so each measure
 * allows the next to be longer.
 */
static struct kvmplat_pit_sample first;
static uint64_t refine_from = UINT64_MAX; /* TSC */
static uint64_t refine_until;

static uint64_t tick_of_hz(uint64_t hz)
{
    return (UC_NSEC_PER_S << 32) / hz;
}

/* Hertz that the hypervisor or the CPU tells, 0 where neither does. */
static uint64_t told_hz(void)
{
    if ((uc_x86_cpuid(1, 0).ecx & UC_X86_CPUID1_ECX_HYPERVISOR) != 0 &&
        uc_x86_cpuid(0x40000000, 0).eax >= 0x40000010) {
        /* Spec: the leaf that VMware defined, kHz of the TSC. */
        uint64_t khz = uc_x86_cpuid(0x40000010, 0).eax;
        if (khz != 0) {
            return khz * 1000;
        }
    }
    /* Spec: Intel SDM volume 3, 19.7.3. */
    uint32_t leaves = uc_x86_cpuid(0, 0).eax;
    if (leaves >= 0x15) {
        struct uc_x86_cpuid ratio = uc_x86_cpuid(0x15, 0);
        if (ratio.eax != 0 && ratio.ebx != 0 && ratio.ecx != 0) {
            return (uint64_t)ratio.ecx * ratio.ebx / ratio.eax;
        }
    }
    if (leaves >= 0x16) {
        return (uint64_t)(uc_x86_cpuid(0x16, 0).eax & 0xffff) * 1000000;
    }
    return 0;
}

/* Sets from when to when the next measure may be, after one to (last). */
static void plan_refinement(const struct kvmplat_pit_sample *last)
{
    uint64_t measured = last->tsc - first.tsc;
    uint64_t doubt = first.doubt + last->doubt + 1;
    /* A third of the PIT's period, in TSC ticks. */
    uint64_t slack = ((UC_NSEC_PER_S * PIT_PERIOD / 3 / KVMPLAT_PIT_HZ) << 16) /
                     (tick >> 16);
    uint64_t reach = measured / doubt; /* inverse of the relative error */

    refine_from = first.tsc + measured * 16;
    refine_until = first.tsc + (reach > 4096 ? 4096 : reach) * slack;
}

static void use_rate(const struct kvmplat_pit_sample *last, uint64_t pit_ticks)
{
    uint64_t ns = pit_ticks * UC_NSEC_PER_S / KVMPLAT_PIT_HZ;
    tick = (uint64_t)(((unsigned __int128)ns << 32) / (last->tsc - first.tsc));
    if (ns < ACCURATE_AFTER) {
        plan_refinement(last);
    } else {
        refine_from = UINT64_MAX;
    }
}

static bool calibrate(void)
{
    kvmplat_pit_start();
    first = kvmplat_pit_sample();
    for (int i = 0; i < PATIENCE; i++) {
        struct kvmplat_pit_sample last = kvmplat_pit_sample();
        uint16_t passed = (uint16_t)(first.count - last.count);
        if (passed >= CALIBRATE_TICKS && last.tsc > first.tsc) {
            use_rate(&last, passed);
            return true;
        }
    }
    return false;
}

/* Measures again over all the time since (first). */
static void refine(uint64_t tsc)
{
    struct kvmplat_pit_sample last = kvmplat_pit_sample();

    if (tsc > refine_until) {
        /* The PIT may have wrapped any number of times: start anew. */
        uint64_t span = refine_until - first.tsc;
        uint64_t wait = refine_from - first.tsc;
        first = last;
        refine_from = first.tsc + wait;
        refine_until = first.tsc + span;
        return;
    }
    base_ns +=
        (uc_nsec_t)((unsigned __int128)(last.tsc - base_tsc) * tick >> 32);
    base_tsc = last.tsc;

    uint64_t ns =
        (uint64_t)((unsigned __int128)(last.tsc - first.tsc) * tick >> 32);
    uint64_t expected =
        (uint64_t)((unsigned __int128)ns * KVMPLAT_PIT_HZ / UC_NSEC_PER_S);
    int16_t off =
        (int16_t)((uint16_t)(first.count - last.count) - (uint16_t)expected);
    use_rate(&last, expected + (uint64_t)(int64_t)off);
}

void kvmplat_tsc_clock_start(void)
{
    uint64_t hz = told_hz();

    base_tsc = kvmplat_boot_tsc;
    if (hz != 0) {
        tick = tick_of_hz(hz);
    } else if (!calibrate()) {
        static const char text[] =
            "kvmplat: nothing tells the rate of the TSC; taking 1 GHz\n";
        uc_console_write(text, sizeof text - 1);
        tick = tick_of_hz(UC_NSEC_PER_S);
    }
}

uc_nsec_t kvmplat_tsc_clock_read(void)
{
    unsigned long state = 0;
    uint64_t tsc = uc_x86_rdtsc();

    if (UC_UNLIKELY(tsc >= refine_from)) {
        state = uc_plat_irq_save();
        refine(tsc);
        uc_plat_irq_restore(state);
        tsc = uc_x86_rdtsc();
    }
    return base_ns +
           (uint64_t)((unsigned __int128)(tsc - base_tsc) * tick >> 32);
}

uint64_t kvmplat_tsc_clock_tick(void)
{
    return tick;
}
