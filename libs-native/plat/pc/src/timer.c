/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch/x86_64/cpu.h>
#include <uc/pc/clock.h>
#include <uc/pc/pc.h>
#include <uc/plat/clock.h>

#include "cpu.h"
#include "lapic.h"

enum {
    CALIBRATE_NS = 200000
};

/* Longest wait at once: whoever idles looks at the clock and waits again. */
#define SPAN_MAX UC_NSEC_PER_S

/* When the timer will fire, 0 when it has. Written with interrupts off. */
static uc_nsec_t armed;

static enum {
    UNKNOWN,
    TSC_DEADLINE,
    ONE_SHOT
} kind;
static uint64_t lapic_hz;

/* A count of the LAPIC's timer against the clock; short, since arm() errs on
 * the early side. */
static uint64_t measure_hz(void)
{
    pc_lapic_write(UC_X86_LAPIC_LVT_TIMER, UC_X86_LVT_MASKED | PC_VECTOR_TIMER);
    pc_lapic_write(UC_X86_LAPIC_TIMER_INITIAL, UINT32_MAX);
    uc_nsec_t start = uc_plat_clock_monotonic();
    uint32_t first = pc_lapic_read(UC_X86_LAPIC_TIMER_CURRENT);
    uc_nsec_t end;
    do {
        end = uc_plat_clock_monotonic();
    } while (end - start < CALIBRATE_NS);
    uint32_t last = pc_lapic_read(UC_X86_LAPIC_TIMER_CURRENT);
    uint64_t hz = (uint64_t)(first - last) * UC_NSEC_PER_S / (end - start);
    return hz > 0 ? hz : 1;
}

static void start(void)
{
    uc_pc_lapic_start();
    if ((uc_x86_cpuid(1, 0).ecx & UC_X86_CPUID1_ECX_TSC_DEADLINE) != 0) {
        pc_lapic_write(UC_X86_LAPIC_LVT_TIMER,
                       UC_X86_LVT_TSC_DEADLINE | PC_VECTOR_TIMER);
        /* Spec: Intel SDM volume 3, 10.5.4.1: the MMIO write must come first.
         */
        __asm__ volatile("mfence" ::: "memory");
        kind = TSC_DEADLINE;
        return;
    }
    pc_lapic_write(UC_X86_LAPIC_TIMER_DIVIDE, UC_X86_TIMER_DIVIDE_1);
    lapic_hz = measure_hz();
    pc_lapic_write(UC_X86_LAPIC_LVT_TIMER, PC_VECTOR_TIMER);
    kind = ONE_SHOT;
}

void pc_timer_arm(uc_nsec_t now, uc_nsec_t deadline)
{
    if (kind == UNKNOWN) {
        start();
        now = uc_plat_clock_monotonic();
    }
    /*
     * Arming leaves the guest, an early wake-up costs little: a timer that is
     * to fire before the deadline stays as it is.
     */
    if (armed != 0 && armed <= deadline) {
        return;
    }
    uc_nsec_t span = deadline > now ? deadline - now : 0;
    span = span < SPAN_MAX ? span : SPAN_MAX;
    armed = now + span;
    if (kind == TSC_DEADLINE) {
        uint64_t ticks = (span << 32) / uc_pc_clock_tick();
        uc_x86_msr_write(UC_X86_MSR_TSC_DEADLINE, uc_x86_rdtsc() + ticks);
        return;
    }
    /* The rate may be wrong by a little: rather wake early than late. */
    span -= span >> 6;
    uint64_t count = span * (lapic_hz >> 10) / (UC_NSEC_PER_S >> 10);
    count = count < 1 ? 1 : count;
    pc_lapic_write(UC_X86_LAPIC_TIMER_INITIAL,
                   count < UINT32_MAX ? (uint32_t)count : UINT32_MAX);
}

void pc_timer_fired(void)
{
    armed = 0;
}
