/* SPDX-License-Identifier: BSD-3-Clause */
/* Tests of ports: zlib and PCRE2. */
#include <uc/test.h>

int main(void)
{
    return uc_test_main() == 0 ? 0 : 1;
}
