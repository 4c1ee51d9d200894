/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LIBC_CTYPE_H
#define LIBC_CTYPE_H

/* The C locale: bytes above 127 are in no class. */
int isalnum(int c);
int isalpha(int c);
int isascii(int c);
int isblank(int c);
int iscntrl(int c);
int isdigit(int c);
int isgraph(int c);
int islower(int c);
int isprint(int c);
int ispunct(int c);
int isspace(int c);
int isupper(int c);
int isxdigit(int c);
int toascii(int c);
int tolower(int c);
int toupper(int c);

#endif /* LIBC_CTYPE_H */
