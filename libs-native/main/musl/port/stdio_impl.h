/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * musl's own includes the syscall.h beside it: ours has to come before. In
 * angle brackets, as include_next needs a place in the include path to go on.
 */
#include <syscall.h>

/* Behind it, which is why they stand apart: formatters sort includes. */
#include_next "stdio_impl.h"
