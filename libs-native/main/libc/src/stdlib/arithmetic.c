/* SPDX-License-Identifier: BSD-3-Clause */
#include <inttypes.h>
#include <stdlib.h>

int abs(int i)
{
    return (i < 0) ? -i : i;
}

long labs(long i)
{
    return (i < 0) ? -i : i;
}

long long llabs(long long i)
{
    return (i < 0) ? -i : i;
}

intmax_t imaxabs(intmax_t i)
{
    return (i < 0) ? -i : i;
}

div_t div(int numerator, int denominator)
{
    return (div_t){numerator / denominator, numerator % denominator};
}

ldiv_t ldiv(long numerator, long denominator)
{
    return (ldiv_t){numerator / denominator, numerator % denominator};
}

lldiv_t lldiv(long long numerator, long long denominator)
{
    return (lldiv_t){numerator / denominator, numerator % denominator};
}

imaxdiv_t imaxdiv(intmax_t numerator, intmax_t denominator)
{
    return (imaxdiv_t){numerator / denominator, numerator % denominator};
}
