/* SPDX-License-Identifier: BSD-3-Clause */
/* Requests and answers, one at a time. */
#include <uc/malloc.h>

#include "internal.h"

enum {
    TAG = 1,
    NO_TAG = 0xffff, /* of version alone */
    ERRNO_MAX = 4095,
};

struct p9_buffer *p9_begin(struct p9_fs *fs, enum p9_type type)
{
    uc_mutex_lock(&fs->call);
    fs->out.at = 0;
    fs->out.bad = false;
    fs->in.bad = false;
    p9_put(&fs->out, 0, 4); /* the size: p9_call knows it */
    p9_put(&fs->out, type, 1);
    p9_put(&fs->out, type == P9_VERSION ? NO_TAG : TAG, 2);
    return &fs->out;
}

/* What an Rlerror says. */
static int error_of(struct p9_buffer *in)
{
    const uint64_t code = p9_get(in, 4);

    return in->bad || code == 0 || code > ERRNO_MAX ? -UC_EIO : -(int)code;
}

/* The answer's head: its size, that it answers this, and what it says. */
static int check_answer(struct p9_fs *fs, uint8_t asked, uint16_t tag)
{
    struct p9_buffer *in = &fs->in;
    const uint64_t bytes = p9_get(in, 4);
    const uint64_t type = p9_get(in, 1);
    const uint64_t got_tag = p9_get(in, 2);

    if (in->bad || bytes != in->room || got_tag != tag ||
        (type != P9_RLERROR && type != asked + 1u)) {
        fs->broken = true;
        return -UC_EIO;
    }
    return type == P9_RLERROR ? error_of(in) : 0;
}

int p9_call(struct p9_fs *fs)
{
    struct p9_buffer *out = &fs->out;
    const uint32_t bytes = out->at;
    const uint8_t type = out->data[4];

    if (fs->broken) {
        return -UC_EIO;
    }
    if (out->bad) {
        return -UC_ENAMETOOLONG; /* names alone may be too much for it */
    }
    out->at = 0;
    p9_put(out, bytes, 4);
    const uc_ssize_t n = fs->transport->call(fs->transport, out->data, bytes,
                                             fs->in.data, fs->msize);
    if (n < 0 || (size_t)n > fs->msize) {
        fs->broken = true;
        return -UC_EIO;
    }
    fs->in.room = (uint32_t)n;
    fs->in.at = 0;
    return check_answer(fs, type, type == P9_VERSION ? NO_TAG : TAG);
}

int p9_end(struct p9_fs *fs, int err)
{
    if (err >= 0 && fs->in.bad) {
        fs->broken = true;
        err = -UC_EIO;
    }
    uc_mutex_unlock(&fs->call);
    return err;
}

int p9_finish(struct p9_fs *fs)
{
    return p9_end(fs, p9_call(fs));
}

uint32_t p9_fid_take(struct p9_fs *fs)
{
    return fs->fids_n > 0 ? fs->fids[--fs->fids_n] : fs->fid_next++;
}

/* Where no memory is left for it, the number is not used again. */
static void fid_free(struct p9_fs *fs, uint32_t fid)
{
    if (fs->fids_n == fs->fids_room) {
        const size_t room = fs->fids_room > 0 ? 2 * fs->fids_room : 16;
        uint32_t *more = uc_realloc(fs->fids, room * sizeof *more);
        if (more == NULL) {
            return;
        }
        fs->fids = more;
        fs->fids_room = room;
    }
    fs->fids[fs->fids_n++] = fid;
}

/* The server forgets it, also where it says that it could not. */
static int end_fid(struct p9_fs *fs, enum p9_type request, uint32_t fid)
{
    p9_put(p9_begin(fs, request), fid, 4);
    int err = p9_call(fs);
    if (!fs->broken) {
        fid_free(fs, fid);
    }
    return p9_end(fs, err);
}

void p9_clunk(struct p9_fs *fs, uint32_t fid)
{
    if (fid != P9_NO_FID) {
        (void)end_fid(fs, P9_CLUNK, fid);
    }
}

int p9_remove(struct p9_fs *fs, uint32_t fid)
{
    return end_fid(fs, P9_REMOVE, fid);
}

int p9_walk(struct p9_fs *fs, uint32_t fid, const struct uc_fs_name *name,
            uint32_t *out, struct p9_qid *qid)
{
    const uint64_t names = name != NULL;
    struct p9_buffer *b = p9_begin(fs, P9_WALK);
    const uint32_t new_fid = p9_fid_take(fs);

    p9_put(b, fid, 4);
    p9_put(b, new_fid, 4);
    p9_put(b, names, 2);
    if (name != NULL) {
        p9_put_name(b, name);
    }
    int err = p9_call(fs);
    if (err == 0 && p9_get(&fs->in, 2) != names) {
        err = -UC_ENOENT; /* it stopped before the name */
    }
    if (err == 0 && name != NULL) {
        *qid = p9_get_qid(&fs->in);
    }
    if (err < 0 && !fs->broken) {
        fid_free(fs, new_fid);
    }
    err = p9_end(fs, err);
    if (err == 0) {
        *out = new_fid;
    }
    return err;
}

int p9_open(struct p9_fs *fs, uint32_t fid, uint32_t flags)
{
    struct p9_buffer *b = p9_begin(fs, P9_LOPEN);

    p9_put(b, fid, 4);
    p9_put(b, flags, 4);
    return p9_finish(fs);
}
