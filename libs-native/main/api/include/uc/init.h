/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_INIT_H
#define UC_INIT_H

#include <uc/set.h>

/*
 * Steps of start-up, run in thread context by contract "boot" before main():
 * by level, then by name of the step. A step that returns a negative error
 * ends the image with a panic that names it.
 *
 * Levels, one digit, each after all of the one before:
 *   0  early   console; nothing allocates
 *   1  memory  pages and malloc work from here on (they set themselves up at
 *              first use)
 *   2  sched   threads, wait queues and sleep work from here on
 *   3  bus     buses enumerate their devices and drivers probe
 *   4  net     network stacks take devices up
 *   5  fs      file systems mount
 *   6  late    what an application library does last
 */
typedef int (*uc_init_fn)(void);

struct uc_init_step {
    uc_init_fn run;
    const char *name;
};

#define UC_INIT(level, step)                                                   \
    UC_SET_ENTRY(init, level##_##step, struct uc_init_step,                    \
                 uc_init_##step) = {step, #step}

#endif /* UC_INIT_H */
