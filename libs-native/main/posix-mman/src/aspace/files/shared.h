/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef POSIX_MMAN_SHARED_H
#define POSIX_MMAN_SHARED_H

#include <uc/vfs.h>

#include "../aspace.h"

struct posix_mman_shared_page {
    uint64_t index;
    void *data; /* of contract "pages" */
    bool dirty; /* written to since it was last written out */
};

/* What is shared of one file, while it is mapped. */
struct posix_mman_shared {
    struct uc_aspace_object object;
    struct posix_mman_shared *next;
    struct uc_file *file; /* holds (node) */
    struct uc_fs_node *node;
    const struct uc_fs_node_ops *below; /* the node's own */
    struct uc_fs_node_ops ops;          /* and those in their place */
    unsigned mappings;
    unsigned users; /* calls under way */
    bool dirty;     /* one of the pages may be */
    bool marked;    /* to be written out by who has marked it */
    struct posix_mman_shared_page *pages; /* ascending */
    size_t count;
    size_t room;
};

/* That of (file), with one more mapping, or NULL: no memory. */
struct posix_mman_shared *posix_mman_shared_of(struct uc_file *file);

/* Writes out what was stored. 0, or what the file system says. */
int posix_mman_shared_sync(struct posix_mman_shared *of);

/* The calls that come by here first (calls.c). */
void posix_mman_shared_enter(struct posix_mman_shared *of);
void posix_mman_shared_leave(struct posix_mman_shared *of);

/* Context of these: the node's lock. */
int posix_mman_shared_write_out(struct posix_mman_shared *of);
/* Pages between bytes (start) and (end) become what the file holds. */
void posix_mman_shared_reload(struct posix_mman_shared *of, uint64_t start,
                              uint64_t end);

#endif /* POSIX_MMAN_SHARED_H */
