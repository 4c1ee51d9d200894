/* SPDX-License-Identifier: BSD-3-Clause */
/* libFuzzer: a store that sends what the input says; see tests/misbehave.h. */
#include "../../tests/misbehave.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uc_hosted_clock_simulate();
    misbehave(data, size < 512 ? size : 512);
    return 0;
}
