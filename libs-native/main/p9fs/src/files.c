/* SPDX-License-Identifier: BSD-3-Clause */
/* Contents of files. */
#include "internal.h"

/* How much one request moves. */
static uint32_t portion(const struct p9_fs *fs, size_t bytes)
{
    const uint32_t most = fs->msize - P9_IO_HEADER_BYTES;

    return bytes < most ? (uint32_t)bytes : most;
}

/* One request. Returns how many bytes came. */
static uc_ssize_t read_some(struct p9_node *node, uint64_t offset, void *data,
                            size_t bytes)
{
    struct p9_fs *fs = p9_of(&node->node);
    struct p9_buffer *b = p9_begin(fs, P9_READ);
    const uint32_t most = portion(fs, bytes);
    int err;

    p9_put(b, node->open_fid, 4);
    p9_put(b, offset, 8);
    p9_put(b, most, 4);
    err = p9_call(fs);
    if (err == 0) {
        const uint32_t n = (uint32_t)p9_get(&fs->in, 4);
        const void *from = p9_get_bytes(&fs->in, n);
        if (from == NULL || n > most) {
            fs->in.bad = true;
        } else {
            __builtin_memcpy(data, from, n);
            err = (int)n;
        }
    }
    return p9_end(fs, err);
}

static uc_ssize_t write_some(struct p9_node *node, uint64_t offset,
                             const void *data, size_t bytes)
{
    struct p9_fs *fs = p9_of(&node->node);
    struct p9_buffer *b = p9_begin(fs, P9_WRITE);
    const uint32_t most = portion(fs, bytes);
    int err;

    p9_put(b, node->open_fid, 4);
    p9_put(b, offset, 8);
    p9_put(b, most, 4);
    p9_put_bytes(b, data, most);
    err = p9_call(fs);
    if (err == 0) {
        const uint32_t n = (uint32_t)p9_get(&fs->in, 4);
        fs->in.bad = fs->in.bad || n > most || n == 0;
        err = (int)n;
    }
    return p9_end(fs, err);
}

static uc_ssize_t file_read(struct uc_fs_node *node, uint64_t offset,
                            const struct uc_fs_piece *pieces, unsigned pieces_n)
{
    struct p9_node *of = p9_node_of(node);
    uc_ssize_t n = p9_node_open(of, false);
    size_t done = 0;

    for (unsigned i = 0; n >= 0 && i < pieces_n; i++) {
        uint8_t *data = pieces[i].data;
        size_t left = pieces[i].bytes;
        while (left > 0 && (n = read_some(of, offset + done, data, left)) > 0) {
            data += n;
            left -= (size_t)n;
            done += (size_t)n;
        }
        if (left > 0) {
            break; /* the end, or an error */
        }
    }
    return n < 0 ? n : (uc_ssize_t)done;
}

static uc_ssize_t file_write(struct uc_fs_node *node, uint64_t offset,
                             const struct uc_fs_piece *pieces,
                             unsigned pieces_n)
{
    struct p9_node *of = p9_node_of(node);
    uc_ssize_t n = p9_node_open(of, true);
    size_t done = 0;

    for (unsigned i = 0; n >= 0 && i < pieces_n; i++) {
        const uint8_t *data = pieces[i].data;
        size_t left = pieces[i].bytes;
        while (left > 0 &&
               (n = write_some(of, offset + done, data, left)) >= 0) {
            data += n;
            left -= (size_t)n;
            done += (size_t)n;
        }
    }
    if (done > 0 && offset + done > of->bytes) {
        of->bytes = offset + done;
    }
    return done > 0 ? (uc_ssize_t)done : n;
}

int p9_fsync(struct uc_fs_node *node, bool data_only)
{
    struct p9_fs *fs = p9_of(node);
    struct p9_node *of = p9_node_of(node);

    int err = p9_node_open(of, false);
    if (err < 0) {
        return err;
    }
    struct p9_buffer *b = p9_begin(fs, P9_FSYNC);
    p9_put(b, of->open_fid, 4);
    p9_put(b, data_only, 4);
    return p9_finish(fs);
}

const struct uc_fs_node_ops p9_file_ops = {
    .read = file_read,
    .write = file_write,
    .getattr = p9_getattr,
    .setattr = p9_setattr,
    .fsync = p9_fsync,
    .release = p9_release,
};
