/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_SUITES_FS_FIXTURE_H
#define UC_SUITES_FS_FIXTURE_H

/*
 * What the tests of contract "fs" share. Each runs in a directory of its own,
 * which is the current one, and must be able to remove all that it left there.
 */
#include <uc/errors.h>
#include <uc/test.h>
#include <uc/vfs.h>

#ifndef UC_SUITE_FS_PATH
#define UC_SUITE_FS_PATH "/"
#endif

#ifndef UC_SUITE_FS_OF_A_SERVER
#define UC_SUITE_FS_OF_A_SERVER 0
#endif

#define FS_SUITE_TEST(title)                                                   \
    static void fs_suite_##title(void);                                        \
    UC_TEST(title)                                                             \
    {                                                                          \
        UC_REQUIRE(fs_suite_enter());                                          \
        fs_suite_##title();                                                    \
        UC_EXPECT(fs_suite_leave());                                           \
    }                                                                          \
    static void fs_suite_##title(void)

enum {
    FS_SUITE_BYTES = 65536,
    FS_SUITE_NAME = 256,
};

static uint8_t fs_suite_out[FS_SUITE_BYTES];
static uint8_t fs_suite_in[FS_SUITE_BYTES];

/* Bytes that tell where they belong; never 0, so that holes are seen. */
static inline void fs_suite_fill(uint8_t *out, size_t bytes, uint32_t seed)
{
    for (size_t i = 0; i < bytes; i++) {
        seed = seed * 1664525u + 1013904223u;
        out[i] = (uint8_t)(seed >> 24) | 1;
    }
}

static inline size_t fs_suite_length(const char *text)
{
    size_t n = 0;

    while (text[n] != '\0') {
        n++;
    }
    return n;
}

static inline uc_ssize_t fs_suite_pwrite(struct uc_file *file, const void *data,
                                         size_t bytes, int64_t offset)
{
    const struct uc_fs_piece piece = {(void *)(uintptr_t)data, bytes};

    return uc_file_pwritev(file, &piece, 1, offset);
}

static inline uc_ssize_t fs_suite_pread(struct uc_file *file, void *buf,
                                        size_t bytes, int64_t offset)
{
    const struct uc_fs_piece piece = {buf, bytes};

    return uc_file_preadv(file, &piece, 1, offset);
}

/* A file of pattern (seed); returns 0 or the error. */
static inline int fs_suite_make(const char *path, size_t bytes, uint32_t seed)
{
    struct uc_file *file;

    int err = uc_vfs_open(&file, NULL, path,
                          UC_O_CREAT | UC_O_EXCL | UC_O_WRONLY, 0644);
    if (err < 0) {
        return err;
    }
    fs_suite_fill(fs_suite_out, bytes, seed);
    uc_ssize_t n = fs_suite_pwrite(file, fs_suite_out, bytes, 0);
    uc_file_close(file);
    return (n == (uc_ssize_t)bytes) ? 0 : (n < 0) ? (int)n : -UC_EIO;
}

/* Whether the file holds pattern (seed) and nothing else. */
static inline bool fs_suite_holds(const char *path, size_t bytes, uint32_t seed)
{
    struct uc_file *file;

    if (uc_vfs_open(&file, NULL, path, UC_O_RDONLY, 0) < 0) {
        return false;
    }
    uc_ssize_t n = fs_suite_pread(file, fs_suite_in, FS_SUITE_BYTES, 0);
    uc_file_close(file);
    fs_suite_fill(fs_suite_out, bytes, seed);
    return n == (uc_ssize_t)bytes &&
           uc_test_same_memory(fs_suite_in, fs_suite_out, bytes);
}

/* What stat says of (path), links not followed; zeroed where it fails. */
static inline struct uc_fs_attr fs_suite_stat(const char *path)
{
    struct uc_fs_attr attr = {.fs = 0};

    (void)uc_vfs_stat(NULL, path, UC_AT_SYMLINK_NOFOLLOW, &attr);
    return attr;
}

static inline bool fs_suite_exists(const char *path)
{
    return fs_suite_stat(path).inode != 0;
}

/* Reads one name after the other. */
struct fs_suite_names {
    struct uc_fs_readdir walk;
    struct uc_file *file;
    unsigned room; /* how many more it takes before it refuses */
    char name[FS_SUITE_NAME];
    uint64_t inode;
    uint32_t type;
    uint64_t cookie;
    unsigned count;
};

static inline bool fs_suite_emit(struct uc_fs_readdir *walk,
                                 const struct uc_fs_entry *entry)
{
    struct fs_suite_names *names =
        UC_CONTAINER_OF(walk, struct fs_suite_names, walk);

    if (names->room == 0 || entry->name.bytes >= FS_SUITE_NAME) {
        return false;
    }
    names->room--;
    __builtin_memcpy(names->name, entry->name.text, entry->name.bytes);
    names->name[entry->name.bytes] = '\0';
    names->inode = entry->inode;
    names->type = entry->type;
    names->cookie = entry->cookie;
    names->count++;
    return true;
}

/* The next name that is neither "." nor ".."; false at the end. */
static inline bool fs_suite_next(struct fs_suite_names *names)
{
    do {
        names->room = 1;
        if (uc_file_readdir(names->file, &names->walk) != 1) {
            return false;
        }
    } while (uc_test_same_string(names->name, ".") ||
             uc_test_same_string(names->name, ".."));
    return true;
}

static inline int fs_suite_list(struct fs_suite_names *names, const char *path)
{
    *names = (struct fs_suite_names){.walk = {.emit = fs_suite_emit}};
    return uc_vfs_open(&names->file, NULL, path, UC_O_RDONLY | UC_O_DIRECTORY,
                       0);
}

/* How many names (path) has; -UC_Exxx. */
static inline int fs_suite_count(const char *path)
{
    struct fs_suite_names names;
    int count = 0;

    int err = fs_suite_list(&names, path);
    if (err < 0) {
        return err;
    }
    while (fs_suite_next(&names)) {
        count++;
    }
    uc_file_close(names.file);
    return count;
}

/* Removes all names of the current directory, those below first. False: one
 * does not go. Goes down and up by chdir, so that no depth is too deep. */
static inline bool fs_suite_clear(void)
{
    struct fs_suite_names names;
    unsigned depth = 0;

    for (;;) {
        if (fs_suite_list(&names, ".") < 0) {
            return false;
        }
        bool more = fs_suite_next(&names);
        uc_file_close(names.file);
        if (!more) {
            if (depth == 0) {
                return true;
            }
            depth--;
            if (uc_vfs_chdir(NULL, "..", 0) < 0) {
                return false;
            }
            continue;
        }
        if (names.type == UC_FS_DIRECTORY &&
            uc_vfs_unlink(NULL, names.name, UC_AT_REMOVEDIR) < 0) {
            depth++;
            if (uc_vfs_chdir(NULL, names.name, 0) < 0) {
                return false;
            }
        } else if (names.type != UC_FS_DIRECTORY &&
                   uc_vfs_unlink(NULL, names.name, 0) < 0) {
            return false;
        }
    }
}

static inline bool fs_suite_enter(void)
{
    return uc_vfs_chdir(NULL, UC_SUITE_FS_PATH, 0) == 0 &&
           uc_vfs_mkdir(NULL, "suite", 0755) == 0 &&
           uc_vfs_chdir(NULL, "suite", 0) == 0;
}

static inline bool fs_suite_leave(void)
{
    return fs_suite_clear() && uc_vfs_chdir(NULL, UC_SUITE_FS_PATH, 0) == 0 &&
           uc_vfs_unlink(NULL, "suite", UC_AT_REMOVEDIR) == 0 &&
           uc_vfs_chdir(NULL, "/", 0) == 0;
}

#endif /* UC_SUITES_FS_FIXTURE_H */
