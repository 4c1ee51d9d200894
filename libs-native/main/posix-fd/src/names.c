/* SPDX-License-Identifier: BSD-3-Clause */
/* Numbers as names of files. */
#include <uc/errors.h>

#include "internal.h"

enum {
    DIGITS_MAX = 10, /* of a number of 32 bits */
};

/* Decimal, without zeros in front. */
int uc_fd_of_name(const struct uc_fs_name *name)
{
    uint64_t number = 0;

    if (name->bytes == 0 || name->bytes > DIGITS_MAX ||
        (name->text[0] == '0' && name->bytes > 1)) {
        return -UC_ENOENT;
    }
    for (uint32_t i = 0; i < name->bytes; i++) {
        const unsigned digit = (unsigned)(name->text[i] - '0');
        if (digit > 9) {
            return -UC_ENOENT;
        }
        number = number * 10 + digit;
    }
    return number > INT32_MAX || posix_fd_entry((int)number) == NULL
               ? -UC_ENOENT
               : (int)number;
}

static bool emit(struct uc_fs_readdir *walk, unsigned number, uint32_t type)
{
    char digits[DIGITS_MAX];
    char *first = digits + sizeof digits;
    unsigned left = number;

    do {
        *--first = (char)('0' + left % 10);
        left /= 10;
    } while (left > 0);
    const struct uc_fs_entry entry = {
        .name = {first, (uint32_t)(digits + sizeof digits - first)},
        .inode = UC_FD_INODE + number,
        .type = type,
        .cookie = (uint64_t)number + 1,
    };
    return walk->emit(walk, &entry);
}

int uc_fd_names(struct uc_fs_readdir *walk, uint32_t type)
{
    const struct posix_fd_table *table = &posix_fd_table;

    while (walk->cookie < table->n) {
        const unsigned number = (unsigned)walk->cookie;
        if (table->entries[number].fd != NULL && !emit(walk, number, type)) {
            break;
        }
        walk->cookie++;
    }
    return 0;
}
