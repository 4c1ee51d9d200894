/* SPDX-License-Identifier: BSD-3-Clause */
#include <ctype.h>

/* Comparisons, not a table: smaller, and as fast where the line is not hot. */
static int in_range(int c, int low, int high)
{
    return (unsigned)c - (unsigned)low <= (unsigned)high - (unsigned)low;
}

int isdigit(int c)
{
    return in_range(c, '0', '9');
}

int islower(int c)
{
    return in_range(c, 'a', 'z');
}

int isupper(int c)
{
    return in_range(c, 'A', 'Z');
}

int isalpha(int c)
{
    return in_range(c | 0x20, 'a', 'z');
}

int isalnum(int c)
{
    return isalpha(c) || isdigit(c);
}

int isascii(int c)
{
    return in_range(c, 0, 127);
}

int isblank(int c)
{
    return c == ' ' || c == '\t';
}

int iscntrl(int c)
{
    return in_range(c, 0, 31) || c == 127;
}

int isgraph(int c)
{
    return in_range(c, 33, 126);
}

int isprint(int c)
{
    return in_range(c, 32, 126);
}

int ispunct(int c)
{
    return isgraph(c) && !isalnum(c);
}

int isspace(int c)
{
    return c == ' ' || in_range(c, '\t', '\r');
}

int isxdigit(int c)
{
    return isdigit(c) || in_range(c | 0x20, 'a', 'f');
}

int toascii(int c)
{
    return c & 127;
}

int tolower(int c)
{
    return isupper(c) ? c + ('a' - 'A') : c;
}

int toupper(int c)
{
    return islower(c) ? c - ('a' - 'A') : c;
}
