/* SPDX-License-Identifier: BSD-3-Clause */

/* Under a name of its own, beside the host's. */
#define memcpy tested_memcpy
#define memmove tested_memmove
#include "../../src/memcpy.S"
