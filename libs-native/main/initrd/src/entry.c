/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

enum {
    MAGIC_BYTES = 6,
    FIELD_BYTES = 8,
    HEADER_BYTES = 110,
    FIELD_UID = 2,
    FIELD_GID = 3,
    FIELD_DEVICE_MAJOR = 9,
    FIELD_DEVICE_MINOR = 10,
};

const char *initrd_header_of(const struct uc_initrd_walk *walk,
                             const char *path)
{
    const char *first = (const char *)walk->base + HEADER_BYTES;

    while (path > first && (path[-1] == '/' || path[-1] == '.')) {
        path--;
    }
    return path - HEADER_BYTES;
}

/* 8 hexadecimal digits; what are none gives any number. */
static uint32_t field_of(const char *header, unsigned field)
{
    const char *digit = header + MAGIC_BYTES + (size_t)field * FIELD_BYTES;
    uint32_t value = 0;

    for (unsigned i = 0; i < FIELD_BYTES; i++) {
        const uint32_t c = (uint8_t)digit[i];
        value = value << 4 | (((c & 0xf) + (c >> 6) * 9) & 0xf);
    }
    return value;
}

int uc_initrd_next_entry(struct uc_initrd_walk *walk,
                         struct uc_initrd_entry *out)
{
    const size_t before = walk->offset;
    struct initrd_entry entry;
    int found = initrd_next(walk, &entry);

    if (found == 1) {
        const char *header = initrd_header_of(walk, entry.file.path);
        *out = (struct uc_initrd_entry){
            .file = entry.file,
            .links = entry.links,
            .inode = entry.inode,
            .major = entry.major,
            .minor = entry.minor,
            .uid = field_of(header, FIELD_UID),
            .gid = field_of(header, FIELD_GID),
            .device_major = field_of(header, FIELD_DEVICE_MAJOR),
            .device_minor = field_of(header, FIELD_DEVICE_MINOR),
            /* Between two archives there are a trailer or zeroes. */
            .restarts = header != (const char *)walk->base + before,
        };
    }
    return found;
}
