/* SPDX-License-Identifier: BSD-3-Clause */
/* Files are those of the initial ramdisk: they can be read, nothing else. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <uc/errors.h>
#include <uc/initrd.h>

#include "descriptor.h"

struct open_file {
    struct libc_open open;
    const char *data;
    size_t bytes;
    int64_t position;
};

static uc_ssize_t file_read(struct libc_open *o, void *buf, size_t len)
{
    struct open_file *file = (struct open_file *)o;

    if (file->position >= (int64_t)file->bytes) {
        return 0;
    }
    const size_t left = file->bytes - (size_t)file->position;
    const size_t n = (len < left) ? len : left;
    memcpy(buf, file->data + file->position, n);
    file->position += (int64_t)n;
    return (uc_ssize_t)n;
}

static int64_t file_seek(struct libc_open *o, int64_t offset, int whence)
{
    struct open_file *file = (struct open_file *)o;
    int64_t from;
    int64_t to;

    switch (whence) {
    case SEEK_SET:
        from = 0;
        break;
    case SEEK_CUR:
        from = file->position;
        break;
    case SEEK_END:
        from = (int64_t)file->bytes;
        break;
    default:
        return -UC_EINVAL;
    }
    if (__builtin_add_overflow(from, offset, &to)) {
        return -UC_EOVERFLOW;
    }
    if (to < 0) {
        return -UC_EINVAL;
    }
    file->position = to;
    return to;
}

static void file_close(struct libc_open *o)
{
    free(o);
}

static const struct libc_open_ops file_ops = {
    .read = file_read,
    .seek = file_seek,
    .close = file_close,
};

/* A descriptor, or -UC_Exxx. */
static int open_file(const char *path, unsigned flags)
{
    struct uc_initrd_file found;

    int err = uc_initrd_find(path, &found);
    if (err < 0) {
        /* What is not there cannot be made either. */
        return (err == -UC_ENOENT && (flags & O_CREAT) != 0) ? -UC_EROFS : err;
    }
    if ((found.mode & UC_INITRD_TYPE) == UC_INITRD_FOLDER) {
        return -UC_EISDIR;
    }
    if ((found.mode & UC_INITRD_TYPE) != UC_INITRD_FILE) {
        return -UC_EINVAL; /* links and devices are not followed */
    }
    if ((flags & O_ACCMODE) != O_RDONLY || (flags & O_TRUNC) != 0) {
        return -UC_EROFS;
    }
    struct open_file *file = malloc(sizeof(*file));
    if (file == NULL) {
        return -UC_ENOMEM;
    }
    *file = (struct open_file){
        .open = {.ops = &file_ops,
                 .holders = 1,
                 .flags = flags & (O_ACCMODE | O_NONBLOCK)},
        .data = found.data,
        .bytes = found.bytes,
    };
    int fd = libc_descriptor_add(&file->open);
    if (fd < 0) {
        free(file);
    }
    return fd;
}

int open(const char *path, int flags, ...)
{
    return (int)libc_result(open_file(path, (unsigned)flags));
}
