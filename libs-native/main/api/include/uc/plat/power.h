/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_PLAT_POWER_H
#define UC_PLAT_POWER_H

/* Part of contract "plat". */
#include <uc/compiler.h>

/*
 * Ends the image with exit status (status), 0 to 127, as the platform can say
 * it. Buffers of consoles are written first. Context: any.
 */
UC_NORETURN void uc_plat_exit(int status);

/*
 * Ends the image as crashed (status 127 where there is no better way to say
 * it). Context: any; touches no lock and no heap.
 */
UC_NORETURN void uc_plat_crash(void);

#endif /* UC_PLAT_POWER_H */
