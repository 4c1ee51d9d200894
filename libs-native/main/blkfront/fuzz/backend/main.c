/* SPDX-License-Identifier: BSD-3-Clause */
/* libFuzzer: an other end that does what the input says. */
#include "../../tests/misbehave.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    misbehave(data, size < 512 ? size : 512);
    return 0;
}
