/* SPDX-License-Identifier: BSD-3-Clause */
/* What is mounted. Spec: Linux, fstab(5), proc(5). */
#include <uc/malloc.h>
#include <uc/vfs.h>

#include "internal.h"

/* Blanks and what else would part words are written in octal. */
static void print_path(struct procfs_text *text, const char *path)
{
    for (; *path != '\0'; path++) {
        if (*path == ' ' || *path == '\t' || *path == '\n' || *path == '\\') {
            const char octal[] = {
                '\\',
                (char)('0' + (*path >> 6 & 7)),
                (char)('0' + (*path >> 3 & 7)),
                (char)('0' + (*path & 7)),
            };
            procfs_bytes(text, octal, sizeof octal);
        } else {
            procfs_bytes(text, path, 1);
        }
    }
}

typedef void line_fn(struct procfs_text *text,
                     const struct uc_vfs_mounted *mounted, const char *path);

static void print_each(struct procfs_text *text, line_fn *print)
{
    char *path = uc_malloc(UC_VFS_PATH_MAX);
    struct uc_vfs_mounted mounted;

    if (path == NULL) {
        return;
    }
    for (unsigned i = 0;; i++) {
        int err = uc_vfs_mounted(i, &mounted, path, UC_VFS_PATH_MAX);
        if (err == -UC_ENOENT) {
            break;
        }
        if (err == 0) { /* else its path is longer than any that is used */
            print(text, &mounted, path);
        }
    }
    uc_free(path);
}

static const char *access_of(const struct uc_vfs_mounted *mounted)
{
    return (mounted->flags & UC_FS_READ_ONLY) != 0 ? "ro" : "rw";
}

static void print_mount(struct procfs_text *text,
                        const struct uc_vfs_mounted *mounted, const char *path)
{
    procfs_print(text, "none ");
    print_path(text, path);
    procfs_print(text, " ");
    procfs_print(text, mounted->type);
    procfs_print(text, " ");
    procfs_print(text, access_of(mounted));
    procfs_print(text, " 0 0\n");
}

/* Of what it is mounted in, nobody keeps the number: 0. */
static void print_info(struct procfs_text *text,
                       const struct uc_vfs_mounted *mounted, const char *path)
{
    procfs_number(text, mounted->fs);
    procfs_print(text, " 0 0:");
    procfs_number(text, mounted->fs);
    procfs_print(text, " / ");
    print_path(text, path);
    procfs_print(text, " ");
    procfs_print(text, access_of(mounted));
    procfs_print(text, " - ");
    procfs_print(text, mounted->type);
    procfs_print(text, " none ");
    procfs_print(text, access_of(mounted));
    procfs_print(text, "\n");
}

static void mounts(struct procfs_text *text)
{
    print_each(text, print_mount);
}

static void mountinfo(struct procfs_text *text)
{
    print_each(text, print_info);
}

static void mounts_link(struct procfs_text *text)
{
    procfs_print(text, "self/mounts");
}

PROCFS_FILE(mounts, PROCFS_SELF, "mounts", mounts);
PROCFS_FILE(mountinfo, PROCFS_SELF, "mountinfo", mountinfo);
PROCFS_LINK(mounts_link, PROCFS_ROOT, "mounts", mounts_link);
