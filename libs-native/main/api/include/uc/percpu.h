/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_PERCPU_H
#define UC_PERCPU_H

#include <uc/compiler.h>

/*
 * A variable that each CPU has its own of. UC_PERCPU(type, name) defines one
 * in a file; uc_percpu(name) is this CPU's, an lvalue. With api.smp n it is an
 * ordinary static variable. Threads must not hold its address across a point
 * where they may move to another CPU (block, yield, sleep).
 */
#if UC_CONFIG_API_SMP
#include <uc/arch/percpu.h>
#define UC_PERCPU(type, name)                                                  \
    static __typeof__(type) name UC_SECTION(".uc_percpu")
#define uc_percpu(name)                                                        \
    (*(__typeof__(name) *)((char *)&name + uc_arch_percpu_offset()))
#else
#define UC_PERCPU(type, name) static __typeof__(type) name
#define uc_percpu(name)       (name)
#endif

#endif /* UC_PERCPU_H */
