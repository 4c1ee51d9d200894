/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_BARRIER_H
#define UC_BARRIER_H

/*
 * Barriers against the compiler and the hardware. The architecture's header
 * defines, as inline functions:
 *
 *   uc_barrier()       compiler only
 *   uc_dma_rmb()       earlier loads before later loads, seen by a device
 *   uc_dma_wmb()       earlier stores before later stores, seen by a device
 *   uc_dma_mb()        all before all, seen by a device
 *   uc_smp_rmb(), uc_smp_wmb(), uc_smp_mb()
 *                      the same as other CPUs see it; compiler barriers on one
 *                      CPU (api.smp n)
 *   uc_cpu_relax()     hint inside a spin loop
 *
 * and accessors for device registers, (volatile) and in program order; values
 * are in CPU byte order, registers little-endian unless the name says _be:
 *
 *   uc_mmio_read8/16/32/64(const volatile void *reg)
 *   uc_mmio_write8/16/32/64(volatile void *reg, value)
 */
#include <uc/arch/barrier.h>

#endif /* UC_BARRIER_H */
