/* SPDX-License-Identifier: BSD-3-Clause */
/* Spec: Linux 6.1, include/uapi (asm-generic/fcntl.h, mman.h, futex.h). */
#include "strace.h"

static const struct strace_name open_flags[] = {
    {0100, "O_CREAT"},        {0200, "O_EXCL"},
    {0400, "O_NOCTTY"},       {01000, "O_TRUNC"},
    {02000, "O_APPEND"},      {04000, "O_NONBLOCK"},
    {04010000, "O_SYNC"},     {010000, "O_DSYNC"},
    {020000, "O_ASYNC"},      {040000, "O_DIRECT"},
    {0100000, "O_LARGEFILE"}, {020200000, "O_TMPFILE"},
    {0200000, "O_DIRECTORY"}, {0400000, "O_NOFOLLOW"},
    {01000000, "O_NOATIME"},  {02000000, "O_CLOEXEC"},
    {010000000, "O_PATH"},    {0, NULL},
};
static const struct strace_name prot_flags[] = {
    {1, "PROT_READ"}, {2, "PROT_WRITE"}, {4, "PROT_EXEC"}, {0, NULL}};
static const struct strace_name map_flags[] = {
    {1, "MAP_SHARED"},       {2, "MAP_PRIVATE"},        {0x10, "MAP_FIXED"},
    {0x20, "MAP_ANONYMOUS"}, {0x4000, "MAP_NORESERVE"}, {0, NULL}};
static const char *const access_modes[] = {"O_RDONLY", "O_WRONLY", "O_RDWR",
                                           "O_ACCMODE"};
static const char *const clocks[] = {"CLOCK_REALTIME", "CLOCK_MONOTONIC",
                                     "CLOCK_PROCESS_CPUTIME_ID",
                                     "CLOCK_THREAD_CPUTIME_ID"};
static const char *const whences[] = {"SEEK_SET", "SEEK_CUR", "SEEK_END"};
static const char *const futexes[] = {
    "FUTEX_WAIT",        "FUTEX_WAKE",        "FUTEX_FD",
    "FUTEX_REQUEUE",     "FUTEX_CMP_REQUEUE", "FUTEX_WAKE_OP",
    "FUTEX_LOCK_PI",     "FUTEX_UNLOCK_PI",   "FUTEX_TRYLOCK_PI",
    "FUTEX_WAIT_BITSET", "FUTEX_WAKE_BITSET"};

#define FUTEX_PRIVATE  128UL
#define FUTEX_REALTIME 256UL
#define AT_FDCWD       (-100)

static void put_hex(struct strace_line *line, unsigned long value)
{
    strace_put(line, "0x");
    strace_put_number(line, value, 16);
}

static void put_flags(struct strace_line *line, const struct strace_name *names,
                      unsigned long value, const char *none)
{
    const char *between = none == NULL ? "|" : "";

    if (value == 0 && none != NULL) {
        strace_put(line, none);
    }
    for (; names->name != NULL; names++) {
        if ((value & names->value) == names->value) {
            strace_put(line, between);
            strace_put(line, names->name);
            value &= ~names->value;
            between = "|";
        }
    }
    if (value != 0) {
        strace_put(line, between);
        put_hex(line, value);
    }
}

static void put_choice(struct strace_line *line, const char *const *names,
                       size_t n, unsigned long value)
{
    if (value < n) {
        strace_put(line, names[value]);
    } else {
        put_hex(line, value);
    }
}

#define CHOICE(line, names, value)                                             \
    put_choice(line, names, sizeof(names) / sizeof *(names), value)

bool strace_put_names(struct strace_line *line, char letter, long value)
{
    unsigned long bits = (unsigned)value;

    switch (letter) {
    case 'o':
        strace_put(line, access_modes[bits & 3]);
        put_flags(line, open_flags, bits & ~3UL, NULL);
        return true;
    case 'P':
        put_flags(line, prot_flags, bits, "PROT_NONE");
        return true;
    case 'M':
        put_flags(line, map_flags, bits, "0");
        return true;
    case 'F':
        CHOICE(line, futexes, bits & ~(FUTEX_PRIVATE | FUTEX_REALTIME));
        strace_put(line, (bits & FUTEX_PRIVATE) != 0 ? "_PRIVATE" : "");
        strace_put(line,
                   (bits & FUTEX_REALTIME) != 0 ? "|FUTEX_CLOCK_REALTIME" : "");
        return true;
    case 'C':
        CHOICE(line, clocks, bits);
        return true;
    case 'w':
        CHOICE(line, whences, bits);
        return true;
    case 'D':
        if ((int)value == AT_FDCWD) {
            strace_put(line, "AT_FDCWD");
        } else {
            strace_put_long(line, (int)value);
        }
        return true;
    default:
        return false;
    }
}
