/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch/x86_64/cpu.h>
#include <uc/compiler.h>
#include <uc/console.h>
#include <uc/pc/clock.h>
#include <uc/plat/irq.h>

enum {
    CALIBRATE_PART = 800, /* of a second: 1.25 ms */
    ROUGH_PART = 8000,    /* to some per cent: 0.125 ms */
    PATIENCE = 20000,     /* reads of a counter that does not count */
};

/* A measure this long is good to a few millionths. */
#define ACCURATE_AFTER (4 * UC_NSEC_PER_S)

uint64_t uc_pc_boot_tsc;

/* now = base_ns + (TSC - base_tsc) * tick / 2^32 */
static uint64_t base_tsc;
static uc_nsec_t base_ns;
static uint64_t tick;

/*
 * The rate comes from a millisecond of the counter at first, and gets better as
 * time goes by: the counter goes on, and another look at it, later, measures
 * the whole time between. It wraps (the PIT after 55 ms); how often it did is
 * clear as long as the rate known so far is off by less than half of that, so
 * each measure allows the next to be longer.
 */
static const struct uc_pc_counter *counter;
static struct uc_pc_clock_sample first;
/* A look before anybody asked for the time; its TSC is 0 where there was none.
 */
static struct uc_pc_clock_sample early;
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
static void plan_refinement(const struct uc_pc_clock_sample *last)
{
    uint64_t measured = last->tsc - first.tsc;
    uint64_t doubt = first.doubt + last->doubt + 1;
    /* A third of the counter's period, in TSC ticks. */
    uint64_t slack =
        (((UC_NSEC_PER_S << counter->bits) / 3 / counter->hz) << 16) /
        (tick >> 16);
    uint64_t reach = measured / doubt; /* inverse of the relative error */

    refine_from = first.tsc + measured * 16;
    refine_until = first.tsc + (reach > 4096 ? 4096 : reach) * slack;
}

static void use_rate(const struct uc_pc_clock_sample *last, uint64_t ticks)
{
    uint64_t ns =
        (uint64_t)((unsigned __int128)ticks * UC_NSEC_PER_S / counter->hz);
    tick = (uint64_t)(((unsigned __int128)ns << 32) / (last->tsc - first.tsc));
    if (ns < ACCURATE_AFTER) {
        plan_refinement(last);
    } else {
        refine_from = UINT64_MAX;
    }
}

/* What (ticks) is, as far as the counter's bits tell. */
static uint64_t wrapped(uint64_t ticks)
{
    return ticks & ((UINT64_C(1) << counter->bits) - 1);
}

/* Measures until a (part) of a second has passed since (from), which may have
 * begun already, but not so long ago that the counter has wrapped. */
static bool calibrate(const struct uc_pc_clock_sample *from, unsigned part)
{
    first = *from;
    for (int i = 0; i < PATIENCE; i++) {
        struct uc_pc_clock_sample last = counter->sample();
        uint64_t passed = wrapped(first.count - last.count);
        if (passed >= counter->hz / part && last.tsc > first.tsc) {
            use_rate(&last, passed);
            return true;
        }
    }
    return false;
}

/* Measures again over all the time since (first). */
static void refine(uint64_t tsc)
{
    struct uc_pc_clock_sample last = counter->sample();

    if (tsc > refine_until) {
        /* The counter may have wrapped any number of times: start anew. */
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
        (uint64_t)((unsigned __int128)ns * counter->hz / UC_NSEC_PER_S);
    uint64_t ahead = wrapped(first.count - last.count - expected);
    bool behind = ahead >> (counter->bits - 1) != 0;
    uint64_t off = behind ? ahead - (UINT64_C(1) << counter->bits) : ahead;
    use_rate(&last, expected + off);
}

/*
 * As calibrate, but the time since the early look counts: a rough rate tells
 * how often the counter wrapped meanwhile.
 */
static bool calibrate_since_early(void)
{
    struct uc_pc_clock_sample now = counter->sample();

    if (!calibrate(&now, ROUGH_PART)) {
        return false;
    }
    uint64_t clear = refine_until - first.tsc;
    uint64_t passed = uc_x86_rdtsc() - early.tsc;
    uint64_t ns = (uint64_t)((unsigned __int128)passed * tick >> 32);
    if (passed > clear) {
        return calibrate(&now, CALIBRATE_PART);
    }
    if (ns < UC_NSEC_PER_S / CALIBRATE_PART) {
        return calibrate(&early, CALIBRATE_PART);
    }
    first = early;
    refine_until = first.tsc + clear;
    refine(uc_x86_rdtsc());
    /* What has passed, at the better rate. */
    base_ns = 0;
    base_tsc = uc_pc_boot_tsc;
    return true;
}

void uc_pc_tsc_clock_look(const struct uc_pc_counter *against)
{
    if (told_hz() == 0) {
        against->start();
        early = against->sample();
    }
}

static bool measure(void)
{
    if (early.tsc != 0) {
        return calibrate_since_early();
    }
    counter->start();
    struct uc_pc_clock_sample now = counter->sample();
    return calibrate(&now, CALIBRATE_PART);
}

void uc_pc_tsc_clock_start(const struct uc_pc_counter *against)
{
    uint64_t hz = told_hz();

    counter = against;
    base_tsc = uc_pc_boot_tsc;
    if (hz != 0) {
        tick = tick_of_hz(hz);
    } else if (!measure()) {
        static const char text[] =
            "pc: nothing tells the rate of the TSC; taking 1 GHz\n";
        uc_console_write(text, sizeof text - 1);
        tick = tick_of_hz(UC_NSEC_PER_S);
    }
}

uc_nsec_t uc_pc_tsc_clock_read(void)
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

uint64_t uc_pc_tsc_clock_tick(void)
{
    return tick;
}
