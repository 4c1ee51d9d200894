/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch/x86_64/trap.h>
#include <uc/assert.h>

#include "internal.h"

enum {
    STUB_BYTES = 8,
    TRAPS = 20, /* those with names: uc_x86_trap_name */
};

extern const char xenplat_pv_trap_stubs[] XENPLAT_HIDDEN;
/* That of page faults, where some are mended. */
extern void xenplat_pv_fault_entry(void) XENPLAT_HIDDEN;

/*
 * All exceptions but NMI, which PV guests get in another way.
 * Spec: Xen, xen/include/public/arch-x86/xen.h, struct trap_info.
 */
void xenplat_pv_set_traps(void)
{
    struct xen_trap_info traps[TRAPS + 1] = {0}; /* ended by address 0 */
    unsigned n = 0;

    for (unsigned i = 0; i < TRAPS; i++) {
        if (i == 2) {
            continue;
        }
        traps[n++] = (struct xen_trap_info){
            .vector = (uint8_t)i,
            .cs = XEN_CODE_SELECTOR,
            .address =
                (uintptr_t)xenplat_pv_trap_stubs + (size_t)i * STUB_BYTES,
        };
    }
    if (UC_CONFIG_XENPLAT_ASPACE) {
        /* One place less, as that of vector 2 is left out. */
        traps[UC_X86_TRAP_PAGE_FAULT - 1].address =
            (uintptr_t)xenplat_pv_fault_entry;
    }
    if (xenplat_hypercall((uintptr_t)traps, 0, 0, 0, XEN_SET_TRAP_TABLE) < 0) {
        uc_panic("xen: trap table refused");
    }
}
