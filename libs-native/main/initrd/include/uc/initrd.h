/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_INITRD_H
#define UC_INITRD_H

/*
 * The files of the initial ramdisk, read where they lie: nothing is copied, and
 * what is found stays valid for the life of the image.
 *
 * The ramdisk is a cpio archive, "newc" format, or several of them one after
 * the other, as Linux takes them. A damaged archive is an error, never a fault.
 *
 * Context of all: any.
 */
#include <uc/types.h>

/* Bits of (mode). Spec: POSIX.1-2017, sys/stat.h, with Linux' values. */
enum {
    UC_INITRD_TYPE = 0170000,
    UC_INITRD_FILE = 0100000,
    UC_INITRD_FOLDER = 0040000,
    UC_INITRD_LINK = 0120000, /* (data) is its target, not terminated */
};

struct uc_initrd_file {
    /*
     * As the archive has it, without "/" and "./" in front; ends with a zero.
     * "" or "." is the root.
     */
    const char *path;
    const void *data; /* (bytes) of them */
    size_t bytes;
    uint32_t mode;  /* type and permissions */
    uint32_t mtime; /* seconds since 1970 */
};

/*
 * Fills (*out) with what has (path). Empty and "." components count for
 * nothing; links are not followed. Where several have this path, the last one
 * counts, as when unpacking.
 *
 * Errors: -UC_ENOENT, also where there is no ramdisk; -UC_EPROTO where the
 * archive is damaged, unless (path) stands in front of the damage.
 */
int uc_initrd_find(const char *path, struct uc_initrd_file *out);

/* Where one walks through an archive. */
struct uc_initrd_walk {
    const uint8_t *base;
    size_t bytes;
    size_t offset;
};

/* Starts at the first entry of the initial ramdisk. Errors: -UC_ENOENT. */
int uc_initrd_walk(struct uc_initrd_walk *walk);

/* The same for an archive anywhere in memory. */
void uc_initrd_walk_memory(struct uc_initrd_walk *walk, const void *base,
                           size_t bytes);

/*
 * Fills (*out) with the next entry, files, folders, links and others as they
 * come. Returns 1, or 0 at the end, or -UC_EPROTO (and again, if asked again).
 */
int uc_initrd_next(struct uc_initrd_walk *walk, struct uc_initrd_file *out);

/* What an entry says beside its file, for whoever makes a tree of them. */
struct uc_initrd_entry {
    /* Of several hard links, the data come with the last one only. */
    struct uc_initrd_file file;
    uint32_t links;
    uint32_t inode; /* with (major) and (minor): the same in all hard links */
    uint32_t major;
    uint32_t minor;
    uint32_t uid;
    uint32_t gid;
    uint32_t device_major; /* of device nodes */
    uint32_t device_minor;
    /* The first of another archive: (inode) of those before means other files.
     */
    bool restarts;
};

/* As uc_initrd_next, which looks for the data of hard links, too. */
int uc_initrd_next_entry(struct uc_initrd_walk *walk,
                         struct uc_initrd_entry *out);

#endif /* UC_INITRD_H */
