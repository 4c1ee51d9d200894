/* SPDX-License-Identifier: BSD-3-Clause */
#include "../../machine.h"

const char posix_sysinfo_machine[] = "x86_64";
