/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdint.h>
#include <stdlib.h>

#include <uc/test.h>

/*
 * A machine whose TSC runs at a rate that the test knows, and whose PIT, like
 * that of a VM, takes a while to read, sometimes a long one.
 */
#define UC_ARCH_X86_64_CPU_H
#define UC_X86_CPUID1_ECX_HYPERVISOR (1u << 31)
struct uc_x86_cpuid {
    uint32_t eax, ebx, ecx, edx;
};

static uint64_t now_tsc;
static uint64_t true_hz;
static bool counter_stands;
static uint32_t counter_hz = 1193182; /* the PIT */
static unsigned counter_bits = 16;
static struct uc_x86_cpuid leaves[0x17];
static uint32_t told_khz;

static uint64_t uc_x86_rdtsc(void)
{
    return now_tsc += 20;
}

static struct uc_x86_cpuid uc_x86_cpuid(uint32_t leaf, uint32_t subleaf)
{
    (void)subleaf;
    if (leaf == 0x40000000) {
        return (struct uc_x86_cpuid){0x40000010, 0, 0, 0};
    }
    if (leaf == 0x40000010) {
        return (struct uc_x86_cpuid){told_khz, 0, 0, 0};
    }
    return leaves[leaf];
}

#define uc_console_write tested_console_write
#include "tsc_clock.c"

static size_t written;

void tested_console_write(const char *buf, size_t len)
{
    (void)buf;
    written += len;
}

static void start_counter(void)
{
}

/* Falls at a rate of its own. The truth lies somewhere inside the doubt. */
static struct uc_pc_clock_sample sample_counter(void)
{
    uint64_t before = now_tsc;
    uint64_t doubt = true_hz / 1000000 * (uint64_t)(1 + rand() % 3);
    uint64_t at = before + (uint64_t)rand() % doubt;
    now_tsc = before + doubt;
    uint64_t ticks = (uint64_t)((unsigned __int128)at * counter_hz / true_hz);
    uint32_t mask = (uint32_t)((UINT64_C(1) << counter_bits) - 1);
    return (struct uc_pc_clock_sample){
        before + doubt / 2, doubt,
        counter_stands ? mask : (uint32_t)(0u - ticks) & mask};
}

static struct uc_pc_counter played;

static void play_counter(void)
{
    played = (struct uc_pc_counter){.hz = counter_hz,
                                    .bits = counter_bits,
                                    .start = start_counter,
                                    .sample = sample_counter};
}

static void start_clock(void)
{
    play_counter();
    uc_pc_tsc_clock_start(&played);
}

static void look_early(void)
{
    play_counter();
    uc_pc_tsc_clock_look(&played);
}

static void boot(uint64_t hz)
{
    true_hz = hz;
    now_tsc = hz; /* up for a second */
    uc_pc_boot_tsc = now_tsc;
    base_ns = 0;
    tick = 0;
    refine_from = UINT64_MAX;
    refine_until = 0;
    counter_stands = false;
    counter_hz = 1193182;
    counter_bits = 16;
    early = (struct uc_pc_clock_sample){0, 0, 0};
    told_khz = 0;
    written = 0;
    for (int i = 0; i < 0x17; i++) {
        leaves[i] = (struct uc_x86_cpuid){0, 0, 0, 0};
    }
    leaves[1].ecx = UC_X86_CPUID1_ECX_HYPERVISOR;
}

/* How far the clock is from the truth, in millionths of the time so far. */
static int64_t parts_per_million(void)
{
    uint64_t ns = uc_pc_tsc_clock_read();
    uint64_t truth = (uint64_t)((unsigned __int128)(now_tsc - uc_pc_boot_tsc) *
                                UC_NSEC_PER_S / true_hz);
    return ((int64_t)ns - (int64_t)truth) * 1000000 / (int64_t)truth;
}

static void pass(uint64_t ns)
{
    now_tsc += (uint64_t)((unsigned __int128)ns * true_hz / UC_NSEC_PER_S);
}

UC_TEST(believes_the_hypervisor_then_the_cpu)
{
    boot(2400000000);
    told_khz = 2500000;
    start_clock();
    UC_EXPECT_EQ(uc_pc_tsc_clock_tick(), tick_of_hz(2500000000));

    boot(2400000000);
    leaves[0].eax = 0x16;
    leaves[0x15] = (struct uc_x86_cpuid){2, 192, 25000000, 0};
    start_clock();
    UC_EXPECT_EQ(uc_pc_tsc_clock_tick(), tick_of_hz(2400000000));

    boot(2400000000);
    leaves[0].eax = 0x16;
    leaves[0x16].eax = 2300;
    start_clock();
    UC_EXPECT_EQ(uc_pc_tsc_clock_tick(), tick_of_hz(2300000000));
}

UC_TEST(calibrates_in_some_two_milliseconds)
{
    boot(2600000000);
    uint64_t before = now_tsc;
    start_clock();
    UC_EXPECT_LT(now_tsc - before, true_hz / 400);
    UC_EXPECT_LT(llabs(parts_per_million()), 5000);
}

UC_TEST(gets_better_as_time_goes_by_whatever_the_rate)
{
    static const uint64_t rates[] = {1000000000, 2445123456, 2600000000,
                                     5700000001};
    for (size_t i = 0; i < UC_ARRAY_SIZE(rates); i++) {
        boot(rates[i]);
        start_clock();
        uint64_t last = 0;
        for (int turn = 0; turn < 2000; turn++) {
            pass(10 * UC_NSEC_PER_MS);
            uint64_t ns = uc_pc_tsc_clock_read();
            UC_REQUIRE(ns >= last); /* never backwards */
            last = ns;
        }
        uint64_t ideal = tick_of_hz(rates[i]);
        int64_t off = ((int64_t)uc_pc_tsc_clock_tick() - (int64_t)ideal) *
                      1000000 / (int64_t)ideal;
        UC_EXPECT_LT(llabs(off), 5);
    }
}

UC_TEST(measures_against_an_hpet_as_well)
{
    static const uint32_t rates[] = {10000000, 14318180, 100000000};
    for (size_t i = 0; i < UC_ARRAY_SIZE(rates); i++) {
        boot(2445123456);
        counter_hz = rates[i];
        counter_bits = 32;
        start_clock();
        UC_EXPECT_LT(llabs(parts_per_million()), 5000);
        for (int turn = 0; turn < 2000; turn++) {
            pass(10 * UC_NSEC_PER_MS);
            (void)uc_pc_tsc_clock_read();
        }
        uint64_t ideal = tick_of_hz(2445123456);
        int64_t off = ((int64_t)uc_pc_tsc_clock_tick() - (int64_t)ideal) *
                      1000000 / (int64_t)ideal;
        UC_EXPECT_LT(llabs(off), 5);
    }
}

UC_TEST(waits_less_after_an_early_look)
{
    static const uint64_t later_ns[] = {0,       300000,   1200000,  2000000,
                                        5000000, 70000000, 150000000};
    for (size_t i = 0; i < UC_ARRAY_SIZE(later_ns); i++) {
        boot(2445123456);
        look_early();
        pass(later_ns[i]);
        uint64_t before = now_tsc;
        start_clock();
        /* 1.25 ms since the look, but a rough measure of 0.125 ms at least. */
        uint64_t rest =
            later_ns[i] < 1250000 ? 1250000 - later_ns[i] : UC_NSEC_PER_MS / 8;
        UC_EXPECT_LT((now_tsc - before) * UC_NSEC_PER_S / true_hz,
                     rest + UC_NSEC_PER_MS / 4);
        UC_EXPECT_LT(llabs(parts_per_million()), 5000);
    }
}

UC_TEST(an_early_look_that_is_long_ago_does_no_harm)
{
    boot(2445123456);
    look_early();
    pass(20 * UC_NSEC_PER_S);
    start_clock();
    UC_EXPECT_LT(llabs(parts_per_million()), 5000);
    pass(UC_NSEC_PER_S / 100);
    UC_EXPECT_LT(llabs(parts_per_million()), 5000);
}

UC_TEST(does_not_look_early_where_the_rate_is_told)
{
    boot(2400000000);
    told_khz = 2500000;
    look_early();
    UC_EXPECT_EQ(early.tsc, 0u);
    start_clock();
    UC_EXPECT_EQ(uc_pc_tsc_clock_tick(), tick_of_hz(2500000000));
}

UC_TEST(looks_that_come_rarely_do_no_harm)
{
    boot(2445123456);
    start_clock();
    for (int turn = 0; turn < 200; turn++) {
        pass(37 * UC_NSEC_PER_S + UC_NSEC_PER_MS * (unsigned)turn);
        (void)uc_pc_tsc_clock_read();
    }
    UC_EXPECT_LT(llabs(parts_per_million()), 5000);
}

UC_TEST(a_dead_counter_is_said_and_ends)
{
    boot(2400000000);
    counter_stands = true;
    start_clock();
    UC_EXPECT_GT(written, 0u);
    UC_EXPECT_EQ(uc_pc_tsc_clock_tick(), tick_of_hz(1000000000));
}
