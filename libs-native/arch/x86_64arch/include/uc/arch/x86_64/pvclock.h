/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_ARCH_X86_64_PVCLOCK_H
#define UC_ARCH_X86_64_PVCLOCK_H

/*
 * The clock that hypervisors keep for their guests, in a page of the guest's.
 * Spec: Xen, xen/include/public/xen.h (vcpu_time_info); Linux,
 * arch/x86/include/asm/pvclock-abi.h.
 */
#include <uc/arch/x86_64/cpu.h>
#include <uc/barrier.h>
#include <uc/types.h>

struct uc_x86_pvclock {
    uint32_t version; /* odd while the host writes */
    uint32_t pad;
    uint64_t tsc_at; /* when the host wrote ns_at */
    uint64_t ns_at;  /* since boot */
    uint32_t tick;   /* ns in a shifted tick, times 2^32 */
    int8_t shift;    /* of ticks, to the left; negative: to the right */
    uint8_t flags;
    uint8_t pad2[2];
};

/* Nanoseconds, of whichever start the host chose. Context: any. */
static inline uc_nsec_t
uc_x86_pvclock_read(const volatile struct uc_x86_pvclock *clock)
{
    for (;;) {
        uint32_t version = clock->version;
        uc_barrier();
        uint64_t ticks = uc_x86_rdtsc() - clock->tsc_at;
        uint64_t ns = clock->ns_at;
        uint32_t tick = clock->tick;
        int shift = clock->shift;
        uc_barrier();
        if ((version & 1) == 0 && version == clock->version) {
            /* A TSC behind its stamp would give centuries. */
            ticks = (int64_t)ticks < 0 ? 0 : ticks;
            ticks = shift < 0 ? ticks >> -shift : ticks << shift;
            return ns + (uint64_t)((unsigned __int128)ticks * tick >> 32);
        }
        uc_cpu_relax();
    }
}

#endif /* UC_ARCH_X86_64_PVCLOCK_H */
