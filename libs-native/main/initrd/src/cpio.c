/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The "newc" format. Spec: Linux, Documentation/driver-api/early-userspace/
 * buffer-format.rst; cpio(5).
 */
#include <uc/errors.h>
#include <uc/initrd.h>

#include "internal.h"

enum {
    MAGIC_BYTES = 6,
    FIELD_BYTES = 8,
    ALIGN = 4,
};

/* Index of a field behind the magic. */
enum field {
    FIELD_INODE = 0,
    FIELD_MODE = 1,
    FIELD_LINKS = 4,
    FIELD_MTIME = 5,
    FIELD_BYTES_OF_FILE = 6,
    FIELD_MAJOR = 7,
    FIELD_MINOR = 8,
    FIELD_BYTES_OF_NAME = 11,
    FIELDS = 13,
};

enum {
    HEADER_BYTES = MAGIC_BYTES + FIELDS * FIELD_BYTES
};

static bool same(const uint8_t *at, const char *text, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        if (at[i] != (uint8_t)text[i]) {
            return false;
        }
    }
    return true;
}

/* Reads 8 hexadecimal digits. Returns whether they are. */
static bool read_field(const uint8_t *header, enum field field, uint32_t *out)
{
    const uint8_t *at = header + MAGIC_BYTES + (size_t)field * FIELD_BYTES;
    uint32_t value = 0;

    for (unsigned i = 0; i < FIELD_BYTES; i++) {
        uint32_t digit = at[i];
        if (digit >= '0' && digit <= '9') {
            digit -= '0';
        } else if ((digit | 0x20) >= 'a' && (digit | 0x20) <= 'f') {
            digit = (digit | 0x20) - 'a' + 10;
        } else {
            return false;
        }
        value = value << 4 | digit;
    }
    *out = value;
    return true;
}

/* Zeros fill up to the next archive, or to the end. */
static void skip_zeros(struct uc_initrd_walk *walk)
{
    while (walk->offset < walk->bytes && walk->base[walk->offset] == 0) {
        walk->offset++;
    }
}

/* Returns whether (bytes), rounded up, lie from (*offset) on; steps over them.
 */
static bool take(const struct uc_initrd_walk *walk, size_t *offset,
                 size_t bytes, size_t origin)
{
    if (bytes > walk->bytes - *offset) {
        return false;
    }
    *offset += bytes;
    /* Padding counts from the entry's start, which is aligned in its archive;
     * the last entry may do without. */
    size_t padding = (ALIGN - (*offset - origin) % ALIGN) % ALIGN;
    size_t left = walk->bytes - *offset;
    *offset += padding < left ? padding : left;
    return true;
}

/* Without "/" and "./" in front. */
static const char *strip(const char *name)
{
    while (name[0] == '/' || (name[0] == '.' && name[1] == '/')) {
        name += name[0] == '/' ? 1 : 2;
    }
    return name;
}

static int read_entry(const struct uc_initrd_walk *walk, size_t *next,
                      struct initrd_entry *out)
{
    const uint8_t *header = walk->base + walk->offset;
    uint32_t name_bytes;
    uint32_t file_bytes;
    size_t at = walk->offset;

    if (walk->bytes - at < HEADER_BYTES ||
        !(same(header, "070701", MAGIC_BYTES) ||
          same(header, "070702", MAGIC_BYTES)) ||
        !read_field(header, FIELD_INODE, &out->inode) ||
        !read_field(header, FIELD_MODE, &out->file.mode) ||
        !read_field(header, FIELD_LINKS, &out->links) ||
        !read_field(header, FIELD_MTIME, &out->file.mtime) ||
        !read_field(header, FIELD_BYTES_OF_FILE, &file_bytes) ||
        !read_field(header, FIELD_MAJOR, &out->major) ||
        !read_field(header, FIELD_MINOR, &out->minor) ||
        !read_field(header, FIELD_BYTES_OF_NAME, &name_bytes)) {
        return -UC_EPROTO;
    }
    at += HEADER_BYTES;
    const uint8_t *name = walk->base + at;
    /* The name ends with its only zero. */
    if (name_bytes == 0 || name_bytes > walk->bytes - at) {
        return -UC_EPROTO;
    }
    for (uint32_t i = 0; i < name_bytes; i++) {
        if ((name[i] == 0) != (i == name_bytes - 1)) {
            return -UC_EPROTO;
        }
    }
    if (!take(walk, &at, name_bytes, walk->offset)) {
        return -UC_EPROTO;
    }
    out->file.data = walk->base + at;
    out->file.bytes = file_bytes;
    if (!take(walk, &at, file_bytes, walk->offset)) {
        return -UC_EPROTO;
    }
    out->is_trailer = name_bytes == sizeof "TRAILER!!!" &&
                      same(name, "TRAILER!!!", name_bytes);
    out->file.path = strip((const char *)name);
    *next = at;
    return 0;
}

int initrd_next(struct uc_initrd_walk *walk, struct initrd_entry *out)
{
    for (;;) {
        struct initrd_entry entry = {.is_trailer = false};
        size_t next = 0;

        skip_zeros(walk);
        if (walk->offset == walk->bytes) {
            return 0;
        }
        int err = read_entry(walk, &next, &entry);
        if (err < 0) {
            return err;
        }
        walk->offset = next;
        if (!entry.is_trailer) {
            *out = entry;
            return 1;
        }
    }
}
