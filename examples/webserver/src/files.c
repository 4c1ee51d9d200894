/* SPDX-License-Identifier: BSD-3-Clause */
#include "files.h"

#include <stdlib.h>
#include <string.h>

#include <uc/errors.h>
#include <uc/initrd.h>

enum {
    BUCKETS = 64,
};

static struct file *buckets[BUCKETS];

static uint32_t hash(const char *text, size_t len)
{
    uint32_t h = 2166136261u; /* FNV-1a */

    for (size_t i = 0; i < len; i++) {
        h = (h ^ (unsigned char)text[i]) * 16777619u;
    }
    return h;
}

/* Spec: the WHATWG's MIME Sniffing Standard and IANA's registry for names. */
static const char *type_of(const char *path)
{
    static const struct {
        char extension[8];
        const char *type;
    } types[] = {
        {"css", "text/css; charset=utf-8"},
        {"gif", "image/gif"},
        {"htm", "text/html; charset=utf-8"},
        {"html", "text/html; charset=utf-8"},
        {"ico", "image/vnd.microsoft.icon"},
        {"jpeg", "image/jpeg"},
        {"jpg", "image/jpeg"},
        {"js", "text/javascript; charset=utf-8"},
        {"json", "application/json"},
        {"mjs", "text/javascript; charset=utf-8"},
        {"pdf", "application/pdf"},
        {"png", "image/png"},
        {"svg", "image/svg+xml"},
        {"txt", "text/plain; charset=utf-8"},
        {"wasm", "application/wasm"},
        {"webp", "image/webp"},
        {"woff2", "font/woff2"},
        {"xml", "application/xml"},
    };
    const char *dot = strrchr(path, '.');

    for (size_t i = 0; dot != NULL && i < sizeof types / sizeof types[0]; i++) {
        if (strcmp(dot + 1, types[i].extension) == 0) {
            return types[i].type;
        }
    }
    return "application/octet-stream";
}

static int add(const char *path, const char *data, size_t bytes)
{
    struct file *file = calloc(1, sizeof *file);

    if (file == NULL) {
        return -UC_ENOMEM;
    }
    file->path = path;
    file->data = data;
    file->bytes = bytes;
    file->type = type_of(path);
    struct file **bucket = &buckets[hash(path, strlen(path)) % BUCKETS];
    file->next = *bucket;
    *bucket = file;
    return 0;
}

static struct file *find(const char *path, size_t len)
{
    struct file *file = buckets[hash(path, len) % BUCKETS];

    while (file != NULL &&
           (strlen(file->path) != len || memcmp(file->path, path, len) != 0)) {
        file = file->next;
    }
    return file;
}

struct file *files_find(const char *path, size_t len)
{
    static const char index[] = "index.html";
    char whole[512];

    if (len > 0 && path[len - 1] != '/') {
        return find(path, len);
    }
    if (len + sizeof index > sizeof whole) {
        return NULL;
    }
    memcpy(whole, path, len);
    memcpy(whole + len, index, sizeof index);
    return find(whole, len + sizeof index - 1);
}

const char *file_etag(struct file *file)
{
    static const char digits[] = "0123456789abcdef";
    uint64_t h = UINT64_C(14695981039346656037); /* FNV-1a */

    if (file->etag[0] != '\0') {
        return file->etag;
    }
    for (size_t i = 0; i < file->bytes; i++) {
        h = (h ^ (unsigned char)file->data[i]) * UINT64_C(1099511628211);
    }
    for (unsigned i = 0; i < 16; i++) {
        file->etag[1 + i] = digits[h >> (60 - 4 * i) & 15];
    }
    file->etag[17] = '"';
    file->etag[0] = '"';
    return file->etag;
}

int files_open(void)
{
    struct uc_initrd_walk walk;
    struct uc_initrd_file entry;
    int n = 0;
    int err = uc_initrd_walk(&walk);

    if (err < 0) {
        return err;
    }
    while ((err = uc_initrd_next(&walk, &entry)) > 0) {
        if ((entry.mode & UC_INITRD_TYPE) != UC_INITRD_FILE) {
            continue;
        }
        err = add(entry.path, entry.data, entry.bytes);
        if (err < 0) {
            return err;
        }
        n++;
    }
    return err < 0 ? err : n;
}
