/* SPDX-License-Identifier: BSD-3-Clause */
/* libFuzzer: a controller that does what the input says; see tests/misbehave.h.
 */
#include "../../tests/misbehave.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool ready;

    if (!ready) {
        ready = true;
        uc_hosted_memory_add((size_t)384 << 20);
        if (uc_hosted_boot("") < 0) {
            abort();
        }
    }
    misbehave(data, size < 512 ? size : 512);
    return 0;
}
