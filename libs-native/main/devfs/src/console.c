/* SPDX-License-Identifier: BSD-3-Clause */
/* The console, under its names. Spec: Linux, console(4), tty(4). */
#include "internal.h"

DEVFS_ENTRY(console, "console", UC_FS_CHARACTER_DEVICE | 0600,
            DEVFS_DEVICE(5, 1), &devfs_console_ops, NULL);
DEVFS_ENTRY(tty, "tty", DEVFS_ANYBODY, DEVFS_DEVICE(5, 0), &devfs_console_ops,
            NULL);
