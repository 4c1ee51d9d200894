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

UC_SET_DECLARE(fs_type, struct uc_fs_type);

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

/* Owns: the caller frees it. NULL: no memory. */
static char *copy_of(const char *text)
{
    size_t bytes = 0;

    while (text[bytes++] != '\0') {
    }
    char *copy = uc_malloc(bytes);
    return (copy == NULL) ? NULL : __builtin_memcpy(copy, text, bytes);
}

UC_NORETURN static void fail(const char *mount, int err)
{
    uc_panic("vfs cannot mount %s (error %d)", mount, -err);
}

static void mount_one(const char *mount)
{
    char *text = copy_of(mount);
    int err = -UC_ENOMEM;

    if (text != NULL) {
        err = mount_words(text);
        uc_free(text);
    }
    if (err < 0) {
        fail(mount, err);
    }
}

/* Whether the command line mounts something at (path). */
static bool is_taken(const char *path)
{
    for (unsigned i = 0; i < mounts_n; i++) {
        const char *at = word_of(mounts[i], 2);
        const char *want = path;
        while (*want != '\0' && *at == *want) {
            at++;
            want++;
        }
        if (*want == '\0' && (*at == '\0' || *at == ':')) {
            return true;
        }
    }
    return false;
}

/* Types that have a place of their own. */
static void mount_types(void)
{
    const struct uc_fs_mount what = {.source = "", .options = ""};

    UC_SET_FOREACH(fs_type, struct uc_fs_type, type)
    {
        if (type->place == NULL || type->place[0] == '\0' ||
            is_taken(type->place)) {
            continue;
        }
        char *path = copy_of(type->place);
        int err = -UC_ENOMEM;
        if (path != NULL) {
            make_place(path);
            err = uc_vfs_mount(type->name, path, &what);
            uc_free(path);
        }
        if (err < 0) {
            fail(type->name, err);
        }
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
        mount_types();
    }
    for (unsigned i = 0; i < mounts_n; i++) {
        if (!is_root(mounts[i])) {
            mount_one(mounts[i]);
        }
    }
    return 0;
}

UC_INIT(5, vfs);
