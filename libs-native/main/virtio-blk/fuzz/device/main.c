/* SPDX-License-Identifier: BSD-3-Clause */
/* libFuzzer: a device that does what the input says; see tests/misbehave.h. */
#include "../../tests/misbehave.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return uc_hosted_fuzz(misbehave, data, size);
}
