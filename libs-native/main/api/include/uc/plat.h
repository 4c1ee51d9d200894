/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_PLAT_H
#define UC_PLAT_H

/*
 * Contract "plat" 1.0, one provider: what differs between platforms. The
 * platform starts at its own entry, sets itself up, calls uc_boot()
 * (uc/boot.h), and fills linker set "console", and "entropy_source" where its
 * host gives random numbers (the CPU's are a source of contract "entropy").
 */
#include <uc/plat/boot_info.h>
#include <uc/plat/clock.h>
#include <uc/plat/dma.h>
#include <uc/plat/irq.h>
#include <uc/plat/memory.h>
#include <uc/plat/power.h>
#include <uc/plat/thread_pointer.h>

#endif /* UC_PLAT_H */
