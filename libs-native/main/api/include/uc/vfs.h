/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_VFS_H
#define UC_VFS_H

/*
 * Contract "vfs" 1.0, one provider: one tree of files out of the file systems
 * of the image (contract "fs"), for C libraries and whoever else wants files.
 * Works from init level 5 on, which mounts what the image and its command line
 * say. No descriptors: whoever has numbers for open files keeps a table.
 *
 * Paths end with a zero and have at most UC_VFS_PATH_MAX bytes. A path that
 * does not begin with "/" starts at (at), an open directory, or at the current
 * directory where that is NULL. Symbolic links are followed, up to 40 of them.
 * There is one process: one current directory, one umask, one user, who is root
 * until uc_vfs_user says otherwise; root may do all.
 *
 * Numbers of flags are Linux' (generic table), on every architecture. Results
 * are 0 or more, or -UC_Exxx, those that POSIX names for the call of the same
 * name on Linux, and what the file system says.
 *
 * Context of all: thread, unless told otherwise. May block.
 */
#include <uc/fs.h>

enum {
    UC_VFS_PATH_MAX = 4096, /* bytes, with the zero */
};

/* Spec: Linux, include/uapi/asm-generic/fcntl.h. */
enum uc_vfs_open_flag {
    UC_O_RDONLY = 0,
    UC_O_WRONLY = 01,
    UC_O_RDWR = 02,
    UC_O_ACCMODE = 03,
    UC_O_CREAT = 0100,
    UC_O_EXCL = 0200,
    UC_O_NOCTTY = 0400, /* without effect */
    UC_O_TRUNC = 01000,
    UC_O_APPEND = 02000,
    UC_O_NONBLOCK = 04000, /* of flock's and FIFOs' servers; kept */
    UC_O_DSYNC = 010000,
    UC_O_DIRECTORY = 0200000,
    UC_O_NOFOLLOW = 0400000,
    UC_O_NOATIME = 01000000,  /* without effect */
    UC_O_CLOEXEC = 02000000,  /* of the caller's descriptor; not kept */
    UC_O_SYNC = 04010000,     /* with UC_O_DSYNC's bit */
    UC_O_PATH = 010000000,    /* a place in the tree, without its contents */
    UC_O_TMPFILE = 020200000, /* with UC_O_DIRECTORY's bit */
};

/* Spec: Linux, include/uapi/linux/fcntl.h. */
enum uc_vfs_at_flag {
    UC_AT_SYMLINK_NOFOLLOW = 0x100,
    UC_AT_REMOVEDIR = 0x200,
    UC_AT_SYMLINK_FOLLOW = 0x400, /* of link */
    UC_AT_EMPTY_PATH = 0x1000,    /* "" is (at) itself, of any type */
};

enum uc_vfs_whence {
    UC_SEEK_SET = 0,
    UC_SEEK_CUR = 1,
    UC_SEEK_END = 2,
    UC_SEEK_DATA = 3,
    UC_SEEK_HOLE = 4,
};

/* An open file or directory: place, position and flags. */
struct uc_file;

/*
 * Opens (path), or makes it: (mode) counts with UC_O_CREAT and UC_O_TMPFILE,
 * less the umask. FIFOs, sockets and device nodes open only where their file
 * system serves them, else -UC_ENXIO; with UC_O_PATH always.
 *
 * Owns: the caller closes (*out) once, and once for each uc_file_hold.
 */
int uc_vfs_open(struct uc_file **out, struct uc_file *at, const char *path,
                unsigned flags, uint32_t mode);
void uc_file_hold(struct uc_file *file);
/* Always lets go; what it returns concerns data that were not yet written. */
int uc_file_close(struct uc_file *file);

/* Flags as opened, and the node behind it, which lives as long as (file). */
unsigned uc_file_flags(const struct uc_file *file);
struct uc_fs_node *uc_file_node(const struct uc_file *file);
/* Takes UC_O_APPEND and UC_O_NONBLOCK of (flags). */
void uc_file_flags_set(struct uc_file *file, unsigned flags);

/* At the position, which moves by what was read or written. */
uc_ssize_t uc_file_readv(struct uc_file *file, const struct uc_fs_piece *pieces,
                         unsigned pieces_n);
uc_ssize_t uc_file_writev(struct uc_file *file,
                          const struct uc_fs_piece *pieces, unsigned pieces_n);
/* At (offset); the position stays. With UC_O_APPEND, writes go to the end as on
 * Linux. */
uc_ssize_t uc_file_preadv(struct uc_file *file,
                          const struct uc_fs_piece *pieces, unsigned pieces_n,
                          int64_t offset);
uc_ssize_t uc_file_pwritev(struct uc_file *file,
                           const struct uc_fs_piece *pieces, unsigned pieces_n,
                           int64_t offset);
/* Returns the new position; of directories, one that uc_file_readdir gave. */
int64_t uc_file_seek(struct uc_file *file, int64_t offset, int whence);

/*
 * Emits names of a directory from its position on, "." and ".." among them;
 * (walk->cookie) is overwritten. Returns how many were taken: 0 at the end, or
 * -UC_EINVAL where there is one and emit took none.
 */
int uc_file_readdir(struct uc_file *file, struct uc_fs_readdir *walk);

int uc_file_truncate(struct uc_file *file, int64_t bytes);
/* (flags) are of enum uc_fs_allocate_flag. */
int uc_file_allocate(struct uc_file *file, int64_t offset, int64_t bytes,
                     unsigned flags);
int uc_file_sync(struct uc_file *file, bool data_only);

/*
 * Fills (*out) with where up to (bytes) bytes at (offset) lie in memory, for
 * sending or mapping them without a copy; -UC_EOPNOTSUPP where they do not:
 * read them. Owns: the caller gives (*out) back, before it closes the file.
 */
int uc_file_borrow(struct uc_file *file, int64_t offset, size_t bytes,
                   struct uc_fs_loan *out);
void uc_file_give_back(struct uc_file *file, const struct uc_fs_loan *loan);

/* Numbers of Linux' flock. */
enum uc_vfs_flock {
    UC_LOCK_SH = 1,
    UC_LOCK_EX = 2,
    UC_LOCK_NB = 4, /* -UC_EAGAIN instead of waiting */
    UC_LOCK_UN = 8,
};

/*
 * Advisory lock of the open file, gone with it. Where no scheduler is in the
 * image nobody could ever let go: -UC_EDEADLK instead of waiting. Locks of
 * fcntl are a process' own, of which there is one: they never conflict.
 */
int uc_file_flock(struct uc_file *file, unsigned operation);

/* (flags) of all that follow: of enum uc_vfs_at_flag. */
int uc_vfs_stat(struct uc_file *at, const char *path, unsigned flags,
                struct uc_fs_attr *out);
/* (mode): 4 read, 2 write, 1 execute or search, 0 is there. */
int uc_vfs_access(struct uc_file *at, const char *path, unsigned mode,
                  unsigned flags);
int uc_vfs_chmod(struct uc_file *at, const char *path, uint32_t mode,
                 unsigned flags);
/* UINT32_MAX leaves it. */
int uc_vfs_chown(struct uc_file *at, const char *path, uint32_t uid,
                 uint32_t gid, unsigned flags);

/* Instead of nanoseconds; Linux' numbers. */
#define UC_UTIME_NOW  0x3fffffffu
#define UC_UTIME_OMIT 0x3ffffffeu
/* (times): of access, of modification; NULL is now, twice. */
int uc_vfs_utimens(struct uc_file *at, const char *path,
                   const struct uc_fs_time times[2], unsigned flags);
int uc_vfs_truncate(struct uc_file *at, const char *path, int64_t bytes);

int uc_vfs_mkdir(struct uc_file *at, const char *path, uint32_t mode);
/* A file, FIFO, socket or device node, by the type in (mode). */
int uc_vfs_mknod(struct uc_file *at, const char *path, uint32_t mode,
                 uint64_t device);
int uc_vfs_symlink(const char *target, struct uc_file *at, const char *path);
/* Returns how many bytes were written to (buf), without a zero. */
uc_ssize_t uc_vfs_readlink(struct uc_file *at, const char *path, char *buf,
                           size_t bytes);
int uc_vfs_link(struct uc_file *from_at, const char *from,
                struct uc_file *to_at, const char *to, unsigned flags);
/* A directory with UC_AT_REMOVEDIR, all else without. */
int uc_vfs_unlink(struct uc_file *at, const char *path, unsigned flags);
/* (flags) of enum uc_fs_rename_flag. */
int uc_vfs_rename(struct uc_file *from_at, const char *from,
                  struct uc_file *to_at, const char *to, unsigned flags);

int uc_vfs_statfs(struct uc_file *at, const char *path, unsigned flags,
                  struct uc_fs_stat *out);
/* Writes out all file systems; the first error. */
int uc_vfs_sync(void);

/* Weak hook, called before all is written out: what others keep of files goes
 * to them now. Only where the image has contract "aspace". */
void uc_hook_vfs_sync(void);

int uc_vfs_chdir(struct uc_file *at, const char *path, unsigned flags);
/*
 * Writes the path of (file), or of the current directory where that is NULL,
 * from the root on, with its zero, and returns its bytes with that; -UC_ERANGE
 * (needs more room), -UC_ENOENT (was removed).
 */
uc_ssize_t uc_vfs_path(struct uc_file *file, char *buf, size_t bytes);
/* Returns the one before. Context: any. */
uint32_t uc_vfs_umask(uint32_t mask);
/* Who the process is from here on, as far as files are concerned. Owns:
 * (groups), which stays the caller's and valid. Context: any. */
void uc_vfs_user(uint32_t uid, uint32_t gid, const uint32_t *groups,
                 unsigned groups_n);

/*
 * Mounts file system (type) ("ramfs") at directory (path), where it hides what
 * is below. (what->options) may hold "ro" and "rw" among those of the type.
 *
 * Errors: -UC_ENODEV (no such type or disk), -UC_EBUSY (something is mounted
 * there), -UC_ENOTDIR, and what the type says.
 */
int uc_vfs_mount(const char *type, const char *path,
                 const struct uc_fs_mount *what);
/*
 * Writes out and takes away what is mounted at (path). -UC_EBUSY while anything
 * of it is in use: an open file, the current directory, a mount below;
 * -UC_EINVAL where nothing is mounted.
 */
int uc_vfs_umount(struct uc_file *at, const char *path);

/*
 * Writes the path of the (index)th mount, the oldest being 0, to (path), with
 * its zero, and fills (*out). Errors: -UC_ENOENT (there are not so many),
 * -UC_ERANGE (no room).
 */
struct uc_vfs_mounted {
    const char *type;
    uint64_t fs; /* as uc_fs_attr says */
    unsigned flags;
};
int uc_vfs_mounted(unsigned index, struct uc_vfs_mounted *out, char *path,
                   size_t bytes);

/*
 * Takes all away that is mounted, and writes out what is still in use. Called
 * once, by whoever ends the image: uc_exit of contract "boot" does so.
 */
void uc_vfs_shutdown(void);

#endif /* UC_VFS_H */
