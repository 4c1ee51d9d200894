/* SPDX-License-Identifier: BSD-3-Clause */
/* libFuzzer: a network that sends what the input says; see tests/hostile.h. */
#include "../../tests/hostile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool booted;

    if (!booted) {
        booted = true;
        hostile_boot();
    }
    hostile_run(data, size < 4096 ? size : 4096);
    return 0;
}
