/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_ARCH_BARRIER_H
#define UC_ARCH_BARRIER_H

/*
 * Behind <uc/barrier.h> for ordinary programs: the compiler's builtins, strong
 * enough for threads of the host that play a device.
 */
#include <stdint.h>

#include <uc/byteorder.h>
#include <uc/compiler.h>

#define uc_barrier()   __asm__ volatile("" ::: "memory")
#define uc_dma_rmb()   __atomic_thread_fence(__ATOMIC_ACQUIRE)
#define uc_dma_wmb()   __atomic_thread_fence(__ATOMIC_RELEASE)
#define uc_dma_mb()    __atomic_thread_fence(__ATOMIC_SEQ_CST)
#define uc_smp_rmb()   __atomic_thread_fence(__ATOMIC_ACQUIRE)
#define uc_smp_wmb()   __atomic_thread_fence(__ATOMIC_RELEASE)
#define uc_smp_mb()    __atomic_thread_fence(__ATOMIC_SEQ_CST)
#define uc_cpu_relax() uc_barrier()

/*
 * Registers are memory, or what a test plays by uc_hosted_mmio_add
 * (uc/hosted.h). (value) is in the CPU's byte order.
 */
uint64_t uc_hosted_mmio_read(const volatile void *reg, unsigned bytes);
void uc_hosted_mmio_write(volatile void *reg, unsigned bytes, uint64_t value);

#define UC_ARCH_MMIO_(bits)                                                    \
    static UC_ALWAYS_INLINE uint##bits##_t uc_mmio_read##bits(                 \
        const volatile void *reg)                                              \
    {                                                                          \
        return (uint##bits##_t)uc_hosted_mmio_read(reg, bits / 8);             \
    }                                                                          \
    static UC_ALWAYS_INLINE void uc_mmio_write##bits(volatile void *reg,       \
                                                     uint##bits##_t value)     \
    {                                                                          \
        uc_hosted_mmio_write(reg, bits / 8, value);                            \
    }

UC_ARCH_MMIO_(8)
UC_ARCH_MMIO_(16)
UC_ARCH_MMIO_(32)
UC_ARCH_MMIO_(64)

#endif /* UC_ARCH_BARRIER_H */
