/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef STRACE_H
#define STRACE_H

#include <uc/types.h>

#define STRACE_ARGS 6

/* One of a program's calls, made by src/wraps.c. */
struct strace_call {
    const char *name;
    long (*function)(long, long, long, long, long, long);
    /* What stands in for an argument that the caller did not give is garbage,
     * which nobody prints: see strace_signature. */
    long args[STRACE_ARGS];
    const void *caller;
};

/* A line that is being made; what does not fit is left out. */
struct strace_line {
    char text[320];
    size_t bytes;
};

struct strace_name {
    unsigned long value;
    const char *name;
};

/* Makes the call, prints it if it is chosen, and returns its result. Public in
 * the sense of the linker alone: src/wraps.c is compiled by the build. */
long strace_do(const struct strace_call *call);

/*
 * One letter for each argument of a call, NULL of unknown ones:
 *   d int  u unsigned  x hexadecimal  p pointer  l long
 *   s string  b bytes that the call reads, as many as the next argument says
 *   B bytes that the call fills, as many as it returns
 *   D descriptor of a folder  o flags of open  m mode, octal
 *   P PROT_ flags  M MAP_ flags  F futex operation  C clock  w whence
 *   t struct timespec  T as t or u, as the operation of the futex says
 */
const char *strace_signature(const char *name);

/* Name of an error number, NULL of unknown ones. */
const char *strace_errno(unsigned number);

void strace_put(struct strace_line *line, const char *text);
void strace_put_number(struct strace_line *line, unsigned long value,
                       unsigned base);
void strace_put_long(struct strace_line *line, long value);
void strace_put_bytes(struct strace_line *line, const char *bytes, size_t n,
                      bool cut);

/* Writes flags or a choice; false where the letter has no names. */
bool strace_put_names(struct strace_line *line, char letter, long value);

/* "openat(AT_FDCWD, "/etc/passwd", O_RDONLY|O_CLOEXEC) = 3"; public for the
 * tests alone. */
void uc_strace_format(struct strace_line *line, const struct strace_call *call,
                      long result);

#endif /* STRACE_H */
