/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef INITRD_TESTS_CPIO_WRITER_H
#define INITRD_TESTS_CPIO_WRITER_H

/* Writes archives for tests, well formed ones. */
#include <stdio.h>
#include <string.h>

struct cpio_writer {
    char bytes[8192];
    size_t length;
};

struct cpio_meta {
    unsigned inode;
    unsigned mode;
    unsigned links;
    unsigned mtime;
};

static inline void cpio_pad(struct cpio_writer *w)
{
    while (w->length % 4 != 0) {
        w->bytes[w->length++] = '\0';
    }
}

static inline void cpio_put(struct cpio_writer *w, const char *name,
                            const char *data, struct cpio_meta meta)
{
    size_t name_bytes = strlen(name) + 1;
    char header[111];

    (void)snprintf(header, sizeof header,
                   "070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X",
                   meta.inode, meta.mode, 0u, 0u, meta.links, meta.mtime,
                   (unsigned)strlen(data), 8u, 1u, 0u, 0u, (unsigned)name_bytes,
                   0u);
    memcpy(w->bytes + w->length, header, 110);
    w->length += 110;
    memcpy(w->bytes + w->length, name, name_bytes);
    w->length += name_bytes;
    cpio_pad(w);
    memcpy(w->bytes + w->length, data, strlen(data));
    w->length += strlen(data);
    cpio_pad(w);
}

static inline void cpio_file(struct cpio_writer *w, const char *name,
                             const char *data)
{
    static unsigned inode = 100;

    cpio_put(w, name, data,
             (struct cpio_meta){inode++, 0100644, 1, 1700000000});
}

static inline void cpio_end(struct cpio_writer *w)
{
    cpio_put(w, "TRAILER!!!", "", (struct cpio_meta){0, 0, 1, 0});
}

#endif /* INITRD_TESTS_CPIO_WRITER_H */
