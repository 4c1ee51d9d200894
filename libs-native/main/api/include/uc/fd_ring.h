/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_FD_RING_H
#define UC_FD_RING_H

/*
 * Part of contract "posix-fd": bytes on their way from one descriptor to
 * another, in memory that is taken as they come.
 *
 * Context of all: thread.
 */
#include <uc/fs.h>
#include <uc/types.h>

enum {
    UC_FD_RING_BYTES = 65536, /* the most it holds */
    UC_FD_RING_ROOM = 4096, /* PIPE_BUF: ready to be written to from here on */
};

/* All 0 at first. */
struct uc_fd_ring {
    char *data;
    size_t size;  /* of (data), a power of 2 */
    size_t first; /* index of the oldest byte */
    size_t bytes;
};

static inline size_t uc_fd_ring_room(const struct uc_fd_ring *ring)
{
    return UC_FD_RING_BYTES - ring->bytes;
}

/*
 * Puts in what (pieces) hold after the first (skip) bytes: what there is room
 * for, or, with (whole), all or nothing. Returns how much; -UC_EAGAIN (no
 * room), -UC_ENOMEM.
 */
uc_ssize_t uc_fd_ring_put(struct uc_fd_ring *ring,
                          const struct uc_fs_piece *pieces, unsigned n,
                          size_t skip, bool whole);

/*
 * Copies the oldest bytes, (max) at most, to where (pieces) have room after
 * (skip) bytes. Returns how much; all of it stays.
 */
size_t uc_fd_ring_copy(const struct uc_fd_ring *ring,
                       const struct uc_fs_piece *pieces, unsigned n,
                       size_t skip, size_t max);

/* Lets go of the (bytes) oldest bytes, no more than there are. */
void uc_fd_ring_drop(struct uc_fd_ring *ring, size_t bytes);

/* Gives its memory back; it is empty. */
void uc_fd_ring_free(struct uc_fd_ring *ring);

/* How many bytes (pieces) hold. */
size_t uc_fd_pieces_bytes(const struct uc_fs_piece *pieces, unsigned n);

#endif /* UC_FD_RING_H */
