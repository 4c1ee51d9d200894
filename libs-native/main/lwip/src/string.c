/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdlib.h>
#include <string.h>

size_t lwip_port_strlen(const char *s)
{
    size_t len = 0;

    while (s[len] != '\0') {
        len++;
    }
    return len;
}

int lwip_port_strncmp(const char *a, const char *b, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (a[i] != b[i] || a[i] == '\0') {
            return (unsigned char)a[i] - (unsigned char)b[i];
        }
    }
    return 0;
}

const char *lwip_port_strstr(const char *s, const char *part)
{
    size_t len = strlen(part);

    for (;; s++) {
        if (strncmp(s, part, len) == 0) {
            return s;
        }
        if (*s == '\0') {
            return NULL;
        }
    }
}

int lwip_port_atoi(const char *s)
{
    int value = 0;

    while (*s >= '0' && *s <= '9' && value < 100000) {
        value = value * 10 + (*s++ - '0');
    }
    return value;
}
