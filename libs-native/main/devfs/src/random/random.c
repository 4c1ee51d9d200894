/* SPDX-License-Identifier: BSD-3-Clause */
/* Random numbers fit for keys. Spec: Linux, random(4). */
#include <uc/entropy.h>

#include "internal.h"

/* Without a seed it fails with EAGAIN, where Linux' random would wait for one
 * and its urandom give weak numbers. */
static uc_ssize_t random_read(struct uc_fs_node *node, uint64_t offset,
                              const struct uc_fs_piece *pieces,
                              unsigned pieces_n)
{
    uc_ssize_t n = 0;

    (void)node;
    (void)offset;
    for (unsigned i = 0; i < pieces_n; i++) {
        int err = uc_entropy_get(pieces[i].data, pieces[i].bytes);
        if (err < 0) {
            return n > 0 ? n : err;
        }
        n += (uc_ssize_t)pieces[i].bytes;
    }
    return n;
}

static uc_ssize_t random_write(struct uc_fs_node *node, uint64_t offset,
                               const struct uc_fs_piece *pieces,
                               unsigned pieces_n)
{
    for (unsigned i = 0; i < pieces_n; i++) {
        uc_entropy_add(pieces[i].data, pieces[i].bytes);
    }
    return devfs_write_nothing(node, offset, pieces, pieces_n);
}

static const struct uc_fs_node_ops random_ops = {
    .getattr = devfs_getattr,
    .read = random_read,
    .write = random_write,
    .release = devfs_release,
};

DEVFS_ENTRY(random, "random", DEVFS_ANYBODY, DEVFS_DEVICE(1, 8), &random_ops,
            NULL);
DEVFS_ENTRY(urandom, "urandom", DEVFS_ANYBODY, DEVFS_DEVICE(1, 9), &random_ops,
            NULL);
