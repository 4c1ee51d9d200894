/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/malloc.h>

#include "text.h"

enum {
    ROOM_MIN = 256,
    DIGITS_MAX = 20,
};

void procfs_bytes(struct procfs_text *text, const char *data, size_t bytes)
{
    size_t room = text->room;

    if (text->data == NULL) {
        return;
    }
    while (room - text->bytes < bytes) {
        room *= 2;
    }
    if (room != text->room) {
        char *more = uc_realloc(text->data, room);
        if (more == NULL) {
            uc_free(text->data);
            text->data = NULL;
            return;
        }
        text->data = more;
        text->room = room;
    }
    __builtin_memcpy(text->data + text->bytes, data, bytes);
    text->bytes += bytes;
}

void procfs_begin(struct procfs_text *text)
{
    *text = (struct procfs_text){uc_malloc(ROOM_MIN), 0, ROOM_MIN};
}

void procfs_print(struct procfs_text *text, const char *string)
{
    procfs_bytes(text, string, __builtin_strlen(string));
}

static void write_number(struct procfs_text *text, uint64_t number,
                         unsigned base, unsigned width)
{
    char digits[DIGITS_MAX];
    char *first = digits + sizeof digits;

    do {
        *--first = "0123456789abcdef"[number % base];
        number /= base;
    } while (number > 0);
    const size_t bytes = (size_t)(digits + sizeof digits - first);
    for (size_t i = bytes; i < width; i++) {
        procfs_print(text, base == 16 ? "0" : " ");
    }
    procfs_bytes(text, first, bytes);
}

void procfs_number(struct procfs_text *text, uint64_t number)
{
    write_number(text, number, 10, 0);
}

void procfs_padded(struct procfs_text *text, uint64_t number, unsigned width)
{
    write_number(text, number, 10, width);
}

void procfs_hex(struct procfs_text *text, uint64_t number, unsigned width)
{
    write_number(text, number, 16, width);
}
