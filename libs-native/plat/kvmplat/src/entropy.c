/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch.h>
#include <uc/entropy.h>

/* The CPU's own source: RDSEED or RDRAND. */
static uc_ssize_t cpu_fill(void *buf, size_t len)
{
    size_t done = 0;
    uintptr_t word;

    while (done < len && uc_arch_random(&word) == 0) {
        size_t n = len - done < sizeof word ? len - done : sizeof word;
        __builtin_memcpy((char *)buf + done, &word, n);
        done += n;
    }
    return (uc_ssize_t)done;
}

UC_ENTROPY_SOURCE(cpu, cpu_fill);
