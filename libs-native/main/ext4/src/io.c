/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Requests to the disk. Blocks that follow each other are gathered into one
 * request of many pieces; requests run side by side and are waited for
 * together.
 */
#include <uc/malloc.h>

#include "internal.h"

static void done(struct uc_blk_request *request)
{
    struct ext4_request *r = request->cookie;
    struct ext4_io *io = r->io;

    uc_spin_lock(&io->lock);
    int *result =
        request->op == UC_BLK_READ ? &io->read_result : &io->write_result;
    if (*result == 0) {
        *result = request->result;
    }
    r->next = io->free;
    io->free = r;
    io->in_flight--;
    uc_waitq_wake_all(&io->wq);
    uc_spin_unlock(&io->lock);
}

int ext4_io_init(struct ext4_io *io, struct uc_blkdev *disk,
                 uint32_t block_bytes)
{
    io->disk = disk;
    io->sectors = block_bytes / disk->block_bytes;
    io->requests = uc_calloc(EXT4_IO_REQUESTS, sizeof *io->requests);
    if (io->requests == NULL) {
        return -UC_ENOMEM;
    }
    for (unsigned i = 0; i < EXT4_IO_REQUESTS; i++) {
        io->requests[i].io = io;
        io->requests[i].next = io->free;
        io->free = &io->requests[i];
    }
    return 0;
}

void ext4_io_free(struct ext4_io *io)
{
    (void)ext4_io_wait_writes(io);
    uc_free(io->requests);
    io->requests = NULL;
}

static struct ext4_request *take(struct ext4_io *io)
{
    uc_spin_lock(&io->lock);
    while (io->free == NULL) {
        (void)uc_waitq_wait(&io->wq, &io->lock, UC_NEVER);
    }
    struct ext4_request *r = io->free;
    io->free = r->next;
    uc_spin_unlock(&io->lock);
    return r;
}

void ext4_io_start(struct ext4_io *io)
{
    struct ext4_request *r = io->open;

    if (r == NULL) {
        return;
    }
    io->open = NULL;
    r->request.blocks = r->bytes / io->disk->block_bytes;
    r->request.pieces = r->pieces;
    r->request.done = done;
    r->request.cookie = r;
    uc_spin_lock(&io->lock);
    io->in_flight++;
    uc_spin_unlock(&io->lock);

    struct uc_blk_request *one = &r->request;
    uc_blk_submit(io->disk, &one, 1);
}

/* Whether (data) may follow what (r) holds already. */
static bool fits(const struct ext4_io *io, const struct ext4_request *r,
                 enum uc_blk_op op, uint64_t sector, const char *data,
                 uint32_t bytes)
{
    const struct uc_blkdev *disk = io->disk;
    const struct uc_blk_piece *last = &r->pieces[r->request.pieces_n - 1];
    const char *end = (const char *)last->data + last->bytes;

    if (r->request.op != op ||
        sector != r->request.block + r->bytes / disk->block_bytes ||
        r->bytes + bytes > disk->bytes_max) {
        return false;
    }
    if (data == end) {
        return true;
    }
    if (r->request.pieces_n == EXT4_IO_PIECES ||
        r->request.pieces_n == disk->pieces_max) {
        return false;
    }
    return disk->boundary == 0 || ((uintptr_t)data % disk->boundary == 0 &&
                                   (uintptr_t)end % disk->boundary == 0);
}

static void add_part(struct ext4_io *io, enum uc_blk_op op, uint64_t sector,
                     char *data, uint32_t bytes)
{
    struct ext4_request *r = io->open;

    if (r != NULL && !fits(io, r, op, sector, data, bytes)) {
        ext4_io_start(io);
        r = NULL;
    }
    if (r == NULL) {
        r = take(io);
        r->request = (struct uc_blk_request){.op = op, .block = sector};
        r->bytes = 0;
        io->open = r;
    }
    struct uc_blk_piece *last =
        r->request.pieces_n > 0 ? &r->pieces[r->request.pieces_n - 1] : NULL;
    if (last != NULL && (char *)last->data + last->bytes == data) {
        last->bytes += bytes;
    } else {
        r->pieces[r->request.pieces_n++] = (struct uc_blk_piece){data, bytes};
    }
    r->bytes += bytes;
}

void ext4_io_add(struct ext4_io *io, enum uc_blk_op op, uint64_t block,
                 void *data, uint32_t bytes)
{
    uint64_t sector = block * io->sectors;
    uint32_t most = io->disk->bytes_max;
    char *at = data;

    while (bytes > 0) { /* once, but where a block is more than it takes */
        uint32_t part = bytes < most ? bytes : most;

        add_part(io, op, sector, at, part);
        sector += part / io->disk->block_bytes;
        at += part;
        bytes -= part;
    }
}

static int wait(struct ext4_io *io, int *result)
{
    ext4_io_start(io);
    uc_spin_lock(&io->lock);
    while (io->in_flight > 0) {
        (void)uc_waitq_wait(&io->wq, &io->lock, UC_NEVER);
    }
    int first = *result;
    *result = 0;
    uc_spin_unlock(&io->lock);
    return first;
}

int ext4_io_wait_reads(struct ext4_io *io)
{
    return wait(io, &io->read_result);
}

int ext4_io_wait_writes(struct ext4_io *io)
{
    return wait(io, &io->write_result);
}

int ext4_io_flush(struct ext4_io *io)
{
    return io->disk->features & UC_BLK_CACHE ? uc_blk_flush(io->disk) : 0;
}

int ext4_io_write_through(struct ext4_io *io, uint64_t block, void *data,
                          uint32_t bytes)
{
    if (bytes > io->disk->bytes_max) {
        ext4_io_add(io, UC_BLK_WRITE, block, data, bytes);
        int err = ext4_io_wait_writes(io);
        return err < 0 ? err : ext4_io_flush(io);
    }
    struct uc_blk_piece piece = {data, bytes};
    struct uc_blk_request request = {
        .op = UC_BLK_WRITE,
        .flags = UC_BLK_FUA,
        .block = block * io->sectors,
        .blocks = bytes / io->disk->block_bytes,
        .pieces = &piece,
        .pieces_n = 1,
    };

    return uc_blk_wait(io->disk, &request);
}
