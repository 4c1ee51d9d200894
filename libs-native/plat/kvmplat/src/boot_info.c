/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/plat/boot_info.h>

#include "internal.h"

char *uc_plat_command_line(void)
{
    return kvmplat_boot.command_line;
}

/* A virtual machine gets none. */
char **uc_plat_environment(void)
{
    static char *empty[1];
    return empty;
}

void uc_plat_image(uintptr_t *start, uintptr_t *text_end, uintptr_t *end)
{
    *start = (uintptr_t)__kvmplat_start;
    *text_end = (uintptr_t)__kvmplat_text_end;
    *end = (uintptr_t)__kvmplat_end;
}

int uc_plat_initrd(const void **base, size_t *bytes)
{
    if (kvmplat_boot.initrd_bytes == 0) {
        return -UC_ENOENT;
    }
    uc_pc_map_ram();
    *base = uc_pc_virtual(kvmplat_boot.initrd);
    *bytes = kvmplat_boot.initrd_bytes;
    return 0;
}
