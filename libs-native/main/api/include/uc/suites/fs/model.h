/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_SUITES_FS_MODEL_H
#define UC_SUITES_FS_MODEL_H

/*
 * A file system as simple as can be, in arrays: what random operations do to
 * the one under test is done to it as well, and both must say the same. Who
 * chooses the operations is fs_model_pick: random numbers, or a fuzzer's bytes.
 */
#include <uc/suites/fs/fixture.h>

enum {
    FS_MODEL_NODES = 24,
    FS_MODEL_NAMES = 5,
    FS_MODEL_BYTES = 20000,
    FS_MODEL_OPEN = 3,
    FS_MODEL_PATH = 2048,
};

struct fs_model_node {
    bool used;
    uint32_t mode; /* 0: nothing */
    unsigned links;
    unsigned parent; /* of a directory */
    int names[FS_MODEL_NAMES];
    size_t bytes;
    char target;
    uint8_t data[FS_MODEL_BYTES];
};

static struct fs_model_node fs_model[FS_MODEL_NODES];

/* Open files, which keep a node without links. */
static struct {
    struct uc_file *file;
    unsigned node;
} fs_model_open[FS_MODEL_OPEN];

/* Whether memory may end; what failed for want of it or of room: then nothing
 * may have changed. */
static bool fs_model_tight;
static unsigned fs_model_shortages;

/* Chooses a number below (n). */
static unsigned (*fs_model_pick)(unsigned n);

static const char *const fs_model_names[FS_MODEL_NAMES] = {
    "a", "bb", "c.c",
    "0123456789012345678901234567890123456789012345678901234567890123456789",
    "d"};

#define FS_MODEL_EXPECT(cond)                                                  \
    do {                                                                       \
        if (!(cond)) {                                                         \
            uc_test_fail(__FILE__, __LINE__, #cond);                           \
            return false;                                                      \
        }                                                                      \
    } while (0)

static bool fs_model_is_dir(unsigned node)
{
    return (fs_model[node].mode & UC_FS_TYPE_MASK) == UC_FS_DIRECTORY;
}

static bool fs_model_is_file(unsigned node)
{
    return (fs_model[node].mode & UC_FS_TYPE_MASK) == UC_FS_FILE;
}

/* A free node, or -1. */
static int fs_model_new(uint32_t mode)
{
    for (int i = 1; i < FS_MODEL_NODES; i++) {
        struct fs_model_node *node = &fs_model[i];
        if (!node->used) {
            node->used = true;
            node->mode = mode;
            node->links = 1;
            node->bytes = 0;
            for (unsigned n = 0; n < FS_MODEL_NAMES; n++) {
                node->names[n] = -1;
            }
            return i;
        }
    }
    return -1;
}

static void fs_model_unlink(int node)
{
    fs_model[node].links--;
    for (unsigned i = 0; i < FS_MODEL_OPEN; i++) {
        if (fs_model_open[i].file != NULL &&
            fs_model_open[i].node == (unsigned)node) {
            return;
        }
    }
    fs_model[node].used = fs_model[node].links > 0;
}

static void fs_model_reset(void)
{
    for (unsigned i = 0; i < FS_MODEL_NODES; i++) {
        fs_model[i].used = false;
    }
    fs_model[0].used = true;
    fs_model[0].mode = UC_FS_DIRECTORY | 0755;
    fs_model[0].parent = 0;
    for (unsigned n = 0; n < FS_MODEL_NAMES; n++) {
        fs_model[0].names[n] = -1;
    }
    fs_model_shortages = 0;
}

static bool fs_model_is_empty(unsigned dir)
{
    for (unsigned n = 0; n < FS_MODEL_NAMES; n++) {
        if (fs_model[dir].names[n] >= 0) {
            return false;
        }
    }
    return true;
}

/* Whether (above) is (dir) or above it. */
static bool fs_model_is_above(unsigned above, unsigned dir)
{
    while (dir != above && dir != 0) {
        dir = fs_model[dir].parent;
    }
    return dir == above;
}

/* Some directory. */
static unsigned fs_model_pick_dir(void)
{
    unsigned dir = 0;

    for (unsigned steps = fs_model_pick(4); steps > 0; steps--) {
        int child = fs_model[dir].names[fs_model_pick(FS_MODEL_NAMES)];
        if (child >= 0 && fs_model_is_dir((unsigned)child)) {
            dir = (unsigned)child;
        }
    }
    return dir;
}

static unsigned fs_model_name_in(unsigned parent, unsigned child)
{
    unsigned n = 0;

    while (fs_model[parent].names[n] != (int)child) {
        n++;
    }
    return n;
}

/* Where name (n) of (dir) is, from the current directory on. */
static const char *fs_model_path(char *out, unsigned dir, unsigned n)
{
    char *at = out + FS_MODEL_PATH - 1;

    *at = '\0';
    for (;;) {
        size_t length = fs_suite_length(fs_model_names[n]);
        at -= length;
        __builtin_memcpy(at, fs_model_names[n], length);
        if (dir == 0) {
            return at;
        }
        *--at = '/';
        n = fs_model_name_in(fs_model[dir].parent, dir);
        dir = fs_model[dir].parent;
    }
}

/* A place in the tree. */
struct fs_model_place {
    unsigned dir;
    unsigned name;
    int node; /* -1: nothing */
    const char *path;
    char room[FS_MODEL_PATH];
};

static void fs_model_pick_place(struct fs_model_place *place)
{
    place->dir = fs_model_pick_dir();
    place->name = fs_model_pick(FS_MODEL_NAMES);
    place->node = fs_model[place->dir].names[place->name];
    place->path = fs_model_path(place->room, place->dir, place->name);
}

/* Whether (got) is what was to come; a shortage is counted and makes
 * (*changed) false. */
static bool fs_model_agrees(int got, int want, bool *changed)
{
    *changed = want == 0;
    if (fs_model_tight && (got == -UC_ENOMEM || got == -UC_ENOSPC)) {
        fs_model_shortages++;
        *changed = false;
        return true;
    }
    if (got != want) {
        uc_test_fail_values(__FILE__, __LINE__, "operation == model", got,
                            want);
    }
    return got == want;
}

/* Whether (file) holds what (node) does. */
static bool fs_model_same_contents(struct uc_file *file, unsigned node)
{
    const struct fs_model_node *want = &fs_model[node];
    uc_ssize_t n = fs_suite_pread(file, fs_suite_in, FS_SUITE_BYTES, 0);

    if (fs_model_tight && n == -UC_ENOMEM) {
        fs_model_shortages++;
        return true;
    }
    FS_MODEL_EXPECT(n == (uc_ssize_t)want->bytes);
    FS_MODEL_EXPECT(uc_test_same_memory(fs_suite_in, want->data, want->bytes));
    return true;
}

static bool fs_model_same_node(const char *path, unsigned node)
{
    const struct fs_model_node *want = &fs_model[node];
    struct uc_fs_attr attr;
    struct uc_file *file;
    char target;

    int err = uc_vfs_stat(NULL, path, UC_AT_SYMLINK_NOFOLLOW, &attr);
    FS_MODEL_EXPECT(err == 0);
    FS_MODEL_EXPECT(attr.mode == want->mode);
    if (fs_model_is_dir(node)) {
        return true;
    }
    FS_MODEL_EXPECT(attr.links == want->links);
    if (!fs_model_is_file(node)) {
        FS_MODEL_EXPECT(uc_vfs_readlink(NULL, path, &target, 1) == 1);
        FS_MODEL_EXPECT(target == want->target);
        return true;
    }
    FS_MODEL_EXPECT(attr.bytes == want->bytes);
    FS_MODEL_EXPECT(uc_vfs_open(&file, NULL, path, UC_O_RDONLY, 0) == 0);
    bool same = fs_model_same_contents(file, node);
    uc_file_close(file);
    return same;
}

/* Whether the names of (dir), at (path), are those of the model. */
static bool fs_model_same_names(const char *path, unsigned dir)
{
    struct fs_suite_names names;
    bool seen[FS_MODEL_NAMES] = {false};

    FS_MODEL_EXPECT(fs_suite_list(&names, path) == 0);
    while (fs_suite_next(&names)) {
        unsigned n = 0;
        while (n < FS_MODEL_NAMES &&
               !uc_test_same_string(names.name, fs_model_names[n])) {
            n++;
        }
        if (n == FS_MODEL_NAMES || fs_model[dir].names[n] < 0 || seen[n]) {
            uc_test_fail(__FILE__, __LINE__, "a name that is not there");
            break;
        }
        seen[n] = true;
    }
    uc_file_close(names.file);
    for (unsigned n = 0; n < FS_MODEL_NAMES; n++) {
        FS_MODEL_EXPECT(fs_model[dir].names[n] >= 0 ? seen[n] : !seen[n]);
    }
    return true;
}

/* Whether the whole tree is that of the model. */
static bool fs_model_same(void)
{
    static char room[FS_MODEL_PATH];

    for (unsigned dir = 0; dir < FS_MODEL_NODES; dir++) {
        if (!fs_model[dir].used || !fs_model_is_dir(dir)) {
            continue;
        }
        const unsigned up = fs_model[dir].parent;
        const char *path =
            (dir == 0) ? "."
                       : fs_model_path(room, up, fs_model_name_in(up, dir));
        if (!fs_model_same_names(path, dir)) {
            return false;
        }
        for (unsigned n = 0; n < FS_MODEL_NAMES; n++) {
            int node = fs_model[dir].names[n];
            if (node >= 0 && !fs_model_same_node(fs_model_path(room, dir, n),
                                                 (unsigned)node)) {
                return false;
            }
        }
    }
    for (unsigned i = 0; i < FS_MODEL_OPEN; i++) {
        if (fs_model_open[i].file != NULL &&
            !fs_model_same_contents(fs_model_open[i].file,
                                    fs_model_open[i].node)) {
            return false;
        }
    }
    return true;
}

#endif /* UC_SUITES_FS_MODEL_H */
