/* SPDX-License-Identifier: BSD-3-Clause */
/* The conformance suite of contract "aspace" inside an image, as TAP. */
#include <uc/suites/aspace.h>

int main(void)
{
    return uc_test_main() == 0 ? 0 : 1;
}
