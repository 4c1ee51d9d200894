/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef VFS_TESTS_VISIT_H
#define VFS_TESTS_VISIT_H

/* Looks at all that a file system shows. */
#include <string.h>

#include <uc/vfs.h>

/* Reads one name after the other. */
struct visit {
    struct uc_fs_readdir walk;
    char name[256];
    bool full;
};

static bool visit_one(struct uc_fs_readdir *walk,
                      const struct uc_fs_entry *entry)
{
    struct visit *visit = UC_CONTAINER_OF(walk, struct visit, walk);

    if (visit->full || entry->name.bytes > 255) {
        return false;
    }
    memcpy(visit->name, entry->name.text, entry->name.bytes);
    visit->name[entry->name.bytes] = '\0';
    visit->full = true;
    return true;
}

/* (path) and what is below it, so many levels; leaves the current directory
 * somewhere there. */
static void visit_all(const char *path, unsigned depth)
{
    struct visit visit = {.walk = {.emit = visit_one}};
    struct uc_file *file;
    uint8_t buf[64];
    const struct uc_fs_piece piece = {buf, sizeof buf};

    if (uc_vfs_open(&file, NULL, path, UC_O_NOFOLLOW, 0) < 0) {
        (void)uc_vfs_readlink(NULL, path, (char *)buf, sizeof buf);
        return;
    }
    (void)uc_file_readv(file, &piece, 1);
    if (uc_vfs_chdir(file, "", UC_AT_EMPTY_PATH) == 0) {
        while (uc_file_readdir(file, &visit.walk) == 1) {
            if (depth > 0 && strcmp(visit.name, ".") != 0 &&
                strcmp(visit.name, "..") != 0) {
                visit_all(visit.name, depth - 1);
            }
            (void)uc_vfs_chdir(file, "", UC_AT_EMPTY_PATH);
            visit.full = false;
        }
    }
    uc_file_close(file);
}

#endif /* VFS_TESTS_VISIT_H */
