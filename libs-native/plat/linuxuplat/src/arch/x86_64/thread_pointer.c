/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/plat/thread_pointer.h>

#include "../../internal.h"
#include "../../thread_pointer.h"

enum {
    ARCH_SET_FS = 0x1002,
    /* Spec: Linux, arch/x86/include/uapi/asm/hwcap2.h, HWCAP2_FSGSBASE. */
    FSGSBASE = 2,
};

/* arch_prctl. Spec: Linux, arch/x86/entry/syscalls/syscall_64.tbl. */
const uint16_t linuxuplat_thread_pointer_call = 158;

static bool direct;

void linuxuplat_thread_pointer_hwcap2(unsigned long hwcap2)
{
    direct = (hwcap2 & FSGSBASE) != 0;
}

void uc_plat_thread_pointer_set(void *pointer)
{
    if (direct) {
        __asm__ volatile("wrfsbase %0" ::"r"(pointer) : "memory");
    } else {
        const long args[6] = {ARCH_SET_FS, (long)pointer};

        (void)linuxuplat_raw_call(linuxuplat_thread_pointer_call, args);
    }
}
