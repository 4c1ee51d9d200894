/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch/x86_64/cpu.h>
#include <uc/arch/x86_64/pvclock.h>
#include <uc/compiler.h>

#include "clock.h"
#include "internal.h"

/*
 * Spec: Linux, Documentation/virt/kvm/x86/{cpuid,msr}.rst and
 * arch/x86/include/asm/pvclock-abi.h.
 */
enum {
    FEATURE_CLOCKSOURCE2 = 1 << 3, /* leaf + 1, eax: the MSRs below */
    MSR_WALL_CLOCK = 0x4b564d00,
    MSR_SYSTEM_TIME = 0x4b564d01,
    ENABLE = 1,
};

struct wall_clock {
    uint32_t version;
    uint32_t seconds;
    uint32_t ns;
} UC_ALIGNED(16);

/* Must not cross a page. */
static volatile struct uc_x86_pvclock info UC_ALIGNED(32);

/* Quirk: with Hyper-V leaves switched on, KVM's move up by 0x100. */
uint32_t kvmplat_kvm_leaf(void)
{
    if ((uc_x86_cpuid(1, 0).ecx & UC_X86_CPUID1_ECX_HYPERVISOR) == 0) {
        return 0;
    }
    for (uint32_t leaf = 0x40000000; leaf <= 0x40000100; leaf += 0x100) {
        struct uc_x86_cpuid id = uc_x86_cpuid(leaf, 0);
        /* "KVMKVMKVM\0\0\0" */
        if (id.ebx == 0x4b4d564b && id.ecx == 0x564b4d56 && id.edx == 0x4d) {
            return leaf;
        }
    }
    return 0;
}

bool kvmplat_pvclock_start(void)
{
    uint32_t leaf = kvmplat_kvm_leaf();

    if (leaf == 0 ||
        (uc_x86_cpuid(leaf + 1, 0).eax & FEATURE_CLOCKSOURCE2) == 0) {
        return false;
    }
    uc_x86_msr_write(MSR_SYSTEM_TIME, uc_pc_physical(&info) | ENABLE);
    return info.tick != 0;
}

uc_nsec_t kvmplat_pvclock_read(void)
{
    return uc_x86_pvclock_read(&info);
}

uint64_t kvmplat_pvclock_tick(void)
{
    uint64_t tick = info.tick;
    int shift = info.shift;
    return shift < 0 ? tick >> -shift : tick << shift;
}

uc_nsec_t kvmplat_pvclock_wall_base(void)
{
    static volatile struct wall_clock wall;

    uc_x86_msr_write(MSR_WALL_CLOCK, uc_pc_physical(&wall));
    return wall.seconds * UC_NSEC_PER_S + wall.ns;
}
