/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef SITE_H
#define SITE_H

#include <stddef.h>

enum {
    SITE_FIELDS_MAX = 192
};

/* A file of the initrd, with what each answer says of it. */
struct site_file {
    const char *name; /* "index.html" */
    const char *data;
    size_t bytes;
    char etag[20]; /* with its quotes */
    /* Content-Type, ETag and Accept-Ranges, each with its line end. */
    char fields[SITE_FIELDS_MAX];
    size_t fields_len;
};

/* Reads the directory of the initrd. Returns how many files, or -1. */
long site_open(void);

/* NULL where there is none. (name) is what request_file_name makes. */
const struct site_file *site_find(const char *name);

#endif /* SITE_H */
