/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef KVMPLAT_MEMORY_H
#define KVMPLAT_MEMORY_H

#include <uc/types.h>

/*
 * Maps all RAM, writable and not executable, but for what is mapped already. At
 * the first call; an image that never asks for memory never pays.
 */
void kvmplat_map_ram(void);

/* Maps device registers, uncached. Context: boot or thread. */
volatile void *kvmplat_map_mmio(uc_paddr_t pa, size_t bytes);

#endif /* KVMPLAT_MEMORY_H */
