/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/plat/boot_info.h>

#include "internal.h"

char *uc_plat_command_line(void)
{
    return xenplat_boot.command_line;
}

/* A guest gets none. */
char **uc_plat_environment(void)
{
    static char *empty[1];
    return empty;
}

void uc_plat_image(uintptr_t *start, uintptr_t *text_end, uintptr_t *end)
{
    *start = (uintptr_t)__xenplat_start;
    *text_end = (uintptr_t)__xenplat_text_end;
    *end = (uintptr_t)__xenplat_end;
}

int uc_plat_initrd(const void **base, size_t *bytes)
{
    if (xenplat_boot.initrd_bytes == 0) {
        return -UC_ENOENT;
    }
    xenplat_map_ram();
    *base = xenplat_boot.initrd;
    *bytes = xenplat_boot.initrd_bytes;
    return 0;
}

static int channel(const struct uc_xen_channel *from,
                   struct uc_xen_channel *out)
{
    *out = *from;
    return from->page == NULL ? -UC_ENOENT : 0;
}

int uc_xen_console_channel(struct uc_xen_channel *out)
{
    return channel(&xenplat_boot.console, out);
}

int uc_xen_store_channel(struct uc_xen_channel *out)
{
    return channel(&xenplat_boot.store, out);
}
