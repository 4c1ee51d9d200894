/* SPDX-License-Identifier: BSD-3-Clause */
#include <strings.h>

int ffs(int i)
{
    return (i == 0) ? 0 : __builtin_ctz((unsigned)i) + 1;
}

int ffsl(long i)
{
    return (i == 0) ? 0 : __builtin_ctzl((unsigned long)i) + 1;
}

int ffsll(long long i)
{
    return (i == 0) ? 0 : __builtin_ctzll((unsigned long long)i) + 1;
}
