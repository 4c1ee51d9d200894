/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

PROCFS_DIRECTORY(kernel, PROCFS_SYS, "kernel", PROCFS_SYS_KERNEL);
