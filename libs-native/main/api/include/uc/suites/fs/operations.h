/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_SUITES_FS_OPERATIONS_H
#define UC_SUITES_FS_OPERATIONS_H

/* Operations on the file system under test and on the model; each returns
 * false where the two do not agree. */
#include <uc/suites/fs/model.h>

static bool fs_model_do_make(void)
{
    static struct fs_model_place at;
    static const uint32_t types[] = {UC_FS_FILE, UC_FS_DIRECTORY, UC_FS_LINK};
    bool made;
    int got;

    fs_model_pick_place(&at);
    const uint32_t type = types[fs_model_pick(3)];
    const char target[] = {(char)('A' + fs_model_pick(26)), '\0'};
    int node = (at.node < 0) ? fs_model_new(type | 0700) : -1;
    if (at.node < 0 && node < 0) {
        return true; /* the model is full */
    }
    if (type == UC_FS_FILE) {
        got = uc_vfs_mknod(NULL, at.path, UC_FS_FILE | 0700, 0);
    } else if (type == UC_FS_DIRECTORY) {
        got = uc_vfs_mkdir(NULL, at.path, 0700);
    } else {
        got = uc_vfs_symlink(target, NULL, at.path);
    }
    bool agrees = fs_model_agrees(got, (at.node < 0) ? 0 : -UC_EEXIST, &made);
    if (made) {
        fs_model[at.dir].names[at.name] = node;
        fs_model[node].parent = at.dir;
        fs_model[node].target = target[0];
        fs_model[node].mode = type | (type == UC_FS_LINK ? 0777 : 0700);
    } else if (node >= 0) {
        fs_model[node].used = false;
    }
    return agrees;
}

static bool fs_model_do_remove(void)
{
    static struct fs_model_place at;
    bool removed;
    int want = 0;

    fs_model_pick_place(&at);
    const bool directory = fs_model_pick(2) == 1;
    if (at.node < 0) {
        want = -UC_ENOENT;
    } else if (directory && !fs_model_is_dir((unsigned)at.node)) {
        want = -UC_ENOTDIR;
    } else if (!directory && fs_model_is_dir((unsigned)at.node)) {
        want = -UC_EISDIR;
    } else if (directory && !fs_model_is_empty((unsigned)at.node)) {
        want = -UC_ENOTEMPTY;
    }
    int got = uc_vfs_unlink(NULL, at.path, directory ? UC_AT_REMOVEDIR : 0u);
    bool agrees = fs_model_agrees(got, want, &removed);
    if (removed) {
        fs_model[at.dir].names[at.name] = -1;
        fs_model_unlink(at.node);
    }
    return agrees;
}

static bool fs_model_do_link(void)
{
    static struct fs_model_place from;
    static struct fs_model_place to;
    bool linked;
    int want = 0;

    fs_model_pick_place(&from);
    fs_model_pick_place(&to);
    if (from.node < 0) {
        want = -UC_ENOENT;
    } else if (to.node >= 0) {
        want = -UC_EEXIST;
    } else if (fs_model_is_dir((unsigned)from.node)) {
        want = -UC_EPERM;
    }
    int got = uc_vfs_link(NULL, from.path, NULL, to.path, 0);
    bool agrees = fs_model_agrees(got, want, &linked);
    if (linked) {
        fs_model[to.dir].names[to.name] = from.node;
        fs_model[from.node].links++;
    }
    return agrees;
}

/* What a rename is to give; Linux' order of looking at things. */
static int fs_model_rename_result(const struct fs_model_place *from,
                                  const struct fs_model_place *to,
                                  unsigned flags)
{
    const bool exchange = flags == UC_FS_RENAME_EXCHANGE;
    const bool met = to->node >= 0;

    if (from->node < 0 || (exchange && !met)) {
        return -UC_ENOENT;
    }
    if (met && flags == UC_FS_RENAME_NOREPLACE) {
        return -UC_EEXIST;
    }
    if (fs_model_is_dir((unsigned)from->node) &&
        fs_model_is_above((unsigned)from->node, to->dir)) {
        return -UC_EINVAL;
    }
    if (!met) {
        return 0;
    }
    const bool to_is_dir = fs_model_is_dir((unsigned)to->node);
    if (to_is_dir && fs_model_is_above((unsigned)to->node, from->dir)) {
        return exchange ? -UC_EINVAL : -UC_ENOTEMPTY;
    }
    if (exchange || from->node == to->node) {
        return 0;
    }
    if (fs_model_is_dir((unsigned)from->node) != to_is_dir) {
        return to_is_dir ? -UC_EISDIR : -UC_ENOTDIR;
    }
    return (to_is_dir && !fs_model_is_empty((unsigned)to->node)) ? -UC_ENOTEMPTY
                                                                 : 0;
}

static bool fs_model_do_rename(void)
{
    static struct fs_model_place from;
    static struct fs_model_place to;
    bool renamed;

    fs_model_pick_place(&from);
    fs_model_pick_place(&to);
    const unsigned flags = fs_model_pick(3);
    int want = fs_model_rename_result(&from, &to, flags);
    int got = uc_vfs_rename(NULL, from.path, NULL, to.path, flags);
    if (flags == UC_FS_RENAME_EXCHANGE && want == 0 && got == -UC_EOPNOTSUPP) {
        return true; /* exchanges nothing */
    }
    bool agrees = fs_model_agrees(got, want, &renamed);
    if (!renamed || from.node == to.node) {
        return agrees;
    }
    fs_model[to.dir].names[to.name] = from.node;
    fs_model[from.node].parent = to.dir;
    if (flags == UC_FS_RENAME_EXCHANGE) {
        fs_model[from.dir].names[from.name] = to.node;
        fs_model[to.node].parent = from.dir;
    } else {
        fs_model[from.dir].names[from.name] = -1;
        if (to.node >= 0) {
            fs_model_unlink(to.node);
        }
    }
    return agrees;
}

/* Some file that is open for reading and writing, in (*slot); opens one where
 * there is none yet. False: nothing to work on. */
static bool fs_model_pick_file(unsigned *slot, bool *agrees)
{
    static struct fs_model_place at;
    bool opened;
    int want = 0;

    *agrees = true;
    *slot = fs_model_pick(FS_MODEL_OPEN);
    if (fs_model_open[*slot].file != NULL) {
        return true;
    }
    fs_model_pick_place(&at);
    if (at.node < 0) {
        want = -UC_ENOENT;
    } else if (fs_model_is_dir((unsigned)at.node)) {
        want = -UC_EISDIR;
    } else if (!fs_model_is_file((unsigned)at.node)) {
        want = -UC_ELOOP;
    }
    struct uc_file *file;
    int got = uc_vfs_open(&file, NULL, at.path, UC_O_RDWR | UC_O_NOFOLLOW, 0);
    *agrees = fs_model_agrees(got, want, &opened);
    if (!opened) {
        if (got == 0) {
            uc_file_close(file);
        }
        return false;
    }
    fs_model_open[*slot].file = file;
    fs_model_open[*slot].node = (unsigned)at.node;
    return true;
}

static void fs_model_close(unsigned slot)
{
    struct uc_file *file = fs_model_open[slot].file;

    if (file == NULL) {
        return;
    }
    const unsigned node = fs_model_open[slot].node;
    fs_model_open[slot].file = NULL;
    uc_file_close(file);
    fs_model[node].links++;
    fs_model_unlink((int)node);
}

static bool fs_model_do_close(void)
{
    fs_model_close(fs_model_pick(FS_MODEL_OPEN));
    return true;
}

/* Its new end is (end): zeroes between. */
static void fs_model_extend(struct fs_model_node *node, size_t end)
{
    if (end > node->bytes) {
        __builtin_memset(node->data + node->bytes, 0, end - node->bytes);
        node->bytes = end;
    }
}

static bool fs_model_do_write(void)
{
    unsigned slot;
    bool agrees;

    if (!fs_model_pick_file(&slot, &agrees)) {
        return agrees;
    }
    struct fs_model_node *node = &fs_model[fs_model_open[slot].node];
    const size_t at = fs_model_pick(FS_MODEL_BYTES);
    const size_t max = FS_MODEL_BYTES - at;
    const size_t bytes = 1 + fs_model_pick((max < 9000) ? (unsigned)max : 9000);
    const size_t some = (bytes > max) ? max : bytes;
    fs_suite_fill(fs_suite_out, some, fs_model_pick(256));
    uc_ssize_t n = fs_suite_pwrite(fs_model_open[slot].file, fs_suite_out, some,
                                   (int64_t)at);
    if (fs_model_tight && (n == -UC_ENOSPC || n == -UC_ENOMEM)) {
        fs_model_shortages++;
        return true;
    }
    FS_MODEL_EXPECT(n > 0 && (size_t)n <= some);
    FS_MODEL_EXPECT((size_t)n == some || fs_model_tight);
    fs_model_extend(node, at);
    fs_model_extend(node, at + (size_t)n);
    __builtin_memcpy(node->data + at, fs_suite_out, (size_t)n);
    return true;
}

static bool fs_model_do_truncate(void)
{
    unsigned slot;
    bool agrees;
    bool changed;

    if (!fs_model_pick_file(&slot, &agrees)) {
        return agrees;
    }
    struct fs_model_node *node = &fs_model[fs_model_open[slot].node];
    const size_t bytes = fs_model_pick(FS_MODEL_BYTES);
    int got = uc_file_truncate(fs_model_open[slot].file, (int64_t)bytes);
    if (UC_SUITE_FS_OF_A_SERVER && got == -UC_ENOENT) {
        return true; /* it may have lost a name; nothing was changed */
    }
    agrees = fs_model_agrees(got, 0, &changed);
    if (changed) {
        fs_model_extend(node, bytes);
        node->bytes = bytes;
    }
    return agrees;
}

static bool fs_model_do_allocate(void)
{
    unsigned slot;
    bool agrees;
    bool changed;

    if (!fs_model_pick_file(&slot, &agrees)) {
        return agrees;
    }
    static const unsigned kinds[] = {0, UC_FS_KEEP_SIZE,
                                     UC_FS_PUNCH_HOLE | UC_FS_KEEP_SIZE};
    struct fs_model_node *node = &fs_model[fs_model_open[slot].node];
    const unsigned flags = kinds[fs_model_pick(3)];
    const size_t at = fs_model_pick(FS_MODEL_BYTES);
    const size_t bytes = 1 + fs_model_pick((unsigned)(FS_MODEL_BYTES - at));
    int got = uc_file_allocate(fs_model_open[slot].file, (int64_t)at,
                               (int64_t)bytes, flags);
    if (got == -UC_EOPNOTSUPP) {
        return true;
    }
    agrees = fs_model_agrees(got, 0, &changed);
    if (changed && (flags & UC_FS_PUNCH_HOLE) != 0) {
        if (at < node->bytes) {
            const size_t left = node->bytes - at;
            __builtin_memset(node->data + at, 0, bytes < left ? bytes : left);
        }
    } else if (changed && flags == 0) {
        fs_model_extend(node, at + bytes);
    }
    return agrees;
}

static bool fs_model_do_compare(void)
{
    unsigned slot;
    bool agrees;

    if (!fs_model_pick_file(&slot, &agrees)) {
        return agrees;
    }
    return fs_model_same_contents(fs_model_open[slot].file,
                                  fs_model_open[slot].node);
}

static bool fs_model_do_chmod(void)
{
    static struct fs_model_place at;
    bool changed;
    int want = 0;

    fs_model_pick_place(&at);
    const uint32_t mode = 0700 | fs_model_pick(64);
    if (at.node < 0) {
        want = -UC_ENOENT;
    } else if (!fs_model_is_dir((unsigned)at.node) &&
               !fs_model_is_file((unsigned)at.node)) {
        want = -UC_EOPNOTSUPP;
    }
    int got = uc_vfs_chmod(NULL, at.path, mode, UC_AT_SYMLINK_NOFOLLOW);
    bool agrees = fs_model_agrees(got, want, &changed);
    if (changed) {
        fs_model[at.node].mode =
            (fs_model[at.node].mode & UC_FS_TYPE_MASK) | mode;
    }
    return agrees;
}

/* One operation; false where the two do not agree. */
static bool fs_model_step(void)
{
    static bool (*const operations[])(void) = {
        fs_model_do_make,     fs_model_do_make,    fs_model_do_make,
        fs_model_do_remove,   fs_model_do_link,    fs_model_do_rename,
        fs_model_do_rename,   fs_model_do_write,   fs_model_do_write,
        fs_model_do_truncate, fs_model_do_compare, fs_model_do_allocate,
        fs_model_do_close,    fs_model_do_chmod,
    };

    return operations[fs_model_pick(UC_ARRAY_SIZE(operations))]();
}

static void fs_model_close_all(void)
{
    for (unsigned i = 0; i < FS_MODEL_OPEN; i++) {
        fs_model_close(i);
    }
}

#endif /* UC_SUITES_FS_OPERATIONS_H */
