/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What is mounted at start: vfs.mount=TYPE:SOURCE:PATH[:OPTIONS] on the command
 * line, once for each, and where none of them is the root, option vfs.root.
 */
#include <uc/assert.h>
#include <uc/init.h>
#include <uc/malloc.h>
#include <uc/param.h>

#include "internal.h"

enum {
    MOUNTS_MAX = 8,
    WORDS = 4, /* type, source, path, options */
};

static const char *mounts[MOUNTS_MAX];
static unsigned mounts_n;

/* Where word (index) of "a:b:c" begins; its end where there are not so many.
 * Options are all that is left. */
static const char *word_of(const char *text, unsigned index)
{
    while (index > 0 && *text != '\0') {
        index -= (*text++ == ':') ? 1u : 0u;
    }
    return text;
}

static int add_mount(const char *value)
{
    if (*value == ':' || *word_of(value, 2) != '/') {
        return -UC_EINVAL;
    }
    if (mounts_n == MOUNTS_MAX) {
        return -UC_ENOMEM;
    }
    mounts[mounts_n++] = value;
    return 0;
}

UC_PARAM(vfs_mount, "vfs.mount", add_mount);

static bool is_root(const char *mount)
{
    const char *path = word_of(mount, 2);

    return path[0] == '/' && (path[1] == '\0' || path[1] == ':');
}

/* Makes the directories of (path) that are not there. */
static void make_place(char *path)
{
    for (char *at = path + 1; *at != '\0'; at++) {
        if (*at == '/') {
            *at = '\0';
            (void)uc_vfs_mkdir(NULL, path, 0755);
            *at = '/';
        }
    }
    (void)uc_vfs_mkdir(NULL, path, 0755);
}

static int mount_words(char *text)
{
    char *words[WORDS] = {text, text, text, text};
    struct uc_fs_mount what = {.disk = NULL};

    for (unsigned i = 1; i < WORDS; i++) {
        char *at = words[i - 1];
        while (*at != ':' && *at != '\0') {
            at++;
        }
        if (*at == ':') {
            *at++ = '\0';
        }
        words[i] = at;
    }
    what.source = words[1];
    what.options = words[3];
    if (vfs_root != NULL) {
        make_place(words[2]); /* where it fails, the mount does */
    }
    return uc_vfs_mount(words[0], words[2], &what);
}

static void mount_one(const char *mount)
{
    size_t bytes = 0;

    while (mount[bytes++] != '\0') {
    }
    char *text = uc_malloc(bytes);
    int err = -UC_ENOMEM;
    if (text != NULL) {
        __builtin_memcpy(text, mount, bytes);
        err = mount_words(text);
        uc_free(text);
    }
    if (err < 0) {
        uc_panic("vfs cannot mount %s (error %d)", mount, -err);
    }
}

static int vfs(void)
{
    const char *root = (UC_CONFIG_VFS_ROOT[0] != '\0') ? UC_CONFIG_VFS_ROOT
                                                       : (const char *)NULL;

    for (unsigned i = 0; i < mounts_n; i++) {
        root = is_root(mounts[i]) ? mounts[i] : root;
    }
    if (root != NULL) {
        mount_one(root);
    }
    for (unsigned i = 0; i < mounts_n; i++) {
        if (!is_root(mounts[i])) {
            mount_one(mounts[i]);
        }
    }
    return 0;
}

UC_INIT(5, vfs);
