/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdint.h>
#include <string.h>

size_t ext4_port_strlen(const char *s)
{
    size_t len = 0;

    while (s[len] != '\0') {
        len++;
    }
    return len;
}

char *ext4_port_strcpy(char *to, const char *from)
{
    return memcpy(to, from, strlen(from) + 1);
}

char *ext4_port_strchr(const char *s, int c)
{
    for (; *s != (char)c; s++) {
        if (*s == '\0') {
            return NULL;
        }
    }
    return (char *)(uintptr_t)s;
}
