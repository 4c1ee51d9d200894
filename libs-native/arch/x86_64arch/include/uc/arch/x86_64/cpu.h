/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_ARCH_X86_64_CPU_H
#define UC_ARCH_X86_64_CPU_H

/*
 * Control registers, MSRs, CPUID. All but CPUID, the TSC and their bits are
 * privileged: platforms only.
 *
 * The numbers also serve assembly. Spec: Intel SDM volume 3, 2.5 (CR0, CR4),
 * volume 4 (MSRs).
 */
#define UC_X86_CR0_PE 0x00000001
#define UC_X86_CR0_MP 0x00000002
#define UC_X86_CR0_ET 0x00000010
#define UC_X86_CR0_NE 0x00000020
#define UC_X86_CR0_WP 0x00010000
#define UC_X86_CR0_PG 0x80000000

#define UC_X86_CR4_PAE        0x00000020
#define UC_X86_CR4_PGE        0x00000080
#define UC_X86_CR4_OSFXSR     0x00000200
#define UC_X86_CR4_OSXMMEXCPT 0x00000400
#define UC_X86_CR4_UMIP       0x00000800
#define UC_X86_CR4_LA57       0x00001000
#define UC_X86_CR4_FSGSBASE   0x00010000
#define UC_X86_CR4_SMEP       0x00100000
#define UC_X86_CR4_SMAP       0x00200000

#define UC_X86_MSR_TSC          0x00000010
#define UC_X86_MSR_APIC_BASE    0x0000001b
#define UC_X86_MSR_TSC_DEADLINE 0x000006e0
#define UC_X86_MSR_X2APIC       0x00000800 /* + LAPIC register / 16 */
#define UC_X86_MSR_EFER         0xc0000080
#define UC_X86_MSR_FS_BASE      0xc0000100
#define UC_X86_MSR_GS_BASE      0xc0000101

#define UC_X86_EFER_SCE 0x001
#define UC_X86_EFER_LME 0x100
#define UC_X86_EFER_NXE 0x800

#define UC_X86_FLAGS_IF 0x200

#ifndef __ASSEMBLER__
#include <stdbool.h>
#include <stdint.h>

#include <uc/compiler.h>

struct uc_x86_cpuid {
    uint32_t eax, ebx, ecx, edx;
};

static UC_ALWAYS_INLINE struct uc_x86_cpuid uc_x86_cpuid(uint32_t leaf,
                                                         uint32_t subleaf)
{
    struct uc_x86_cpuid out;
    __asm__ volatile("cpuid"
                     : "=a"(out.eax), "=b"(out.ebx), "=c"(out.ecx),
                       "=d"(out.edx)
                     : "a"(leaf), "c"(subleaf));
    return out;
}

/* CPUID leaf 1. Spec: Intel SDM volume 2, CPUID. */
#define UC_X86_CPUID1_ECX_X2APIC       (1u << 21)
#define UC_X86_CPUID1_ECX_TSC_DEADLINE (1u << 24)
#define UC_X86_CPUID1_ECX_RDRAND       (1u << 30)
#define UC_X86_CPUID1_ECX_HYPERVISOR   (1u << 31)
#define UC_X86_CPUID1_EDX_PGE          (1u << 13)
/* Leaf 7, subleaf 0. */
#define UC_X86_CPUID7_EBX_FSGSBASE (1u << 0)
#define UC_X86_CPUID7_EBX_SMEP     (1u << 7)
#define UC_X86_CPUID7_EBX_RDSEED   (1u << 18)
#define UC_X86_CPUID7_EBX_SMAP     (1u << 20)
#define UC_X86_CPUID7_ECX_UMIP     (1u << 2)
/* Leaf 0x80000001. */
#define UC_X86_CPUID81_EDX_PAGE1GB (1u << 26)

static UC_ALWAYS_INLINE uint64_t uc_x86_rdtsc(void)
{
    uint32_t low, high;
    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high)::"memory");
    return ((uint64_t)high << 32) | low;
}

static UC_ALWAYS_INLINE uint64_t uc_x86_msr_read(uint32_t msr)
{
    uint32_t low, high;
    __asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(msr) : "memory");
    return ((uint64_t)high << 32) | low;
}

static UC_ALWAYS_INLINE void uc_x86_msr_write(uint32_t msr, uint64_t value)
{
    __asm__ volatile("wrmsr" ::"c"(msr), "a"((uint32_t)value),
                     "d"((uint32_t)(value >> 32))
                     : "memory");
}

#define UC_X86_CR_(name)                                                       \
    static UC_ALWAYS_INLINE uint64_t uc_x86_##name##_read(void)                \
    {                                                                          \
        uint64_t value;                                                        \
        __asm__ volatile("mov %%" #name ", %0" : "=r"(value)::"memory");       \
        return value;                                                          \
    }                                                                          \
    static UC_ALWAYS_INLINE void uc_x86_##name##_write(uint64_t value)         \
    {                                                                          \
        __asm__ volatile("mov %0, %%" #name ::"r"(value) : "memory");          \
    }

UC_X86_CR_(cr0)
UC_X86_CR_(cr2)
UC_X86_CR_(cr3)
UC_X86_CR_(cr4)

/*
 * Sets the base of %fs; by WRFSBASE where CR4 allows it, which takes a tenth of
 * WRMSR's time. Spec: Intel SDM volume 2, WRFSBASE.
 */
static UC_ALWAYS_INLINE void uc_x86_fs_base_write(uint64_t base)
{
    if (uc_x86_cr4_read() & UC_X86_CR4_FSGSBASE) {
        __asm__ volatile("wrfsbase %0" ::"r"(base) : "memory");
    } else {
        uc_x86_msr_write(UC_X86_MSR_FS_BASE, base);
    }
}

static UC_ALWAYS_INLINE void uc_x86_invlpg(const void *page)
{
    __asm__ volatile("invlpg (%0)" ::"r"(page) : "memory");
}

/*
 * Brings the x87 to the state of a program's start: after a reset it computes
 * with the precision of a float. Spec: Intel SDM volume 1, 8.1.5, table 8-1;
 * System V ABI, AMD64 supplement 1.0, 3.4.1.
 */
static UC_ALWAYS_INLINE void uc_x86_x87_init(void)
{
    __asm__ volatile("fninit");
}

static UC_ALWAYS_INLINE uint64_t uc_x86_flags(void)
{
    uint64_t flags;
    __asm__ volatile("pushfq; popq %0" : "=r"(flags)::"memory");
    return flags;
}

static UC_ALWAYS_INLINE void uc_x86_cli(void)
{
    __asm__ volatile("cli" ::: "memory");
}

static UC_ALWAYS_INLINE void uc_x86_sti(void)
{
    __asm__ volatile("sti" ::: "memory");
}

/*
 * Sleeps until an interrupt and lets it run. No interrupt falls between the two
 * instructions. Spec: Intel SDM volume 2, STI (inhibits for one instruction).
 */
static UC_ALWAYS_INLINE void uc_x86_sti_hlt_cli(void)
{
    __asm__ volatile("sti; hlt; cli" ::: "memory");
}

/* Lets interrupts that wait run. Spec: as above, hence the nop. */
static UC_ALWAYS_INLINE void uc_x86_sti_nop_cli(void)
{
    __asm__ volatile("sti; nop; cli" ::: "memory");
}
#endif /* __ASSEMBLER__ */

#endif /* UC_ARCH_X86_64_CPU_H */
