/* SPDX-License-Identifier: BSD-3-Clause */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"

enum {
    BUFFER_BYTES = 2048,
};

_Static_assert(offsetof(struct dirent, d_name) == 19, "Linux' layout");

/* Entries wait in the buffer as struct dirent, cut behind the name. */
struct libc_directory {
    struct uc_fs_readdir walk;
    int fd;
    size_t filled;
    size_t taken;
    int64_t position; /* behind what was taken */
    union {
        struct dirent entry;
        char bytes[BUFFER_BYTES];
    } buffer;
};

static bool take(struct uc_fs_readdir *walk, const struct uc_fs_entry *entry)
{
    DIR *dir = UC_CONTAINER_OF(walk, struct libc_directory, walk);
    const size_t bytes =
        UC_ALIGN_UP(offsetof(struct dirent, d_name) + entry->name.bytes + 1,
                    __alignof__(struct dirent));
    struct dirent *out = (void *)(dir->buffer.bytes + dir->filled);

    if (bytes > BUFFER_BYTES - dir->filled) {
        return false;
    }
    out->d_ino = entry->inode;
    out->d_off = (off_t)entry->cookie;
    out->d_reclen = (unsigned short)bytes;
    out->d_type = (unsigned char)(entry->type >> 12);
    memcpy(out->d_name, entry->name.text, entry->name.bytes);
    out->d_name[entry->name.bytes] = '\0';
    dir->filled += bytes;
    return true;
}

DIR *fdopendir(int fd)
{
    struct libc_vfs_file *file = libc_vfs_hold(fd, ENOTDIR);

    if (file == NULL) {
        return NULL;
    }
    const uint32_t mode = uc_file_node(file->file)->mode;
    libc_vfs_release(file);
    if ((mode & UC_FS_TYPE_MASK) != UC_FS_DIRECTORY) {
        errno = ENOTDIR;
        return NULL;
    }
    DIR *dir = malloc(sizeof(*dir));
    if (dir != NULL) {
        dir->walk.emit = take;
        dir->fd = fd;
        dir->filled = 0;
        dir->taken = 0;
        dir->position = 0;
    }
    return dir;
}

DIR *opendir(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY);

    if (fd < 0) {
        return NULL;
    }
    DIR *dir = fdopendir(fd);
    if (dir == NULL) {
        close(fd);
        errno = ENOMEM;
    }
    return dir;
}

struct dirent *readdir(DIR *dir)
{
    if (dir->taken == dir->filled) {
        struct libc_vfs_file *file = libc_vfs_hold(dir->fd, EBADF);
        if (file == NULL) {
            return NULL;
        }
        dir->filled = 0;
        dir->taken = 0;
        int n = uc_file_readdir(file->file, &dir->walk);
        libc_vfs_release(file);
        if (libc_result(n) <= 0) { /* the end leaves errno alone */
            return NULL;
        }
    }
    struct dirent *entry = (void *)(dir->buffer.bytes + dir->taken);
    dir->taken += entry->d_reclen;
    dir->position = entry->d_off;
    return entry;
}

int closedir(DIR *dir)
{
    const int fd = dir->fd;

    free(dir);
    return close(fd);
}

int dirfd(DIR *dir)
{
    return dir->fd;
}

void seekdir(DIR *dir, long position)
{
    if (lseek(dir->fd, position, SEEK_SET) >= 0) {
        dir->filled = 0;
        dir->taken = 0;
        dir->position = position;
    }
}

void rewinddir(DIR *dir)
{
    seekdir(dir, 0);
}

long telldir(DIR *dir)
{
    return (long)dir->position;
}

int alphasort(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static void free_entries(struct dirent **entries, size_t count)
{
    while (count > 0) {
        free(entries[--count]);
    }
    free(entries);
}

/* Adds a copy of (entry). Returns whether there was memory. */
static bool keep(struct dirent ***entries, size_t count,
                 const struct dirent *entry)
{
    if ((count & (count - 1)) == 0) { /* a power of two: it is full */
        const size_t room = (count == 0) ? 1 : 2 * count;
        struct dirent **bigger = reallocarray(*entries, room, sizeof(*bigger));
        if (bigger == NULL) {
            return false;
        }
        *entries = bigger;
    }
    struct dirent *copy = malloc(entry->d_reclen);
    if (copy == NULL) {
        return false;
    }
    memcpy(copy, entry, entry->d_reclen);
    (*entries)[count] = copy;
    return true;
}

int scandir(const char *path, struct dirent ***out,
            int (*choose)(const struct dirent *entry),
            int (*compare)(const struct dirent **a, const struct dirent **b))
{
    DIR *dir = opendir(path);
    struct dirent **entries = NULL;
    struct dirent *entry;
    size_t count = 0;
    const int before = errno;

    if (dir == NULL) {
        return -1;
    }
    errno = 0;
    while ((entry = readdir(dir)) != NULL) {
        if (choose != NULL && choose(entry) == 0) {
            continue;
        }
        if (!keep(&entries, count, entry)) {
            errno = ENOMEM;
            break;
        }
        count++;
    }
    const int err = errno;
    closedir(dir);
    if (err != 0) {
        free_entries(entries, count);
        errno = err;
        return -1;
    }
    errno = before;
    if (compare != NULL && count > 1) {
        qsort(entries, count, sizeof(struct dirent *),
              (int (*)(const void *, const void *))compare);
    }
    *out = entries;
    return (int)count;
}
