/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/plat/tick.h>

#include "internal.h"
#include "tick.h"

/* Spec: Linux, include/uapi/linux/time.h, asm-generic/signal.h. */
enum {
    /* By time that the process computes: it rests while the image idles. */
    ITIMER_VIRTUAL = 1,
    SIGVTALRM = 26,
};

/* struct itimerval of the kernel. */
struct setting {
    struct {
        long s;
        long us;
    } interval, value;
};

static uintptr_t (*tick)(const struct uc_tick_at *at);

static void on_tick(int signal, void *info, void *context)
{
    const struct uc_tick_at at = linuxuplat_context_at(context);

    (void)signal;
    (void)info;
    linuxuplat_context_go_on(context, tick(&at));
}

int uc_plat_tick_start(uc_nsec_t period,
                       uintptr_t (*function)(const struct uc_tick_at *at))
{
    const long s = (long)(period / UC_NSEC_PER_S);
    const long us = (long)(period % UC_NSEC_PER_S / UC_NSEC_PER_US);
    const struct setting setting = {{s, us}, {s, us}};
    const long args[6] = {ITIMER_VIRTUAL, (long)&setting, 0};

    tick = function;
    int err = linuxuplat_sigaction_restart(SIGVTALRM, on_tick);
    if (err < 0) {
        return err;
    }
    long result = linuxuplat_raw_call(linuxuplat_setitimer_call, args);
    return result < 0 ? -linuxuplat_error(-result) : 0;
}
