/* SPDX-License-Identifier: BSD-3-Clause */
/* Addresses as text. Spec: RFC 4291, 2.2, and RFC 5952. */
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Four decimal numbers without leading zeros; returns the end, NULL if not. */
static const char *read_dotted(const char *s, uint8_t *out)
{
    for (int i = 0; i < 4; i++) {
        unsigned n = 0;
        int digits = 0;

        if (i > 0 && *s++ != '.') {
            return NULL;
        }
        for (; isdigit((unsigned char)*s); s++) {
            if (digits > 0 && n == 0) {
                return NULL;
            }
            n = n * 10 + (unsigned)(*s - '0');
            if (n > 255) {
                return NULL;
            }
            digits++;
        }
        if (digits == 0) {
            return NULL;
        }
        out[i] = (uint8_t)n;
    }
    return s;
}

/* One to four hexadecimal digits; returns the end, NULL where there are none.
 */
static const char *read_group(const char *s, unsigned *value)
{
    unsigned n = 0;
    int digits = 0;

    for (; isxdigit((unsigned char)*s) && digits < 5; s++, digits++) {
        n = n * 16 + (isdigit((unsigned char)*s)
                          ? (unsigned)(*s - '0')
                          : (unsigned)((*s | 0x20) - 'a') + 10);
    }
    *value = n;
    return (digits == 0 || digits > 4) ? NULL : s;
}

static bool read_ipv6(const char *s, uint8_t *out)
{
    uint8_t bytes[16] = {0};
    int n = 0;    /* bytes read */
    int gap = -1; /* where "::" stood */

    if (s[0] == ':' && s[1] == ':') {
        gap = 0;
        s += 2;
    }
    while (*s != '\0') {
        uint8_t dotted[4];
        const char *end = (n <= 12) ? read_dotted(s, dotted) : NULL;
        unsigned group;

        if (end != NULL && *end == '\0') {
            memcpy(bytes + n, dotted, 4);
            n += 4;
            break;
        }
        end = (n <= 14) ? read_group(s, &group) : NULL;
        if (end == NULL) {
            return false;
        }
        bytes[n++] = (uint8_t)(group >> 8);
        bytes[n++] = (uint8_t)group;
        s = end;
        if (*s == '\0') {
            break;
        }
        if (*s++ != ':') {
            return false;
        }
        if (*s == ':') {
            if (gap >= 0) {
                return false;
            }
            gap = n;
            s++;
        } else if (*s == '\0') {
            return false;
        }
    }
    if (gap < 0) {
        if (n != 16) {
            return false;
        }
        memcpy(out, bytes, 16);
        return true;
    }
    if (n > 14) {
        return false; /* "::" stands for one group at least */
    }
    memset(out, 0, 16);
    memcpy(out, bytes, (size_t)gap);
    memcpy(out + 16 - (n - gap), bytes + gap, (size_t)(n - gap));
    return true;
}

int inet_pton(int family, const char *restrict text, void *restrict out)
{
    uint8_t bytes[4];

    if (family == AF_INET) {
        const char *end = read_dotted(text, bytes);

        if (end == NULL || *end != '\0') {
            return 0;
        }
        memcpy(out, bytes, 4);
        return 1;
    }
    if (family == AF_INET6) {
        return read_ipv6(text, out) ? 1 : 0;
    }
    errno = EAFNOSUPPORT;
    return -1;
}

/* Start of the longest run of two or more zero groups; -1 for none. */
static int longest_gap(const uint8_t *addr, int *len)
{
    int best = -1;

    *len = 1;
    for (int i = 0; i < 8; i++) {
        int n = 0;

        while (i + n < 8 && addr[2 * (i + n)] == 0 &&
               addr[2 * (i + n) + 1] == 0) {
            n++;
        }
        if (n > *len) {
            best = i;
            *len = n;
        }
        i += n;
    }
    return best;
}

static void write_ipv6(const uint8_t *addr, char *text, size_t size)
{
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
    int gap_len;
    const int gap = longest_gap(addr, &gap_len);
    char *p = text;

    if (memcmp(addr, mapped, sizeof(mapped)) == 0) {
        snprintf(text, size, "::ffff:%u.%u.%u.%u", addr[12], addr[13], addr[14],
                 addr[15]);
        return;
    }
    for (int i = 0; i < 8;) {
        if (i == gap) {
            p = stpcpy(p, "::");
            i += gap_len;
            continue;
        }
        if (i > 0 && p[-1] != ':') {
            *p++ = ':';
        }
        p += snprintf(p, 5, "%x", addr[2 * i] << 8 | addr[2 * i + 1]);
        i++;
    }
    *p = '\0';
}

const char *inet_ntop(int family, const void *restrict addr, char *restrict buf,
                      socklen_t size)
{
    const uint8_t *bytes = addr;
    char text[INET6_ADDRSTRLEN];

    if (family == AF_INET) {
        snprintf(text, sizeof(text), "%u.%u.%u.%u", bytes[0], bytes[1],
                 bytes[2], bytes[3]);
    } else if (family == AF_INET6) {
        write_ipv6(bytes, text, sizeof(text));
    } else {
        errno = EAFNOSUPPORT;
        return NULL;
    }
    if (strlen(text) >= size) {
        errno = ENOSPC;
        return NULL;
    }
    return strcpy(buf, text);
}

/* One to four numbers in any base of C; the last fills what is left. */
int inet_aton(const char *text, struct in_addr *out)
{
    unsigned long part[4];
    int count = 0;

    for (;;) {
        char *end;

        if (!isdigit((unsigned char)*text) || count == 4) {
            return 0;
        }
        errno = 0;
        part[count++] = strtoul(text, &end, 0);
        text = end;
        if (*text != '.') {
            break;
        }
        text++;
    }
    if (*text != '\0' && !isspace((unsigned char)*text)) {
        return 0;
    }
    uint32_t addr = 0;
    for (int i = 0; i < count - 1; i++) {
        if (part[i] > 255) {
            return 0;
        }
        addr |= (uint32_t)part[i] << (24 - 8 * i);
    }
    const unsigned long last_max = 0xfffffffful >> (8 * (count - 1));
    if (part[count - 1] > last_max) {
        return 0;
    }
    out->s_addr = htonl(addr | (uint32_t)part[count - 1]);
    return 1;
}

in_addr_t inet_addr(const char *text)
{
    struct in_addr addr;

    return inet_aton(text, &addr) ? addr.s_addr : INADDR_NONE;
}

char *inet_ntoa(struct in_addr addr)
{
    static char text[INET_ADDRSTRLEN];

    inet_ntop(AF_INET, &addr, text, sizeof(text));
    return text;
}
