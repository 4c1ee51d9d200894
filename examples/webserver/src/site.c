/* SPDX-License-Identifier: BSD-3-Clause */
#include "site.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uc/initrd.h>

static struct site_file *files; /* sorted by name */
static size_t files_n;

static const char *type_of(const char *name)
{
    static const struct {
        const char *suffix;
        const char *type;
    } types[] = {
        {".css", "text/css; charset=utf-8"},
        {".gif", "image/gif"},
        {".htm", "text/html; charset=utf-8"},
        {".html", "text/html; charset=utf-8"},
        {".ico", "image/vnd.microsoft.icon"},
        {".jpeg", "image/jpeg"},
        {".jpg", "image/jpeg"},
        {".js", "text/javascript; charset=utf-8"},
        {".json", "application/json"},
        {".md", "text/markdown; charset=utf-8"},
        {".mjs", "text/javascript; charset=utf-8"},
        {".pdf", "application/pdf"},
        {".png", "image/png"},
        {".svg", "image/svg+xml"},
        {".txt", "text/plain; charset=utf-8"},
        {".wasm", "application/wasm"},
        {".webp", "image/webp"},
        {".woff2", "font/woff2"},
        {".xml", "application/xml"},
    };
    const char *dot = strrchr(name, '.');

    for (size_t i = 0; dot != NULL && i < sizeof types / sizeof *types; i++) {
        if (strcmp(dot, types[i].suffix) == 0) {
            return types[i].type;
        }
    }
    return "application/octet-stream";
}

/* FNV-1a: tells contents apart, which is all that an ETag is for. */
static uint64_t hash(const char *data, size_t bytes)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325);

    for (size_t i = 0; i < bytes; i++) {
        h = (h ^ (unsigned char)data[i]) * UINT64_C(0x100000001b3);
    }
    return h;
}

static void describe(struct site_file *file)
{
    uint64_t h = hash(file->data, file->bytes);

    snprintf(file->etag, sizeof file->etag, "\"%08lx%08lx\"",
             (unsigned long)(h >> 32), (unsigned long)(h & 0xffffffff));
    file->fields_len = (size_t)snprintf(
        file->fields, sizeof file->fields,
        "Content-Type: %s\r\nETag: %s\r\nAccept-Ranges: bytes\r\n",
        type_of(file->name), file->etag);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct site_file *)a)->name,
                  ((const struct site_file *)b)->name);
}

long site_open(void)
{
    struct uc_initrd_file entry = {0};

    while (uc_initrd_next(&entry) == 0) {
        if (!uc_initrd_is_regular(&entry)) {
            continue;
        }
        struct site_file *more = realloc(files, (files_n + 1) * sizeof *more);
        if (more == NULL) {
            return -1;
        }
        files = more;
        files[files_n] = (struct site_file){
            .name = entry.path,
            .data = entry.data,
            .bytes = entry.bytes,
        };
        describe(&files[files_n++]);
    }
    qsort(files, files_n, sizeof *files, by_name);
    return (long)files_n;
}

const struct site_file *site_find(const char *name)
{
    const struct site_file key = {.name = name};

    return files_n == 0 ? NULL
                        : bsearch(&key, files, files_n, sizeof key, by_name);
}
