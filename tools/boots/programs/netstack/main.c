/* SPDX-License-Identifier: BSD-3-Clause */
/* The conformance suite of network stacks, over loopback, as TAP. */
#include <uc/suites/netstack.h>

int main(void)
{
    return uc_test_main() == 0 ? 0 : 1;
}
