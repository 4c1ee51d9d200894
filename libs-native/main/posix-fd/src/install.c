/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/malloc.h>

#include "install.h"

/* Makes room for numbers below (n), which is at most the option's. */
static int grow(unsigned n)
{
    struct posix_fd_table *table = &posix_fd_table;
    unsigned size = table->n;

    while (size < n) {
        size *= 2;
    }
    struct posix_fd_entry *entries = uc_calloc(size, sizeof *entries);
    if (entries == NULL) {
        return -UC_ENOMEM;
    }
    for (unsigned i = 0; i < table->n; i++) {
        entries[i] = table->entries[i];
    }
    if (table->n > POSIX_FD_STATIC) {
        uc_free(table->entries);
    }
    table->entries = entries;
    table->n = size;
    return 0;
}

unsigned uc_fd_max(void)
{
    return UC_CONFIG_POSIX_FD_MAX;
}

int posix_fd_reserve(int number)
{
    if (number >= UC_CONFIG_POSIX_FD_MAX) {
        return -UC_EMFILE;
    }
    return (unsigned)number < posix_fd_table.n ? 0 : grow((unsigned)number + 1);
}

int uc_fd_lowest(int lowest)
{
    struct posix_fd_table *table = &posix_fd_table;
    bool from_lowest = (unsigned)lowest <= table->lowest;
    unsigned number = from_lowest ? table->lowest : (unsigned)lowest;

    while (number < table->n && table->entries[number].fd != NULL) {
        number++;
    }
    int err = posix_fd_reserve((int)number);
    if (err < 0) {
        return err;
    }
    if (from_lowest) {
        table->lowest = number;
    }
    return (int)number;
}

int uc_fd_install(struct uc_fd *fd, int lowest, unsigned flags)
{
    struct posix_fd_table *table = &posix_fd_table;
    int number = uc_fd_lowest(lowest);

    if (number >= 0) {
        table->entries[number] =
            (struct posix_fd_entry){fd, (flags & UC_FD_CLOEXEC) != 0};
        table->lowest += table->lowest == (unsigned)number;
    }
    return number;
}
