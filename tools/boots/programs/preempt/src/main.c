/* SPDX-License-Identifier: BSD-3-Clause */
/* Threads that never give the CPU up by themselves. */
#include <uc/suites/sched.h>

int main(void)
{
    return uc_test_main() == 0 ? 0 : 1;
}
