/* SPDX-License-Identifier: BSD-3-Clause */
/* In images without descriptors of POSIX: all names are the console. */
#include <uc/console.h>
#include <uc/plat/clock.h>

#include "internal.h"
#include "wait.h"

enum {
    /* Nobody tells that a key was pressed, so this looks 100 times a second. */
    LOOK_AGAIN_NS = 10000000,
};

static uc_ssize_t console_read(struct uc_fs_node *node, uint64_t offset,
                               const struct uc_fs_piece *pieces,
                               unsigned pieces_n)
{
    size_t got;

    (void)node;
    (void)offset;
    (void)pieces_n; /* together they have a byte at least */
    while (pieces->bytes == 0) {
        pieces++;
    }
    while ((got = uc_console_read(pieces->data, pieces->bytes)) == 0) {
        devfs_wait_until(uc_plat_clock_monotonic() + LOOK_AGAIN_NS);
    }
    return got == UC_CONSOLE_END ? 0 : (uc_ssize_t)got;
}

static uc_ssize_t console_write(struct uc_fs_node *node, uint64_t offset,
                                const struct uc_fs_piece *pieces,
                                unsigned pieces_n)
{
    for (unsigned i = 0; i < pieces_n; i++) {
        uc_console_write(pieces[i].data, pieces[i].bytes);
    }
    return devfs_write_nothing(node, offset, pieces, pieces_n);
}

const struct uc_fs_node_ops devfs_console_ops = {
    .getattr = devfs_getattr,
    .read = console_read,
    .write = console_write,
    .release = devfs_release,
};

DEVFS_ENTRY(stdin, "stdin", DEVFS_ANYBODY, DEVFS_DEVICE(5, 0),
            &devfs_console_ops, NULL);
DEVFS_ENTRY(stdout, "stdout", DEVFS_ANYBODY, DEVFS_DEVICE(5, 0),
            &devfs_console_ops, NULL);
DEVFS_ENTRY(stderr, "stderr", DEVFS_ANYBODY, DEVFS_DEVICE(5, 0),
            &devfs_console_ops, NULL);
