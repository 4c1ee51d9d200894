/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_FD_H
#define UC_FD_H

/*
 * Contract "posix-fd" 1.0, one provider: the table of descriptors, and the
 * system calls on them (uc/syscall.h). Libraries make what stands behind a
 * number: a socket, a file, a pipe.
 *
 * Context of all: thread.
 */
#include <uc/fs.h>
#include <uc/types.h>
#include <uc/wait.h>

struct uc_fd;

/* What it is ready for. Spec: Linux, include/uapi/asm-generic/poll.h. */
enum uc_fd_event {
    UC_FD_IN = 0x1,
    UC_FD_OUT = 0x4,
    UC_FD_ERROR = 0x8,   /* told whether one asks for it or not */
    UC_FD_HANGUP = 0x10, /* as well */
    UC_FD_READ_END = 0x2000,
    UC_FD_GONE = 0x20, /* watchers alone: nobody holds it any more */
};

/* Results are 0 or more, or -UC_Exxx. NULL where there is no such thing. */
struct uc_fd_ops {
    /* Blocking, unless (fd->flags) has UC_FD_NONBLOCK. */
    uc_ssize_t (*readv)(struct uc_fd *fd, const struct uc_fs_piece *pieces,
                        unsigned n);
    uc_ssize_t (*writev)(struct uc_fd *fd, const struct uc_fs_piece *pieces,
                         unsigned n);
    int64_t (*seek)(struct uc_fd *fd, int64_t offset, int whence);
    int (*ioctl)(struct uc_fd *fd, unsigned long request, void *arg);
    /*
     * What it is ready for now, enum uc_fd_event. From when this, or a read or
     * write, has said that it is not ready, its library calls uc_fd_ready once
     * it is. Does not block. NULL: always ready, and nothing to wait for.
     */
    unsigned (*events)(struct uc_fd *fd);
    /* Nobody holds it any more: uc_fd_gone, and frees it. */
    void (*close)(struct uc_fd *fd);
};

/* How many numbers there may be at once, above 0: RLIMIT_NOFILE. */
unsigned uc_fd_max(void);

/* Status flags. Spec: Linux, include/uapi/asm-generic/fcntl.h. */
enum uc_fd_flag {
    UC_FD_WRONLY = 01,
    UC_FD_RDWR = 02,
    UC_FD_ACCESS = 03,
    UC_FD_APPEND = 02000,
    UC_FD_NONBLOCK = 04000,
    UC_FD_CLOEXEC = 02000000, /* of the number, not of what it stands for */
};

/* Beside them in (fd->flags), what stat tells of it: the type of enum
 * uc_fs_mode; a character device where there is none. */
#define UC_FD_TYPE(type)  ((unsigned)(type) << 16)
#define UC_FD_TYPE_OF(fd) ((uint32_t)((fd)->flags >> 16) & UC_FS_TYPE_MASK)

/*
 * Somebody who hears of it whenever a descriptor becomes ready for more (edges,
 * not levels; one too many does no harm). (notify) does not block and neither
 * adds nor ends watches of that descriptor. With UC_FD_GONE it is the last
 * call: the watch has ended.
 */
struct uc_fd_watch {
    void (*notify)(struct uc_fd_watch *watch, unsigned events);
    struct uc_fd_watch *next;
    struct uc_fd_watch **prev; /* what points to it */
};

/* An open file description, the first member of its library's own struct. */
struct uc_fd {
    const struct uc_fd_ops *ops;
    unsigned flags; /* enum uc_fd_flag without UC_FD_CLOEXEC */
    unsigned holders;
    struct uc_fd_watch *watches; /* at first NULL */
};

/*
 * Gives (fd) the lowest free number from (lowest) on, with UC_FD_CLOEXEC or 0.
 * Returns it; -UC_EMFILE, -UC_ENOMEM.
 * Owns: the table, on success; the caller's hold is the table's.
 */
int uc_fd_install(struct uc_fd *fd, int lowest, unsigned flags);

/* Returns the number that uc_fd_install would give; -UC_EMFILE, -UC_ENOMEM. */
int uc_fd_lowest(int lowest);

/*
 * Returns what (number) stands for, held; NULL (-UC_EBADF) where nothing.
 * Owns: the caller releases it once.
 */
struct uc_fd *uc_fd_get(int number);

/* Returns the console, which 0, 1 and 2 are at start, held. */
struct uc_fd *uc_fd_console(void);

/*
 * For file systems that show descriptors as names: the number that (name)
 * says, which is in use, or -UC_ENOENT; and the names of all from
 * (walk->cookie) on, as readdir of contract "fs" has it, each of (type).
 */
enum {
    UC_FD_INODE = 0x10000, /* of number 0; the others follow */
};
int uc_fd_of_name(const struct uc_fs_name *name);
int uc_fd_names(struct uc_fs_readdir *walk, uint32_t type);

/* One who holds it more, or less: the last one closes it. */
void uc_fd_hold(struct uc_fd *fd);
void uc_fd_release(struct uc_fd *fd);

/*
 * Starts and ends a watch of (fd), which need not be held. Owns: (watch) stays
 * the caller's, and must last until one of uc_fd_unwatch and UC_FD_GONE.
 */
void uc_fd_watch(struct uc_fd *fd, struct uc_fd_watch *watch);
void uc_fd_unwatch(struct uc_fd_watch *watch);

/* Tells watchers, a few instructions where there is none. Context: also work.
 */
static inline void uc_fd_ready(struct uc_fd *fd, unsigned events)
{
    for (struct uc_fd_watch *watch = fd->watches; watch != NULL;
         watch = watch->next) {
        watch->notify(watch, events);
    }
}

/* For (close) of what has (events): ends all watches of (fd). */
void uc_fd_gone(struct uc_fd *fd);

/*
 * Waits until (fd), which the caller holds, is ready for one of (events), hung
 * up or in error, or until (deadline). Returns 0; -UC_ETIMEDOUT, -UC_EINTR.
 */
int uc_fd_wait(struct uc_fd *fd, unsigned events, uc_nsec_t deadline);

/*
 * As uc_waitq_wait without a lock, for a system call that waits: a signal may
 * end it, and it is not begun again, as poll is not (SA_RESTART). Returns 0,
 * sometimes for nothing; -UC_ETIMEDOUT, -UC_EINTR. Only in
 * images with contract sched.
 */
int uc_fd_sleep(struct uc_waitq *wq, uc_nsec_t deadline);

/* What a write does whose reader is gone: signals SIGPIPE to the program. */
void uc_fd_sigpipe(void);

#endif /* UC_FD_H */
