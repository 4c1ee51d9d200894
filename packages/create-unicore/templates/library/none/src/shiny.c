/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/shiny.h>

/* Libraries of the system have no libc below them. */
static size_t length_of(const char *text)
{
    size_t length = 0;

    while (text[length] != '\0') {
        length++;
    }
    return length;
}

int uc_shiny_greet(char *buf, size_t size, const char *name)
{
    /* An option is always defined: both texts compile, one is linked. */
    const char *start = UC_CONFIG_SHINY_POLITE ? "Good day, " : "Hi, ";
    const size_t start_bytes = length_of(start);
    const size_t name_bytes = length_of(name);

    if (start_bytes >= size || name_bytes >= size - start_bytes) {
        return -UC_ENOSPC;
    }
    __builtin_memcpy(buf, start, start_bytes);
    __builtin_memcpy(buf + start_bytes, name, name_bytes + 1);
    return (int)(start_bytes + name_bytes);
}
