/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch.h>
#include <uc/arch/x86_64/cpu.h>
#include <uc/errors.h>

/* Spec: Intel SDM volume 1, 7.3.17.1 (ten tries, else the unit is broken). */
enum {
    TRIES = 10
};

static bool rdrand(uint64_t *out)
{
    bool ok;
    __asm__ volatile("rdrand %0" : "=r"(*out), "=@ccc"(ok));
    return ok;
}

static bool rdseed(uint64_t *out)
{
    bool ok;
    __asm__ volatile("rdseed %0" : "=r"(*out), "=@ccc"(ok));
    return ok;
}

int uc_arch_random(uintptr_t *out)
{
    bool (*sources[2])(uint64_t *) = {NULL, NULL};

    if (uc_x86_cpuid(0, 0).eax >= 7 &&
        (uc_x86_cpuid(7, 0).ebx & UC_X86_CPUID7_EBX_RDSEED) != 0) {
        sources[0] = rdseed; /* may be busy for long: RDRAND is as good then */
    }
    if ((uc_x86_cpuid(1, 0).ecx & UC_X86_CPUID1_ECX_RDRAND) != 0) {
        sources[1] = rdrand;
    }
    for (unsigned i = 0; i < 2; i++) {
        for (int try = 0; sources[i] != NULL && try < TRIES; try++) {
            uint64_t word;
            /*
             * Quirk: AMD families 15h and 16h, and early 17h, return all ones
             * with success after a suspend.
             */
            if (sources[i](&word) && word != UINT64_MAX && word != 0) {
                *out = word;
                return 0;
            }
        }
    }
    return -UC_ENODEV;
}
