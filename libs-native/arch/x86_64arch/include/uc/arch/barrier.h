/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_ARCH_BARRIER_H
#define UC_ARCH_BARRIER_H

/*
 * Behind <uc/barrier.h>, for x86-64.
 *
 * Memory of the kind "write-back" is strongly ordered: loads stay in order,
 * stores stay in order, and a device that snoops the caches sees that order.
 * Only a store may be passed by a later load.
 * Spec: Intel SDM volume 3, 8.2.2.
 */
#include <stdint.h>

#include <uc/compiler.h>

static UC_ALWAYS_INLINE void uc_barrier(void)
{
    __asm__ volatile("" ::: "memory");
}

/* A locked operation on the stack orders like MFENCE and costs a third. */
static UC_ALWAYS_INLINE void uc_dma_mb(void)
{
    __asm__ volatile("lock; addl $0, -4(%%rsp)" ::: "memory", "cc");
}

static UC_ALWAYS_INLINE void uc_dma_rmb(void)
{
    uc_barrier();
}

static UC_ALWAYS_INLINE void uc_dma_wmb(void)
{
    uc_barrier();
}

static UC_ALWAYS_INLINE void uc_smp_mb(void)
{
#if UC_CONFIG_API_SMP
    uc_dma_mb();
#else
    uc_barrier();
#endif
}

static UC_ALWAYS_INLINE void uc_smp_rmb(void)
{
    uc_barrier();
}

static UC_ALWAYS_INLINE void uc_smp_wmb(void)
{
    uc_barrier();
}

static UC_ALWAYS_INLINE void uc_cpu_relax(void)
{
    __asm__ volatile("pause");
}

/*
 * One plain mov each: a hypervisor that emulates the register must decode the
 * instruction, so the compiler may not choose another one.
 */
#define UC_MMIO_(bits, suffix, constraint)                                     \
    static UC_ALWAYS_INLINE uint##bits##_t uc_mmio_read##bits(                 \
        const volatile void *reg)                                              \
    {                                                                          \
        uint##bits##_t value;                                                  \
        __asm__ volatile("mov" suffix " %1, %0"                                \
                         : constraint(value)                                   \
                         : "m"(*(const volatile uint##bits##_t *)reg)          \
                         : "memory");                                          \
        return value;                                                          \
    }                                                                          \
    static UC_ALWAYS_INLINE void uc_mmio_write##bits(volatile void *reg,       \
                                                     uint##bits##_t value)     \
    {                                                                          \
        __asm__ volatile("mov" suffix " %1, %0"                                \
                         : "=m"(*(volatile uint##bits##_t *)reg)               \
                         : "r"(value)                                          \
                         : "memory");                                          \
    }

UC_MMIO_(8, "b", "=q")
UC_MMIO_(16, "w", "=r")
UC_MMIO_(32, "l", "=r")
UC_MMIO_(64, "q", "=r")

#endif /* UC_ARCH_BARRIER_H */
