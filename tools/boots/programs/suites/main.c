/* SPDX-License-Identifier: BSD-3-Clause */
/* The conformance suites of all contracts, inside an image, as TAP. */
#include <uc/suites/clock.h>
#include <uc/suites/console.h>
#include <uc/suites/entropy.h>
#include <uc/suites/malloc.h>
#include <uc/suites/memory.h>
#include <uc/suites/pages.h>
#include <uc/suites/sched.h>

int main(void)
{
    return uc_test_main() == 0 ? 0 : 1;
}
