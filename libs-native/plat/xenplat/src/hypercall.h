/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef XENPLAT_HYPERCALL_H
#define XENPLAT_HYPERCALL_H

#define XENPLAT_PV        0
#define XENPLAT_PVH_AMD   1
#define XENPLAT_PVH_INTEL 2

#ifndef __ASSEMBLER__
#include <stdbool.h>
#include <stdint.h>

#include "abi.h"

/* How the image was started, and so how it calls. */
extern uint8_t xenplat_mode __attribute__((visibility("hidden")));

static inline bool xenplat_is_pv(void)
{
    return xenplat_mode == XENPLAT_PV;
}

long xenplat_hypercall(uint64_t a, uint64_t b, uint64_t c, uint64_t d,
                       unsigned number);

/* Calls with a command and its argument, the commonest form. */
static inline long xenplat_call(enum xen_hypercall number, unsigned command,
                                const volatile void *arg)
{
    return xenplat_hypercall(command, (uintptr_t)arg, 0, 0, number);
}
#endif

#endif /* XENPLAT_HYPERCALL_H */
