/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_PC_CLOCK_H
#define UC_PC_CLOCK_H

#include <uc/types.h>

/* Of the platform: nanoseconds in a tick of the TSC, times 2^32. Context: any.
 */
uint64_t uc_pc_clock_tick(void);

/* TSC when the image started; set by the platform. */
extern uint64_t uc_pc_boot_tsc;

/*
 * One look at a counter: what it shows, and the TSC at that moment, give or
 * take (doubt) ticks.
 */
struct uc_pc_clock_sample {
    uint64_t tsc;
    uint64_t doubt;
    uint32_t count; /* falls */
};

/* A counter of known rate against which the TSC is measured. */
struct uc_pc_counter {
    uint32_t hz;
    unsigned bits; /* after which it wraps, up to 32 */
    void (*start)(void);
    struct uc_pc_clock_sample (*sample)(void);
};

extern const struct uc_pc_counter uc_pc_pit;

/*
 * A first look at (counter), which takes some hundred instructions: a later
 * start measures the time in between instead of waiting. Context: boot, once.
 */
void uc_pc_tsc_clock_look(const struct uc_pc_counter *counter);
/* The TSC at the rate that the CPU tells, else as measured. */
void uc_pc_tsc_clock_start(const struct uc_pc_counter *counter);
uc_nsec_t uc_pc_tsc_clock_read(void);
uint64_t uc_pc_tsc_clock_tick(void);

/* The battery-backed clock: seconds since 1970, 0 without one. */
uint64_t uc_pc_rtc_read(void);

#endif /* UC_PC_CLOCK_H */
