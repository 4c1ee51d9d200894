/* SPDX-License-Identifier: BSD-3-Clause */

/* Under a name of its own, beside the host's. */
#define memset tested_memset
#include "../../src/memset.S"
