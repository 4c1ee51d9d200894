/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LWIP_PORT_STRING_H
#define LWIP_PORT_STRING_H

/*
 * The part of <string.h> that lwIP uses. The first four come from contract
 * "arch"; the rest, off the hot path, are here, so that the stack needs no
 * libc.
 */
#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t len);
void *memmove(void *to, const void *from, size_t len);
void *memset(void *to, int byte, size_t len);
int memcmp(const void *a, const void *b, size_t len);

size_t lwip_port_strlen(const char *s);
int lwip_port_strncmp(const char *a, const char *b, size_t len);
const char *lwip_port_strstr(const char *s, const char *part);

/* Freestanding code gets no builtins by itself: short copies stay inline. */
#define memcpy(to, from, len)  __builtin_memcpy(to, from, len)
#define memmove(to, from, len) __builtin_memmove(to, from, len)
#define memset(to, byte, len)  __builtin_memset(to, byte, len)
#define memcmp(a, b, len)      __builtin_memcmp(a, b, len)

#define strlen(s)          lwip_port_strlen(s)
#define strncmp(a, b, len) lwip_port_strncmp(a, b, len)
#define strcmp(a, b)       lwip_port_strncmp(a, b, (size_t)-1)
#define strstr(s, part)    lwip_port_strstr(s, part)

#endif /* LWIP_PORT_STRING_H */
