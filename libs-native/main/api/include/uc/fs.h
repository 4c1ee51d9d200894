/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_FS_H
#define UC_FS_H

/*
 * Contract "fs" 1.0, many providers: file systems. A provider registers a type;
 * contract "vfs" (uc/vfs.h) mounts it, walks paths, keeps names in a cache,
 * checks permissions and calls the operations below. Applications and C
 * libraries use vfs.
 *
 * What a provider may rely on:
 *
 *  - A name has 1 to UC_FS_NAME_MAX bytes, none of them '/' or 0, and is
 *    neither "." nor "..", which vfs resolves by itself.
 *  - Whoever calls may do so: permissions, read-only mounts, types, loops and
 *    the borders between file systems were looked at. A name that is created
 *    was looked up just before and is not there; one that is removed is there.
 *    Nothing is created in a directory that was removed.
 *  - Locks. "Naming" calls on one file system come one at a time: lookup,
 *    create, link, unlink, rmdir, rename, readdir, readlink, release, unmount.
 *    setattr, write and allocate on one node come one at a time. All else
 *    (read, getattr, fsync, borrow, give_back, extent, sync, statfs) comes from
 *    several threads at any time, next to those as well; providers guard what
 *    they share. Both kinds of calls may block.
 *  - Offsets and sizes stay within (bytes_max) of the file system.
 *
 * Results are 0 or more, or -UC_Exxx with out-parameters untouched and nothing
 * changed: out of memory or of room leaves the file system as it was. Those
 * that each call may give: -UC_ENOMEM, -UC_EIO (device, or a damaged file
 * system), -UC_ENODEV (the disk is gone), -UC_EROFS (an error made it
 * read-only). Calls that change something: -UC_ENOSPC as well.
 *
 * Context of all: thread.
 */
#include <uc/mutex.h>
#include <uc/set.h>
#include <uc/types.h>

struct uc_blkdev;
struct uc_fd;
struct uc_file;
struct uc_fs;
struct uc_fs_node;

enum {
    UC_FS_NAME_MAX = 255,    /* bytes */
    UC_FS_TARGET_MAX = 4095, /* bytes of a symbolic link's target */
};

/* Not terminated; any bytes. */
struct uc_fs_name {
    const char *text;
    uint32_t bytes;
};

/* Since 1970-01-01 UTC. */
struct uc_fs_time {
    int64_t seconds;
    uint32_t nanoseconds;
};

/* Laid out as struct iovec of POSIX. (data) is written by reads only. */
struct uc_fs_piece {
    void *data;
    size_t bytes;
};

/* Type and permissions. Spec: POSIX.1-2017, sys/stat.h, with Linux' values. */
enum uc_fs_mode {
    UC_FS_TYPE_MASK = 0170000,
    UC_FS_SOCKET = 0140000,
    UC_FS_LINK = 0120000, /* symbolic */
    UC_FS_FILE = 0100000,
    UC_FS_BLOCK_DEVICE = 0060000,
    UC_FS_DIRECTORY = 0040000,
    UC_FS_CHARACTER_DEVICE = 0020000,
    UC_FS_FIFO = 0010000,
    UC_FS_SETUID = 04000,
    UC_FS_SETGID = 02000,
    UC_FS_STICKY = 01000,
    UC_FS_PERMISSIONS = 07777,
};

struct uc_fs_attr {
    uint64_t fs;    /* number of the mounted file system; filled in by vfs */
    uint64_t inode; /* never 0 */
    uint32_t mode;
    uint32_t links;
    uint32_t uid;
    uint32_t gid;
    uint64_t device;      /* of a device node, in Linux' encoding of dev_t */
    uint64_t bytes;       /* size */
    uint64_t blocks;      /* of 512 bytes, that it occupies */
    uint32_t block_bytes; /* a good size for transfers */
    struct uc_fs_time accessed; /* providers may leave it alone on reads */
    struct uc_fs_time modified;
    struct uc_fs_time changed;
    struct uc_fs_time born; /* 0 where it is not kept */
};

enum uc_fs_set {
    UC_FS_SET_MODE = 1 << 0, /* permissions; the type never changes */
    UC_FS_SET_UID = 1 << 1,
    UC_FS_SET_GID = 1 << 2,
    UC_FS_SET_BYTES = 1 << 3, /* cut, or extended by a hole */
    UC_FS_SET_ACCESSED = 1 << 4,
    UC_FS_SET_MODIFIED = 1 << 5,
};

/* What create makes. */
struct uc_fs_new {
    uint32_t mode; /* type and permissions */
    uint32_t uid;
    uint32_t gid;
    uint64_t device;          /* of a device node */
    struct uc_fs_name target; /* of a symbolic link: 1 to UC_FS_TARGET_MAX */
};

enum uc_fs_rename_flag {
    UC_FS_RENAME_NOREPLACE = 1 << 0, /* looked at by vfs alone */
    UC_FS_RENAME_EXCHANGE = 1 << 1,  /* both stay, under each other's name */
};

struct uc_fs_rename {
    struct uc_fs_node *from_dir;
    const struct uc_fs_name *from_name;
    struct uc_fs_node *from; /* what is moved; never (to) */
    struct uc_fs_node *to_dir;
    const struct uc_fs_name *to_name;
    /* What is replaced, of the same kind (directory or not), or exchanged, of
     * any; NULL where there is nothing yet. */
    struct uc_fs_node *to;
    unsigned flags; /* enum uc_fs_rename_flag */
};

/* One name of a directory. */
struct uc_fs_entry {
    struct uc_fs_name name; /* valid during the call */
    uint64_t inode;
    uint32_t type; /* of its mode: UC_FS_FILE, ... */
    /* Where reading goes on behind it: 1 to UC_FS_COOKIE_MAX. */
    uint64_t cookie;
};

#define UC_FS_COOKIE_MAX (UINT64_C(1) << 62)

/* Embedded by whoever reads a directory in a struct of its own. */
struct uc_fs_readdir {
    uint64_t cookie; /* where to begin; 0 is the first name */
    /* Takes (entry), or returns false where it has no room: comes again then.
     * Must not call the file system. */
    bool (*emit)(struct uc_fs_readdir *walk, const struct uc_fs_entry *entry);
};

/* For providers: emits (entry) and moves (walk) behind it. Returns false where
 * it was not taken. */
static inline bool uc_fs_emit(struct uc_fs_readdir *walk,
                              const struct uc_fs_entry *entry)
{
    if (!walk->emit(walk, entry)) {
        return false;
    }
    walk->cookie = entry->cookie;
    return true;
}

enum uc_fs_allocate_flag { /* Linux' numbers of FALLOC_FL_... */
    UC_FS_KEEP_SIZE = 1 << 0,
    UC_FS_PUNCH_HOLE = 1 << 1, /* always with UC_FS_KEEP_SIZE */
};

/* Bytes of a file where they lie in memory. */
struct uc_fs_loan {
    const void *data;
    size_t bytes;
    void *cookie; /* the provider's */
};

/* Functions that do not apply to the type of a node may be NULL; those marked
 * "optional" may be NULL everywhere. */
struct uc_fs_node_ops {
    /*
     * Directories. lookup and create hand out (*out) with one more reference,
     * the caller's. Errors: -UC_ENOENT of lookup; -UC_EMLINK where a count of
     * links is at its largest; -UC_ENOTEMPTY of rmdir, and of rename over a
     * directory; -UC_EOPNOTSUPP for a type that it cannot keep. With (name)
     * NULL, create makes a file without a name or links, which link may give
     * one; -UC_EOPNOTSUPP where it cannot.
     *
     * Each sets the times that POSIX says; a new node's are now.
     */
    int (*lookup)(struct uc_fs_node *dir, const struct uc_fs_name *name,
                  struct uc_fs_node **out);
    int (*create)(struct uc_fs_node *dir, const struct uc_fs_name *name,
                  const struct uc_fs_new *what, struct uc_fs_node **out);
    int (*link)(struct uc_fs_node *dir, const struct uc_fs_name *name,
                struct uc_fs_node *node);
    int (*unlink)(struct uc_fs_node *dir, const struct uc_fs_name *name,
                  struct uc_fs_node *node);
    int (*rmdir)(struct uc_fs_node *dir, const struct uc_fs_name *name,
                 struct uc_fs_node *node);
    int (*rename)(const struct uc_fs_rename *what);
    /*
     * Emits names from (walk->cookie) on, without "." and "..", until emit
     * returns false or there are no more; sets walk->cookie behind the last
     * one taken. A name that is there from the first call to the last is
     * emitted once, whatever comes and goes meanwhile; others once or not.
     */
    int (*readdir)(struct uc_fs_node *dir, struct uc_fs_readdir *walk);

    /* Symbolic links. Writes up to (bytes) of the target, which is not
     * terminated; returns how many. */
    uc_ssize_t (*readlink)(struct uc_fs_node *node, char *buf, size_t bytes);

    /* All types. Fills all of (*out) but fs. */
    int (*getattr)(struct uc_fs_node *node, struct uc_fs_attr *out);
    /* Takes what (mask), of enum uc_fs_set, names from (attr), all or nothing,
     * and sets the time of change. */
    int (*setattr)(struct uc_fs_node *node, const struct uc_fs_attr *attr,
                   unsigned mask);

    /*
     * Files; of FIFOs, sockets and device nodes NULL, unless the provider
     * serves them by itself: only then do they open. Returns how many bytes
     * were moved: less than all of a read at the end of the file only, less
     * than all of a write where an error came later. Holes read as zeroes; a
     * write beyond the end leaves one.
     */
    uc_ssize_t (*read)(struct uc_fs_node *node, uint64_t offset,
                       const struct uc_fs_piece *pieces, unsigned pieces_n);
    uc_ssize_t (*write)(struct uc_fs_node *node, uint64_t offset,
                        const struct uc_fs_piece *pieces, unsigned pieces_n);
    /* Files, optional. Room for (bytes) bytes, more than 0, from (offset) on,
     * or none for them; flags of enum uc_fs_allocate_flag. */
    int (*allocate)(struct uc_fs_node *node, uint64_t offset, uint64_t bytes,
                    unsigned flags);
    /* Files, directories; optional where nothing outlives a loss of power. What
     * was written, and what is needed to find it, is on the medium, of
     * directories which names there are; without (data_only) times and modes
     * as well. */
    int (*fsync)(struct uc_fs_node *node, bool data_only);
    /*
     * Files, optional. Fills (*out) with where bytes from (offset) on lie, at
     * most (bytes) and at least one, for reading. They stay there until
     * give_back, whatever becomes of the file, and change as it is written.
     * Errors: -UC_EOPNOTSUPP (not in memory like that: read instead),
     * -UC_ERANGE (behind the end).
     */
    int (*borrow)(struct uc_fs_node *node, uint64_t offset, size_t bytes,
                  struct uc_fs_loan *out);
    void (*give_back)(struct uc_fs_node *node, const struct uc_fs_loan *loan);
    /* Files, optional: without it all is data. The first byte of data, or of a
     * hole where (hole), at or behind (offset), which is before the end; the
     * end counts as a hole. Errors: -UC_ENXIO (no more data). */
    int (*extent)(struct uc_fs_node *node, uint64_t offset, bool hole,
                  uint64_t *out);

    /*
     * Device nodes, optional: such a node opens by number alone (contract
     * "posix-fd"), as what (*out) stands for, and a file of contract "vfs" is
     * open for its place in the tree. (flags) are uc_vfs_open's. Owns: the
     * caller holds (*out).
     */
    int (*descriptor)(struct uc_fs_node *node, unsigned flags,
                      struct uc_fd **out);

    /*
     * The last reference is gone. Gives back what the node uses, and what it
     * occupies where it has no links any more; or keeps it for a later lookup.
     */
    void (*release)(struct uc_fs_node *node);
};

/*
 * A file, directory, link or device node in memory; at most one for each that
 * there is on a file system. Embedded in the provider's own struct, zeroed and
 * then filled in by it.
 */
struct uc_fs_node {
    /* While a file is mapped and shared, those of the library of mappings,
     * which call the provider's: what a node is, its mode tells. */
    const struct uc_fs_node_ops *ops;
    struct uc_fs *fs;
    uint64_t inode;
    /* As getattr says; kept up to date by setattr. */
    uint32_t mode;
    uint32_t uid;
    uint32_t gid;
    uint32_t references; /* 1 when it is made; then see uc_fs_node_hold */
    /* The rest belongs to vfs. */
    struct uc_mutex lock;
    struct uc_file *locked; /* open files that hold it by flock */
    /* Of a FIFO, socket or device node: of whoever serves it while it is open,
     * and gone by the time of release. */
    void *served;
};

struct uc_fs_stat {
    uint32_t magic;       /* as statfs of Linux says */
    uint32_t block_bytes; /* what the next three count */
    uint64_t blocks;
    uint64_t blocks_free;
    uint64_t blocks_available; /* to others than root */
    uint64_t nodes;            /* 0 where they are not counted */
    uint64_t nodes_free;
    uint32_t name_max; /* bytes */
    unsigned flags;    /* enum uc_fs_flag; filled in by vfs */
};

struct uc_fs_ops {
    /* All that was changed is on the medium; NULL where there is none. */
    int (*sync)(struct uc_fs *fs);
    int (*statfs)(struct uc_fs *fs, struct uc_fs_stat *out);
    /* Ends the file system: no reference is left but that to (root). It is gone
     * afterwards, even where writing out failed, which the result tells. */
    int (*unmount)(struct uc_fs *fs);
};

enum uc_fs_flag {
    UC_FS_READ_ONLY = 1 << 0, /* providers may set it later, after an error */
    /*
     * Names come and go without vfs, which therefore asks (lookup) at each step
     * and forgets names that nobody uses. lookup hands out the node that it
     * handed out before as long as the name stands for the same file; of files,
     * a new node each time is fine.
     */
    UC_FS_UNCACHED = 1 << 1,
};

/* A mounted file system. Embedded in the provider's own struct, zeroed and then
 * filled in by mount. */
struct uc_fs {
    const struct uc_fs_ops *ops;
    struct uc_fs_node *root; /* a directory, with one reference */
    unsigned flags;          /* enum uc_fs_flag */
    uint64_t bytes_max;      /* largest file; at most INT64_MAX */
    /* The rest belongs to vfs. */
    const struct uc_fs_type *type;
    uint64_t number;
    struct uc_fs *next;
    struct uc_mutex lock; /* held during naming calls */
    struct uc_spinlock references_lock;
    void *place; /* where it is mounted; NULL at the root */
    void *top;   /* its root in the tree */
};

/* What to mount. All is valid during the call only, but for the disk. */
struct uc_fs_mount {
    struct uc_blkdev *disk; /* NULL: (source) names it, see uc_fs_disk */
    const char *source;     /* "" where there is none */
    const char *options;    /* "ro,size=1M": read them by uc_fs_option */
    unsigned flags;         /* enum uc_fs_flag */
};

/*
 * A type of file system. mount makes (*out), or returns -UC_EINVAL (not its
 * format, or an unknown option), -UC_ENODEV (no such disk).
 */
struct uc_fs_type {
    const char *name;
    int (*mount)(const struct uc_fs_mount *what, struct uc_fs **out);
    /* Where it is mounted at start unless the command line mounts something
     * else there; NULL or "": nowhere. */
    const char *place;
};

#define UC_FS_TYPE_AT(key, text, function, path)                               \
    UC_SET_ENTRY(fs_type, key, struct uc_fs_type,                              \
                 uc_fs_type_##key) = {text, function, path}
#define UC_FS_TYPE(key, text, function) UC_FS_TYPE_AT(key, text, function, NULL)

/* For providers: the disk that (what) says, by index ("blk0") or by id; NULL
 * where there is none. */
struct uc_blkdev *uc_fs_disk(const struct uc_fs_mount *what);

/*
 * For providers: takes the next of the options "a,b=c" at (*options), without
 * "ro" and "rw", which vfs has put into the flags. Returns false at the end.
 * (*value) has (text) NULL where there is no "=".
 */
bool uc_fs_option(const char **options, struct uc_fs_name *key,
                  struct uc_fs_name *value);
/* The flags that (options) say beside (flags): "ro" and "rw". */
unsigned uc_fs_option_flags(const char *options, unsigned flags);
/* Whether (name) is (text). */
bool uc_fs_name_is(const struct uc_fs_name *name, const char *text);

/* Now, for the times of nodes; 0 where the platform cannot know. */
struct uc_fs_time uc_fs_now(void);

/*
 * One more reference. The caller holds one, or the file system's lock: inside a
 * naming call, where a node with none is woken up by it.
 */
static inline void uc_fs_node_hold(struct uc_fs_node *node)
{
    uc_spin_lock(&node->fs->references_lock);
    node->references++;
    uc_spin_unlock(&node->fs->references_lock);
}

#endif /* UC_FS_H */
