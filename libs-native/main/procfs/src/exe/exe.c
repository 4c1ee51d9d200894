/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

static void exe(struct procfs_text *text)
{
    procfs_print(text, UC_CONFIG_PROCFS_EXE);
}

PROCFS_LINK(exe, PROCFS_SELF, "exe", exe);
