/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch/x86_64/cpu.h>
#include <uc/plat/thread_pointer.h>

#include "internal.h"

void uc_plat_thread_pointer_set(void *pointer)
{
    if (xenplat_is_pv()) {
        (void)xenplat_hypercall(XEN_SEGBASE_FS, (uintptr_t)pointer, 0, 0,
                                XEN_SET_SEGMENT_BASE);
    } else {
        uc_x86_fs_base_write((uintptr_t)pointer);
    }
}
