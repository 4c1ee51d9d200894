/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_CONSOLE_H
#define UC_CONSOLE_H

/*
 * Contract "console" 1.0, many providers: where text goes. Each provider fills
 * linker set "console"; uc_console_write, of contract "boot", writes to all.
 */
#include <uc/set.h>
#include <uc/types.h>

struct uc_console {
    /* Writes all of (buf); (len) > 0. Context: any; must not allocate. */
    void (*write)(const char *buf, size_t len);
    /*
     * Reads what has been typed, up to (len) bytes, without waiting; 0 where
     * there is nothing. NULL where the console is only an output.
     */
    size_t (*read)(char *buf, size_t len);
};

#define UC_CONSOLE(key, ...)                                                   \
    UC_SET_ENTRY(console, key, struct uc_console,                              \
                 uc_console_##key) = {__VA_ARGS__}

/* Context: any. */
void uc_console_write(const char *buf, size_t len);
size_t uc_console_read(char *buf, size_t len);

#endif /* UC_CONSOLE_H */
