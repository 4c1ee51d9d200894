/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/console.h>

UC_SET_DECLARE(console, struct uc_console);

void uc_console_write(const char *buf, size_t len)
{
    if (len == 0) {
        return;
    }
    UC_SET_FOREACH(console, struct uc_console, console)
    {
        console->write(buf, len);
    }
}

size_t uc_console_read(char *buf, size_t len)
{
    size_t nothing = UC_CONSOLE_END;

    if (len == 0) {
        return 0;
    }
    UC_SET_FOREACH(console, struct uc_console, console)
    {
        size_t n =
            console->read == NULL ? UC_CONSOLE_END : console->read(buf, len);
        if (n == 0) {
            nothing = 0;
        } else if (n != UC_CONSOLE_END) {
            return n;
        }
    }
    return nothing;
}

void uc_console_print(const char *text)
{
    size_t len = 0;

    while (text[len] != '\0') {
        len++;
    }
    uc_console_write(text, len);
}
