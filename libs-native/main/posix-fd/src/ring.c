/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/fd_ring.h>
#include <uc/malloc.h>

size_t uc_fd_pieces_bytes(const struct uc_fs_piece *pieces, unsigned n)
{
    size_t bytes = 0;

    for (unsigned i = 0; i < n; i++) {
        bytes += pieces[i].bytes;
    }
    return bytes;
}

static void copy_out(const struct uc_fd_ring *ring, size_t at, char *to,
                     size_t bytes)
{
    size_t from = (ring->first + at) & (ring->size - 1);
    size_t part = ring->size - from;

    part = part < bytes ? part : bytes;
    __builtin_memcpy(to, ring->data + from, part);
    __builtin_memcpy(to + part, ring->data, bytes - part);
}

static void append(struct uc_fd_ring *ring, const char *from, size_t bytes)
{
    size_t to = (ring->first + ring->bytes) & (ring->size - 1);
    size_t part = ring->size - to;

    part = part < bytes ? part : bytes;
    __builtin_memcpy(ring->data + to, from, part);
    __builtin_memcpy(ring->data, from + part, bytes - part);
    ring->bytes += bytes;
}

/* Lets (more) bytes fit, where memory lets it. */
static void grow(struct uc_fd_ring *ring, size_t more)
{
    size_t size = ring->size > 0 ? ring->size : UC_FD_RING_ROOM;

    while (size < ring->bytes + more) {
        size *= 2;
    }
    char *data = size == ring->size ? NULL : uc_malloc(size);
    if (data == NULL) {
        return;
    }
    if (ring->bytes > 0) {
        copy_out(ring, 0, data, ring->bytes);
    }
    uc_free(ring->data);
    ring->data = data;
    ring->size = size;
    ring->first = 0;
}

uc_ssize_t uc_fd_ring_put(struct uc_fd_ring *ring,
                          const struct uc_fs_piece *pieces, unsigned n,
                          size_t skip, bool whole)
{
    size_t bytes = uc_fd_pieces_bytes(pieces, n) - skip;
    size_t room = uc_fd_ring_room(ring);
    size_t left = bytes < room ? bytes : room;

    if (left == 0 || (whole && left < bytes)) {
        return -UC_EAGAIN;
    }
    grow(ring, left);
    room = ring->size - ring->bytes;
    if (left > room) {
        if (room == 0 || whole) {
            return -UC_ENOMEM;
        }
        left = room;
    }
    bytes = left;
    for (; left > 0; pieces++) {
        size_t past = skip < pieces->bytes ? skip : pieces->bytes;
        size_t part = pieces->bytes - past;

        skip -= past;
        part = part < left ? part : left;
        if (part > 0) {
            append(ring, (const char *)pieces->data + past, part);
        }
        left -= part;
    }
    return (uc_ssize_t)bytes;
}

size_t uc_fd_ring_copy(const struct uc_fd_ring *ring,
                       const struct uc_fs_piece *pieces, unsigned n,
                       size_t skip, size_t max)
{
    size_t left = ring->bytes < max ? ring->bytes : max;
    size_t done = 0;

    for (; n > 0 && left > 0; n--, pieces++) {
        size_t past = skip < pieces->bytes ? skip : pieces->bytes;
        size_t part = pieces->bytes - past;

        skip -= past;
        part = part < left ? part : left;
        if (part > 0) {
            copy_out(ring, done, (char *)pieces->data + past, part);
        }
        done += part;
        left -= part;
    }
    return done;
}

void uc_fd_ring_drop(struct uc_fd_ring *ring, size_t bytes)
{
    if (bytes > 0) {
        ring->first = (ring->first + bytes) & (ring->size - 1);
        ring->bytes -= bytes;
    }
}

void uc_fd_ring_free(struct uc_fd_ring *ring)
{
    uc_free(ring->data);
    *ring = (struct uc_fd_ring){NULL, 0, 0, 0};
}
