/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef DEVFS_INTERNAL_H
#define DEVFS_INTERNAL_H

#include <uc/errors.h>
#include <uc/fs.h>

/* One name of the root. A linker set holds them: the options of the image say
 * which there are. */
struct devfs_entry {
    const char *name;
    uint32_t mode;
    uint64_t device; /* as uc_fs_attr says */
    const struct uc_fs_node_ops *ops;
    const char *target; /* of a link */
};

#define DEVFS_ENTRY(key, ...)                                                  \
    UC_SET_ENTRY(devfs_entry, key, struct devfs_entry,                         \
                 devfs_entry_##key) = {__VA_ARGS__}

/* Linux' encoding of small numbers. */
#define DEVFS_DEVICE(major, minor) ((major) << 8 | (minor))

enum {
    DEVFS_ANYBODY = UC_FS_CHARACTER_DEVICE | 0666,
};

struct devfs_node {
    struct uc_fs_node node;
    const struct devfs_entry *entry; /* NULL: the root, or a descriptor's */
    int number;                      /* of a descriptor */
};

static inline struct devfs_node *devfs_node_of(struct uc_fs_node *node)
{
    return UC_CONTAINER_OF(node, struct devfs_node, node);
}

/* What is the same for all. */
int devfs_getattr(struct uc_fs_node *node, struct uc_fs_attr *out);
void devfs_release(struct uc_fs_node *node);

/* A node for descriptor (number), gone with its last reference; -UC_ENOMEM. */
int devfs_number_node(struct uc_fs *fs, int number,
                      const struct uc_fs_node_ops *ops,
                      struct uc_fs_node **out);

/* A write that takes everything. */
uc_ssize_t devfs_write_nothing(struct uc_fs_node *node, uint64_t offset,
                               const struct uc_fs_piece *pieces,
                               unsigned pieces_n);

/* What is typed and printed: by descriptors, or alone. */
extern const struct uc_fs_node_ops devfs_console_ops;

#endif /* DEVFS_INTERNAL_H */
