/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_CONSOLE_H
#define UC_CONSOLE_H

/*
 * Contract "console" 1.0, many providers: where text goes. Each provider fills
 * linker set "console"; the functions below, of contract "boot", serve all.
 */
#include <uc/set.h>
#include <uc/types.h>

struct uc_console {
    /* Writes all of (buf); (len) > 0. Context: any; must not allocate. */
    void (*write)(const char *buf, size_t len);
    /*
     * Reads what has been typed, up to (len) bytes, without waiting; (len) > 0.
     * Returns 0 where there is nothing yet, and UC_CONSOLE_END where nothing
     * can come any more. NULL where the console is
     * only an output. Context: thread.
     */
    size_t (*read)(char *buf, size_t len);
};

/* The input has ended: a pipe whose writer is gone, a file that was read. */
#define UC_CONSOLE_END SIZE_MAX

#define UC_CONSOLE(key, ...)                                                   \
    UC_SET_ENTRY(console, key, struct uc_console,                              \
                 uc_console_##key) = {__VA_ARGS__}

/* To all consoles. Context: any. */
void uc_console_write(const char *buf, size_t len);

/* Writes (text) up to its NUL. Context: any. */
void uc_console_print(const char *text);

/*
 * Reads from the first console that has something, up to (len) bytes, without
 * waiting. Returns 0 where none has anything yet or (len) is 0, UC_CONSOLE_END
 * where the input of all has ended or none has any. Context: thread.
 */
size_t uc_console_read(char *buf, size_t len);

#endif /* UC_CONSOLE_H */
