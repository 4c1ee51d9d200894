/* SPDX-License-Identifier: BSD-3-Clause */
/* One CPU, number 0. */
#include <uc/errors.h>
#include <uc/types.h>

long uc_sys_getcpu(unsigned *cpu, unsigned *node);
long uc_sys_sched_getaffinity(int tid, size_t bytes, unsigned long *mask);
long uc_sys_sched_setaffinity(int tid, size_t bytes, const unsigned long *mask);

long uc_sys_getcpu(unsigned *cpu, unsigned *node)
{
    if (cpu != NULL) {
        *cpu = 0;
    }
    if (node != NULL) {
        *node = 0;
    }
    return 0;
}

/* Returns the bytes that it filled, as Linux does. */
long uc_sys_sched_getaffinity(int tid, size_t bytes, unsigned long *mask)
{
    (void)tid;
    if (bytes < sizeof *mask) {
        return -UC_EINVAL;
    }
    *mask = 1;
    return sizeof *mask;
}

long uc_sys_sched_setaffinity(int tid, size_t bytes, const unsigned long *mask)
{
    (void)tid;
    return bytes >= sizeof *mask && (*mask & 1) != 0 ? 0 : -UC_EINVAL;
}
