/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef FILES_H
#define FILES_H

/* The files of the initrd, found by their path. */
#include <stddef.h>
#include <stdint.h>

enum {
    FILE_HEAD_MAX = 288,
};

struct file {
    const char *path; /* without a leading slash */
    const char *data;
    size_t bytes;
    const char *type;  /* media type */
    char etag[19];     /* in quotes; "" until file_etag made it */
    struct file *next; /* of the same hash */
    /* The head of the answer that most requests get, made once a second. */
    uint32_t head_s;
    unsigned head_bytes; /* 0 until it was made */
    char head[FILE_HEAD_MAX];
};

/* Lists the files of the initrd. Returns how many, or a negative error. */
int files_open(void);

/* NULL where there is none; a folder's is its index.html. */
struct file *files_find(const char *path, size_t len);

/* Makes the entity tag, which reads the whole file once. */
const char *file_etag(struct file *file);

#endif /* FILES_H */
