/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch.h>
#include <uc/entropy.h>

/* The CPU's own generator, where it has one. */
static uc_ssize_t cpu_entropy(void *buf, size_t len)
{
    uint8_t *out = buf;
    size_t done = 0;

    while (done < len) {
        uintptr_t word = 0;
        if (uc_arch_random(&word) < 0) {
            break;
        }
        for (size_t i = 0; i < sizeof word && done < len; i++) {
            out[done++] = (uint8_t)(word >> (8 * i));
        }
    }
    return (uc_ssize_t)done;
}

UC_ENTROPY_SOURCE(cpu, cpu_entropy);
