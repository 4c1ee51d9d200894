/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef PROCFS_INTERNAL_H
#define PROCFS_INTERNAL_H

#include <uc/errors.h>
#include <uc/fs.h>

/* Directories; those of linker set "procfs_entry" that stand for one say which.
 */
enum procfs_dir {
    PROCFS_ROOT,
    PROCFS_SELF,
    PROCFS_SYS,
    PROCFS_SYS_KERNEL,
    PROCFS_SYS_KERNEL_RANDOM,
    PROCFS_SYS_VM,
    PROCFS_FD, /* of descriptors: no entries, but what is open */
    PROCFS_DIRS,
};

/* The process of the image, as posix-process has it. */
#define PROCFS_PID "1"

/* What is being written; NULL where memory ended. */
struct procfs_text {
    char *data;
    size_t bytes;
    size_t room;
};

/*
 * One name. Of a file, (fill) writes what it says at the moment; of a link, its
 * target; of a directory both are NULL.
 */
struct procfs_entry {
    const char *name;
    void (*fill)(struct procfs_text *text);
    uint32_t mode;
    enum procfs_dir in;
    enum procfs_dir dir; /* that it is */
};

#define PROCFS_ENTRY(key, ...)                                                 \
    UC_SET_ENTRY(procfs_entry, key, struct procfs_entry,                       \
                 procfs_entry_##key) = {__VA_ARGS__}
#define PROCFS_FILE(key, dir, text, fill)                                      \
    PROCFS_ENTRY(key, text, fill, UC_FS_FILE | 0444, dir, PROCFS_ROOT)
#define PROCFS_LINK(key, dir, text, fill)                                      \
    PROCFS_ENTRY(key, text, fill, UC_FS_LINK | 0777, dir, PROCFS_ROOT)
#define PROCFS_DIRECTORY(key, dir, text, itself)                               \
    PROCFS_ENTRY(key, text, NULL, UC_FS_DIRECTORY | 0555, dir, itself)

void procfs_bytes(struct procfs_text *text, const char *data, size_t bytes);
void procfs_print(struct procfs_text *text, const char *string);
void procfs_number(struct procfs_text *text, uint64_t number);
/* Decimal, with spaces before it up to (width). */
void procfs_padded(struct procfs_text *text, uint64_t number, unsigned width);
/* Hexadecimal, with zeros before it up to (width). */
void procfs_hex(struct procfs_text *text, uint64_t number, unsigned width);

/* The name of the application, as argv[0] has it. */
const char *procfs_name(void);

/* Weak hooks of src/fd: names of descriptors, where the image has them. */
int procfs_fd_lookup(struct uc_fs *fs, const struct uc_fs_name *name,
                     struct uc_fs_node **out) UC_WEAK;
int procfs_fd_readdir(struct uc_fs_readdir *walk) UC_WEAK;

/* A node, gone with its last reference, of (fill), a link. -UC_ENOMEM. */
struct procfs_node;
int procfs_node_new(struct uc_fs *fs, const struct procfs_entry *entry,
                    int number, struct uc_fs_node **out);
/* Writes what descriptor (number) leads to. */
void procfs_fd_target(struct procfs_text *text, int number) UC_WEAK;

#endif /* PROCFS_INTERNAL_H */
