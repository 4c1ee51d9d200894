/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef INITRD_INTERNAL_H
#define INITRD_INTERNAL_H

#include <uc/initrd.h>

struct initrd_entry {
    struct uc_initrd_file file;
    uint32_t inode;
    uint32_t major;
    uint32_t minor;
    uint32_t links;
    bool is_trailer;
};

/* As uc_initrd_next, which adds the data of hard links. */
int initrd_next(struct uc_initrd_walk *walk, struct initrd_entry *out);

/*
 * The header in front of (path), which an entry of the archive had: the name
 * begins there, but for "/" and "./", which no sound header ends with.
 */
const char *initrd_header_of(const struct uc_initrd_walk *walk,
                             const char *path);

#endif /* INITRD_INTERNAL_H */
