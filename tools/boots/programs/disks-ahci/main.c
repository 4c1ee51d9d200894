/* SPDX-License-Identifier: BSD-3-Clause */
/* The conformance suite of contract "blkdev" inside an image, as TAP: on the
 * first AHCI disk. */
#include <uc/suites/blkdev.h>

int main(void)
{
    return uc_test_main() == 0 ? 0 : 1;
}
