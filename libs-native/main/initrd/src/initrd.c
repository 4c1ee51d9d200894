/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/initrd.h>
#include <uc/plat/boot_info.h>

#include "internal.h"

/* Steps over separators and "." components. */
static const char *skip_nothing(const char *path)
{
    for (;;) {
        if (path[0] == '/') {
            path++;
        } else if (path[0] == '.' && (path[1] == '/' || path[1] == '\0')) {
            path++;
        } else {
            return path;
        }
    }
}

/* Component by component. */
static bool same_path(const char *a, const char *b)
{
    a = skip_nothing(a);
    b = skip_nothing(b);
    while (*a != '\0' && *b != '\0') {
        while (*a == *b && *a != '\0' && *a != '/') {
            a++;
            b++;
        }
        if ((*a != '\0' && *a != '/') || (*b != '\0' && *b != '/')) {
            return false;
        }
        a = skip_nothing(a);
        b = skip_nothing(b);
    }
    return *a == *b;
}

/*
 * Of several hard links to one file, archives give the data to the last one
 * only.
 */
static void find_data(const struct uc_initrd_walk *behind,
                      struct initrd_entry *entry)
{
    struct uc_initrd_walk walk = *behind;
    struct initrd_entry other;

    if (entry->file.bytes > 0 || entry->links < 2 ||
        (entry->file.mode & UC_INITRD_TYPE) != UC_INITRD_FILE) {
        return;
    }
    while (initrd_next(&walk, &other) == 1) {
        if (other.inode == entry->inode && other.major == entry->major &&
            other.minor == entry->minor && other.file.bytes > 0) {
            entry->file.data = other.file.data;
            entry->file.bytes = other.file.bytes;
            return;
        }
    }
}

void uc_initrd_walk_memory(struct uc_initrd_walk *walk, const void *base,
                           size_t bytes)
{
    *walk = (struct uc_initrd_walk){.base = base, .bytes = bytes};
}

int uc_initrd_walk(struct uc_initrd_walk *walk)
{
    const void *base = NULL;
    size_t bytes = 0;
    int err = uc_plat_initrd(&base, &bytes);

    if (err < 0) {
        return err;
    }
    uc_initrd_walk_memory(walk, base, bytes);
    return 0;
}

int uc_initrd_next(struct uc_initrd_walk *walk, struct uc_initrd_file *out)
{
    struct initrd_entry entry;
    int found = initrd_next(walk, &entry);

    if (found == 1) {
        find_data(walk, &entry);
        *out = entry.file;
    }
    return found;
}

int uc_initrd_find(const char *path, struct uc_initrd_file *out)
{
    struct uc_initrd_walk walk;
    struct uc_initrd_walk behind;
    struct initrd_entry entry;
    struct initrd_entry last = {.links = 0};
    bool found = false;
    int more;

    int err = uc_initrd_walk(&walk);
    if (err < 0) {
        return err;
    }
    while ((more = initrd_next(&walk, &entry)) == 1) {
        if (same_path(entry.file.path, path)) {
            last = entry;
            behind = walk;
            found = true;
        }
    }
    if (!found) {
        return more < 0 ? more : -UC_ENOENT;
    }
    find_data(&behind, &last);
    *out = last.file;
    return 0;
}
