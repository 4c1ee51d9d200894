/* SPDX-License-Identifier: BSD-3-Clause */
#include "store.h"

#include <stddef.h>

void libc_store(char length, void *where, uintmax_t value)
{
    switch (length) {
    case 'H':
        *(unsigned char *)where = (unsigned char)value;
        break;
    case 'h':
        *(unsigned short *)where = (unsigned short)value;
        break;
    case 'l':
        *(unsigned long *)where = (unsigned long)value;
        break;
    case 'z':
    case 't':
        *(size_t *)where = (size_t)value;
        break;
    case 'q':
    case 'j':
    case 'L':
        *(uintmax_t *)where = value;
        break;
    default:
        *(unsigned *)where = (unsigned)value;
        break;
    }
}
