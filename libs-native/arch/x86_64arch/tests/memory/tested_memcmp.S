/* SPDX-License-Identifier: BSD-3-Clause */

/* Under a name of its own, beside the host's. */
#define memcmp tested_memcmp
#include "../../src/memcmp.S"
