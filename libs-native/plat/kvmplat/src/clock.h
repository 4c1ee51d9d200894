/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef KVMPLAT_CLOCK_H
#define KVMPLAT_CLOCK_H

#include <uc/types.h>

/* Nanoseconds in a tick of the TSC, times 2^32. Context: any. */
uint64_t kvmplat_clock_tick(void);

/* TSC when the image started. */
extern uint64_t kvmplat_boot_tsc;

/* The clock that KVM keeps for a guest: pvclock.c. */
bool kvmplat_pvclock_start(void);
uc_nsec_t kvmplat_pvclock_read(void);
uint64_t kvmplat_pvclock_tick(void);
uc_nsec_t kvmplat_pvclock_wall_base(void);

/* The TSC against what the CPU says, else against the PIT: tsc_clock.c. */
void kvmplat_tsc_clock_start(void);
uc_nsec_t kvmplat_tsc_clock_read(void);
uint64_t kvmplat_tsc_clock_tick(void);

/* The battery-backed clock: rtc.c. Seconds since 1970, 0 without one. */
uint64_t kvmplat_rtc_read(void);

/*
 * One look at the PIT: its count, and the TSC at that moment, give or take
 * (doubt) ticks.
 */
struct kvmplat_pit_sample {
    uint64_t tsc;
    uint64_t doubt;
    uint16_t count; /* falls */
};

enum {
    KVMPLAT_PIT_HZ = 1193182
};

void kvmplat_pit_start(void);
struct kvmplat_pit_sample kvmplat_pit_sample(void);

/* First CPUID leaf of KVM (signature), 0 where this is another hypervisor. */
uint32_t kvmplat_kvm_leaf(void);

#endif /* KVMPLAT_CLOCK_H */
