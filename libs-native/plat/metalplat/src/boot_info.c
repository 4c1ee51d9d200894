/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/plat/boot_info.h>

#include "internal.h"

enum {
    LINE_BYTES = 4096
};

static char command_line[LINE_BYTES];

void metalplat_keep_command_line(const char *line)
{
    for (size_t i = 0; i + 1 < LINE_BYTES && line[i] != '\0'; i++) {
        command_line[i] = line[i];
    }
}

char *uc_plat_command_line(void)
{
    return command_line;
}

/* A machine gets none. */
char **uc_plat_environment(void)
{
    static char *empty[1];
    return empty;
}

void uc_plat_image(uintptr_t *start, uintptr_t *text_end, uintptr_t *end)
{
    *start = (uintptr_t)__metalplat_start;
    *text_end = (uintptr_t)__metalplat_text_end;
    *end = (uintptr_t)__metalplat_end;
}

int uc_plat_initrd(const void **base, size_t *bytes)
{
    if (metalplat_boot.initrd_bytes == 0) {
        return -UC_ENOENT;
    }
    uc_pc_map_ram();
    *base = uc_pc_virtual(metalplat_boot.initrd);
    *bytes = metalplat_boot.initrd_bytes;
    return 0;
}
