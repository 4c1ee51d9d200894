/* SPDX-License-Identifier: BSD-3-Clause */
#include "../../internal.h"

enum {
    CPUID1_ECX_OSXSAVE = 1 << 27,
    /* x87, SSE, AVX, AVX-512: what compilers use. Spec: Intel SDM volume 1,
     * 13.1. */
    FEATURES = 0xe7,
};

uint32_t sched_preempt_features;

void sched_preempt_features_init(void)
{
    uint32_t eax = 1, ebx, ecx = 0, edx;

    __asm__ volatile("cpuid" : "+a"(eax), "=b"(ebx), "+c"(ecx), "=d"(edx));
    if ((ecx & CPUID1_ECX_OSXSAVE) == 0) {
        return;
    }
    __asm__ volatile("xgetbv" : "=a"(eax), "=d"(edx) : "c"(0));
    sched_preempt_features = eax & FEATURES;
}
