/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/fd.h>
#include <uc/fd_ring.h>
#include <uc/malloc.h>

enum {
    FIONREAD = 0x541b, /* Spec: Linux, asm-generic/ioctls.h */
};

struct end {
    struct uc_fd fd;
    struct pipe *pipe;
    bool open;
};

struct pipe {
    struct uc_fd_ring ring;
    struct end reader;
    struct end writer;
};

long uc_sys_close(int number);
long uc_sys_pipe(int *out);
long uc_sys_pipe2(int *out, unsigned flags);

static struct pipe *pipe_of(struct uc_fd *fd)
{
    return UC_CONTAINER_OF(fd, struct end, fd)->pipe;
}

static uc_ssize_t pipe_readv(struct uc_fd *fd, const struct uc_fs_piece *pieces,
                             unsigned n)
{
    struct pipe *pipe = pipe_of(fd);

    if (uc_fd_pieces_bytes(pieces, n) == 0) {
        return 0;
    }
    while (pipe->ring.bytes == 0) {
        if (!pipe->writer.open) {
            return 0;
        }
        if (fd->flags & UC_FD_NONBLOCK) {
            return -UC_EAGAIN;
        }
        int err = uc_fd_wait(fd, UC_FD_IN, UC_NEVER);
        if (err < 0) {
            return err;
        }
    }
    bool full = uc_fd_ring_room(&pipe->ring) < UC_FD_RING_ROOM;
    size_t got = uc_fd_ring_copy(&pipe->ring, pieces, n, 0, SIZE_MAX);
    uc_fd_ring_drop(&pipe->ring, got);
    if (full && uc_fd_ring_room(&pipe->ring) >= UC_FD_RING_ROOM) {
        uc_fd_ready(&pipe->writer.fd, UC_FD_OUT);
    }
    return (uc_ssize_t)got;
}

/* What a write returns that did (done) before (err) ended it. */
static uc_ssize_t ended(size_t done, uc_ssize_t err)
{
    return done > 0 ? (uc_ssize_t)done : err;
}

static uc_ssize_t pipe_writev(struct uc_fd *fd,
                              const struct uc_fs_piece *pieces, unsigned n)
{
    struct pipe *pipe = pipe_of(fd);
    size_t bytes = uc_fd_pieces_bytes(pieces, n);
    bool whole = bytes <= UC_FD_RING_ROOM;
    size_t done = 0;

    while (done < bytes) {
        if (!pipe->reader.open) {
            uc_fd_sigpipe();
            return ended(done, -UC_EPIPE);
        }
        uc_ssize_t put = uc_fd_ring_put(&pipe->ring, pieces, n, done, whole);
        if (put > 0) {
            done += (size_t)put;
            uc_fd_ready(&pipe->reader.fd, UC_FD_IN);
            continue;
        }
        if (put != -UC_EAGAIN || (fd->flags & UC_FD_NONBLOCK) != 0) {
            return ended(done, put);
        }
        int err = uc_fd_wait(fd, UC_FD_OUT, UC_NEVER);
        if (err < 0) {
            return ended(done, err);
        }
    }
    return (uc_ssize_t)done;
}

static int pipe_ioctl(struct uc_fd *fd, unsigned long request, void *arg)
{
    if (request != FIONREAD) {
        return -UC_ENOTTY;
    }
    *(int *)arg = (int)pipe_of(fd)->ring.bytes;
    return 0;
}

static unsigned reader_events(struct uc_fd *fd)
{
    const struct pipe *pipe = pipe_of(fd);

    return (pipe->ring.bytes > 0 ? UC_FD_IN : 0u) |
           (pipe->writer.open ? 0u : UC_FD_HANGUP);
}

static unsigned writer_events(struct uc_fd *fd)
{
    const struct pipe *pipe = pipe_of(fd);
    bool room = uc_fd_ring_room(&pipe->ring) >= UC_FD_RING_ROOM;

    return (room ? UC_FD_OUT : 0u) | (pipe->reader.open ? 0u : UC_FD_ERROR);
}

static void pipe_close(struct uc_fd *fd)
{
    struct pipe *pipe = pipe_of(fd);

    uc_fd_gone(fd);
    UC_CONTAINER_OF(fd, struct end, fd)->open = false;
    if (pipe->reader.open) {
        uc_fd_ready(&pipe->reader.fd, UC_FD_HANGUP);
    } else if (pipe->writer.open) {
        uc_fd_ready(&pipe->writer.fd, UC_FD_ERROR);
    } else {
        uc_fd_ring_free(&pipe->ring);
        uc_free(pipe);
    }
}

static const struct uc_fd_ops reader_ops = {
    .readv = pipe_readv,
    .ioctl = pipe_ioctl,
    .events = reader_events,
    .close = pipe_close,
};

static const struct uc_fd_ops writer_ops = {
    .writev = pipe_writev,
    .ioctl = pipe_ioctl,
    .events = writer_events,
    .close = pipe_close,
};

static void init(struct end *end, struct pipe *pipe,
                 const struct uc_fd_ops *ops, unsigned flags)
{
    end->fd = (struct uc_fd){ops, flags | UC_FD_TYPE(UC_FS_FIFO), 1, NULL};
    end->pipe = pipe;
    end->open = true;
}

long uc_sys_pipe2(int *out, unsigned flags)
{
    /* Packets (O_DIRECT) are not served. */
    if ((flags & ~(unsigned)(UC_FD_CLOEXEC | UC_FD_NONBLOCK)) != 0) {
        return -UC_EINVAL;
    }
    struct pipe *pipe = uc_calloc(1, sizeof *pipe);
    if (pipe == NULL) {
        return -UC_ENOMEM;
    }
    unsigned status = flags & UC_FD_NONBLOCK;
    init(&pipe->reader, pipe, &reader_ops, status);
    init(&pipe->writer, pipe, &writer_ops, status | UC_FD_WRONLY);
    int reader = uc_fd_install(&pipe->reader.fd, 0, flags);
    if (reader < 0) {
        uc_free(pipe);
        return reader;
    }
    int writer = uc_fd_install(&pipe->writer.fd, 0, flags);
    if (writer < 0) {
        uc_fd_release(&pipe->writer.fd);
        (void)uc_sys_close(reader);
        return writer;
    }
    out[0] = reader;
    out[1] = writer;
    return 0;
}

long uc_sys_pipe(int *out)
{
    return uc_sys_pipe2(out, 0);
}
