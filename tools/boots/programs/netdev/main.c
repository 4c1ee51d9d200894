/* SPDX-License-Identifier: BSD-3-Clause */
/* The conformance suite of network devices, without a stack, as TAP. */
#include <uc/suites/netdev.h>

int main(void)
{
    return uc_test_main() == 0 ? 0 : 1;
}
