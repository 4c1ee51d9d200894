/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading directories, and the current one. */
#include <uc/arch.h>

#include "internal.h"

/* struct linux_dirent64. Spec: Linux, include/linux/dirent.h. */
struct kernel_entry {
    uint64_t inode;
    int64_t next;
    uint16_t bytes; /* of the whole entry */
    uint8_t type;
    char name[]; /* with its zero */
};

enum {
    ALIGN = 8,
    TYPE_SHIFT = 12, /* from a mode's type to DT_REG and its like */
};

struct reader {
    struct uc_fs_readdir walk;
    char *to;
    size_t room;
    size_t filled;
};

void *memcpy(void *to, const void *from, size_t bytes);
long uc_sys_getdents64(int number, void *buf, unsigned bytes);
long uc_sys_chdir(const char *path);
long uc_sys_fchdir(int number);
long uc_sys_getcwd(char *buf, size_t bytes);

static bool take(struct uc_fs_readdir *walk, const struct uc_fs_entry *entry)
{
    struct reader *reader = UC_CONTAINER_OF(walk, struct reader, walk);
    const size_t name = offsetof(struct kernel_entry, name);
    const size_t bytes =
        UC_ALIGN_UP(name + entry->name.bytes + 1, (size_t)ALIGN);

    if (bytes > reader->room - reader->filled) {
        return false;
    }
    /* The caller's buffer need not be aligned. */
    char *to = reader->to + reader->filled;
    const struct kernel_entry head = {
        .inode = entry->inode,
        .next = (int64_t)entry->cookie,
        .bytes = (uint16_t)bytes,
        .type = (uint8_t)(entry->type >> TYPE_SHIFT),
    };
    memcpy(to, &head, name);
    memcpy(to + name, entry->name.text, entry->name.bytes);
    to[name + entry->name.bytes] = '\0';
    reader->filled += bytes;
    return true;
}

long uc_sys_getdents64(int number, void *buf, unsigned bytes)
{
    struct reader reader = {{.emit = take}, buf, bytes, 0};
    struct uc_fd *held;
    struct uc_file *file;
    long result = posix_file_hold(number, UC_ENOTDIR, &held, &file);

    if (result == 0) {
        result = uc_file_readdir(file, &reader.walk);
        uc_fd_release(held);
    }
    return result < 0 ? result : (long)reader.filled;
}

long uc_sys_chdir(const char *path)
{
    return POSIX_FILE_AT(POSIX_FILE_AT_CWD, path,
                         uc_vfs_chdir(at.file, path, 0));
}

long uc_sys_fchdir(int number)
{
    struct uc_fd *held;
    struct uc_file *file;
    long result = posix_file_hold(number, UC_ENOTDIR, &held, &file);

    if (result == 0) {
        result = uc_vfs_chdir(file, "", UC_AT_EMPTY_PATH);
        uc_fd_release(held);
    }
    return result;
}

/* Returns the bytes of the path with its zero, as Linux does. */
long uc_sys_getcwd(char *buf, size_t bytes)
{
    return uc_vfs_path(NULL, buf, bytes);
}
