/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef EXT4_PORT_STRING_H
#define EXT4_PORT_STRING_H

/*
 * The part of <string.h> that libext2fs uses. The first four come from contract
 * "arch"; the rest, off the hot path, are in src/string.c.
 */
#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t len);
void *memmove(void *to, const void *from, size_t len);
void *memset(void *to, int byte, size_t len);
int memcmp(const void *a, const void *b, size_t len);

size_t ext4_port_strlen(const char *s);
char *ext4_port_strcpy(char *to, const char *from);
char *ext4_port_strchr(const char *s, int c);

/* Freestanding code gets no builtins by itself: short copies stay inline. */
#define memcpy(to, from, len)  __builtin_memcpy(to, from, len)
#define memmove(to, from, len) __builtin_memmove(to, from, len)
#define memset(to, byte, len)  __builtin_memset(to, byte, len)
#define memcmp(a, b, len)      __builtin_memcmp(a, b, len)

#define strlen(s)        ext4_port_strlen(s)
#define strcpy(to, from) ext4_port_strcpy(to, from)
#define strchr(s, c)     ext4_port_strchr(s, c)

#endif /* EXT4_PORT_STRING_H */
