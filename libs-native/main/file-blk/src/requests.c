/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Requests are carried out at the next scheduling point, one system call each;
 * Linux copies between its cache and the caller's memory, nobody else does.
 */
#include <uc/errors.h>

#include "internal.h"

static struct file_blk *file_of(struct uc_blkdev *disk)
{
    return UC_CONTAINER_OF(disk, struct file_blk, disk);
}

/* The contract knows fewer reasons than Linux. */
static int result_of(int err)
{
    return err == -UC_ENOSPC || err == -UC_EOPNOTSUPP ? err : -UC_EIO;
}

/* Drops the first (bytes) of the (n) pieces from (*at) on. */
static void advance(struct uc_linux_piece *pieces, unsigned n, unsigned *at,
                    size_t bytes)
{
    while (*at < n && bytes >= pieces[*at].bytes) {
        bytes -= pieces[*at].bytes;
        ++*at;
    }
    if (bytes > 0 && *at < n) {
        pieces[*at].data = (char *)pieces[*at].data + bytes;
        pieces[*at].bytes -= bytes;
    }
}

static int transfer(struct file_blk *file, const struct uc_blk_request *request)
{
    uint64_t offset = request->block * file->disk.block_bytes;
    unsigned n = request->pieces_n;
    unsigned at = 0;

    for (unsigned i = 0; i < n; i++) {
        file->pieces[i] = (struct uc_linux_piece){request->pieces[i].data,
                                                  request->pieces[i].bytes};
    }
    while (at < n) {
        const struct uc_linux_piece *pieces = &file->pieces[at];
        uc_ssize_t done =
            request->op == UC_BLK_READ
                ? uc_linux_preadv(file->fd, pieces, n - at, offset)
                : uc_linux_pwritev(file->fd, pieces, n - at, offset);

        if (done == -UC_EINTR) {
            continue;
        }
        if (done <= 0) {
            /* Nothing at all: somebody has made the file shorter. */
            return done == 0 ? -UC_EIO : result_of((int)done);
        }
        offset += (uint64_t)done;
        advance(file->pieces, n, &at, (size_t)done);
    }
    return 0;
}

static int carry_out(struct file_blk *file,
                     const struct uc_blk_request *request)
{
    uint64_t bytes = file->disk.block_bytes;
    int err;

    switch (request->op) {
    case UC_BLK_READ:
    case UC_BLK_WRITE:
        return transfer(file, request);
    case UC_BLK_FLUSH:
        err = uc_linux_fdatasync(file->fd);
        break;
    default: /* a hole reads as zeroes: it serves both */
        err = uc_linux_punch_hole(file->fd, request->block * bytes,
                                  request->blocks * bytes);
        break;
    }
    return err < 0 ? result_of(err) : 0;
}

static int file_blk_queue(struct uc_blkdev *disk,
                          struct uc_blk_request *request)
{
    struct file_blk *file = file_of(disk);

    if (file->held_n == FILE_BLK_DEPTH) {
        return -UC_EAGAIN;
    }
    file->held[file->held_n++] = request;
    return 0;
}

static void file_blk_kick(struct uc_blkdev *disk)
{
    uc_blk_interrupt(disk);
}

static void file_blk_poll(struct uc_blkdev *disk)
{
    struct file_blk *file = file_of(disk);

    for (unsigned i = 0; i < file->held_n; i++) {
        uc_blk_done(disk, file->held[i], carry_out(file, file->held[i]));
    }
    file->held_n = 0;
}

static bool file_blk_arm(struct uc_blkdev *disk)
{
    return file_of(disk)->held_n > 0;
}

const struct uc_blkdev_ops file_blk_ops = {
    .queue = file_blk_queue,
    .kick = file_blk_kick,
    .poll = file_blk_poll,
    .arm = file_blk_arm,
};
