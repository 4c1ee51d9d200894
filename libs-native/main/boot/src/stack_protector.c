/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch.h>
#include <uc/assert.h>

#include "internal.h"

/* What compilers keep below return addresses (-fstack-protector-strong). */
uintptr_t __stack_chk_guard;

UC_NORETURN void __stack_chk_fail(void);

void __stack_chk_fail(void)
{
    uc_panic("stack smashed");
}

/*
 * The first byte in memory is 0, to stop strings that run over. Returns the new
 * guard; its caller stores it, in a function that never returns.
 */
uintptr_t boot_random_guard(void)
{
    uintptr_t guard;

    if (uc_arch_random(&guard) < 0) {
        guard = (uintptr_t)(uc_arch_cycles() * UINT64_C(0x9e3779b97f4a7c15));
    }
    *(unsigned char *)&guard = 0;
    return guard;
}
