/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef KVMPLAT_CLOCK_H
#define KVMPLAT_CLOCK_H

#include <uc/pc/clock.h>

/* So that the first look at the clock waits less. Context: boot, once, before
 * that look. */
void kvmplat_clock_look(void);

/* The clock that KVM keeps for a guest: pvclock.c. */
bool kvmplat_pvclock_start(void);
uc_nsec_t kvmplat_pvclock_read(void);
uint64_t kvmplat_pvclock_tick(void);
uc_nsec_t kvmplat_pvclock_wall_base(void);

/* First CPUID leaf of KVM (signature), 0 where this is another hypervisor. */
uint32_t kvmplat_kvm_leaf(void);

#endif /* KVMPLAT_CLOCK_H */
