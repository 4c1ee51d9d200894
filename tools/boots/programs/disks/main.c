/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The conformance suite of contract "blkdev" inside an image, as TAP: on the
 * first disk; the second one is read-only.
 */
#include <uc/blkdev.h>

#define UC_SUITE_BLKDEV_READ_ONLY uc_blkdev_first()->next
#include <uc/suites/blkdev.h>

int main(void)
{
    return uc_test_main() == 0 ? 0 : 1;
}
