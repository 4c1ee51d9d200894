/* SPDX-License-Identifier: BSD-3-Clause */
/* libFuzzer: an image that was tampered with as the input says; see
 * tests/hostile.h. */
#include "../../tests/hostile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool booted;

    if (!booted) {
        booted = true;
        if (uc_hosted_boot("") < 0 || !hostile_begin()) {
            abort();
        }
    }
    hostile_run(data, size);
    return 0;
}
