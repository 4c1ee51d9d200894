/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdint.h>
#include <stdlib.h>

/* Spec: Steele, Lea, Flood, SplitMix, OOPSLA 2014. */
static uint64_t state = 1;

static int next(uint64_t *from)
{
    uint64_t z = (*from += UINT64_C(0x9e3779b97f4a7c15));

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (int)(z >> 33);
}

void srand(unsigned seed)
{
    state = seed;
}

int rand(void)
{
    return next(&state);
}

void srandom(unsigned seed)
{
    state = seed;
}

long random(void)
{
    return next(&state);
}

int rand_r(unsigned *seed)
{
    uint64_t from = *seed;
    int value = next(&from);

    *seed = (unsigned)(*seed * 1103515245u + 12345u);
    return value;
}
