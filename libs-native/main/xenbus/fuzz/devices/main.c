/* SPDX-License-Identifier: BSD-3-Clause */
/* libFuzzer: a store that answers what the input says. */
#include "../../tests/misbehave_devices.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    misbehave(data, size < 512 ? size : 512);
    return 0;
}
