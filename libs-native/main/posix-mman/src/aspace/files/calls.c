/* SPDX-License-Identifier: BSD-3-Clause */
/* The operations of a node whose file is mapped and shared. */
#include <uc/errors.h>

#include "shared.h"

static struct posix_mman_shared *of_node(struct uc_fs_node *node)
{
    return (
        struct posix_mman_shared *)((uintptr_t)node->ops -
                                    offsetof(struct posix_mman_shared, ops));
}

static uc_ssize_t read(struct uc_fs_node *node, uint64_t offset,
                       const struct uc_fs_piece *pieces, unsigned pieces_n)
{
    struct posix_mman_shared *of = of_node(node);
    const struct uc_fs_node_ops *below = of->below;
    int err = posix_mman_shared_sync(of);

    return err < 0 ? err : below->read(node, offset, pieces, pieces_n);
}

/* Where (offset) lies behind the end of the file, that: what was stored between
 * them is no longer beyond it. */
static uint64_t changed_from(const struct posix_mman_shared *of,
                             uint64_t offset)
{
    struct uc_fs_attr attr;

    return of->below->getattr(of->node, &attr) == 0 && attr.bytes < offset
               ? attr.bytes
               : offset;
}

static uc_ssize_t write(struct uc_fs_node *node, uint64_t offset,
                        const struct uc_fs_piece *pieces, unsigned pieces_n)
{
    struct posix_mman_shared *of = of_node(node);
    uc_ssize_t n;

    of->users++;
    n = of->dirty ? posix_mman_shared_write_out(of) : 0;
    const uint64_t from = changed_from(of, offset);
    if (n == 0) {
        n = of->below->write(node, offset, pieces, pieces_n);
    }
    if (n > 0) {
        posix_mman_shared_reload(of, from, offset + (uint64_t)n);
    }
    of->users--;
    return n;
}

static int setattr(struct uc_fs_node *node, const struct uc_fs_attr *attr,
                   unsigned mask)
{
    struct posix_mman_shared *of = of_node(node);
    int err;

    of->users++;
    err = of->dirty ? posix_mman_shared_write_out(of) : 0;
    const uint64_t from = changed_from(of, attr->bytes);
    if (err == 0) {
        err = of->below->setattr(node, attr, mask);
    }
    if (err == 0 && (mask & UC_FS_SET_BYTES) != 0) {
        posix_mman_shared_reload(of, from, UINT64_MAX);
    }
    of->users--;
    return err;
}

static int allocate(struct uc_fs_node *node, uint64_t offset, uint64_t bytes,
                    unsigned flags)
{
    struct posix_mman_shared *of = of_node(node);
    int err;

    of->users++;
    err = of->dirty ? posix_mman_shared_write_out(of) : 0;
    const uint64_t from = changed_from(of, offset);
    if (err == 0) {
        err = of->below->allocate(node, offset, bytes, flags);
    }
    if (err == 0) {
        posix_mman_shared_reload(of, from, offset + bytes);
    }
    of->users--;
    return err;
}

static int fsync(struct uc_fs_node *node, bool data_only)
{
    struct posix_mman_shared *of = of_node(node);
    const struct uc_fs_node_ops *below = of->below;
    int err = posix_mman_shared_sync(of);

    return err < 0 || below->fsync == NULL ? err
                                           : below->fsync(node, data_only);
}

static int borrow(struct uc_fs_node *node, uint64_t offset, size_t bytes,
                  struct uc_fs_loan *out)
{
    struct posix_mman_shared *of = of_node(node);
    const struct uc_fs_node_ops *below = of->below;
    int err = posix_mman_shared_sync(of);

    return err < 0 ? err : below->borrow(node, offset, bytes, out);
}

void posix_mman_shared_enter(struct posix_mman_shared *of)
{
    of->below = of->node->ops;
    of->ops = *of->below;
    of->ops.read = read;
    of->ops.write = of->below->write == NULL ? NULL : write;
    of->ops.setattr = setattr;
    of->ops.allocate = of->below->allocate == NULL ? NULL : allocate;
    of->ops.fsync = fsync;
    of->ops.borrow = of->below->borrow == NULL ? NULL : borrow;
    of->node->ops = &of->ops;
}

void posix_mman_shared_leave(struct posix_mman_shared *of)
{
    of->node->ops = of->below;
}
