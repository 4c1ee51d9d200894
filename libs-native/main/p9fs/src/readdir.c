/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reading directories. The server's positions have 64 bits, and vfs' cookies
 * 62: cookies count names. Where the last readers stopped is kept with the
 * server's position; of any other cookie the names before it are read again.
 */
#include <uc/malloc.h>

#include "internal.h"

enum {
    ENTRY_BYTES = 13 + 8 + 1 + 2, /* without the name */
    /* Of an answer that brings one name: more are asked for again. */
    ONE_BYTES = ENTRY_BYTES + UC_FS_NAME_MAX,
    IDLE_MAX = 64, /* answers one after the other that bring no name */
};

static bool is_name(const struct uc_fs_name *name)
{
    for (uint32_t i = 0; i < name->bytes; i++) {
        if (name->text[i] == '/' || name->text[i] == '\0') {
            return false;
        }
    }
    return name->bytes > 0 && name->bytes <= UC_FS_NAME_MAX;
}

static bool is_dots(const struct uc_fs_name *name)
{
    return uc_fs_name_is(name, ".") || uc_fs_name_is(name, "..");
}

/* From what readdir of C calls DT_. */
static uint32_t mode_of(uint8_t type)
{
    return (uint32_t)type << 12 & UC_FS_TYPE_MASK;
}

static struct p9_place place_of(const struct p9_node *dir, uint64_t cookie)
{
    for (unsigned i = 0; i < P9_PLACES; i++) {
        if (dir->places[i].index == cookie) {
            return dir->places[i];
        }
    }
    return (struct p9_place){0, 0};
}

static void keep_place(struct p9_node *dir, const struct p9_place *place)
{
    for (unsigned i = 0; i < P9_PLACES; i++) {
        if (dir->places[i].index == place->index) {
            dir->places[i] = *place;
            return;
        }
    }
    dir->places[dir->place_next] = *place;
    dir->place_next = (dir->place_next + 1) % P9_PLACES;
}

/* A walk through a directory. */
struct reader {
    struct uc_fs_readdir *walk;
    struct p9_place place;
    /* A name whose type the server does not say, and what is behind it. */
    uint64_t offset;
    uint64_t inode;
    uint32_t bytes; /* 0: types were told so far */
    char text[UC_FS_NAME_MAX];
};

enum outcome {
    DONE,       /* emit takes no more, or there is no more */
    MORE,       /* behind this answer */
    UNKNOWN,    /* the reader's name is next */
    IMPOSSIBLE, /* no server that keeps to the protocol says so */
};

/* Emits (name), unless it was before. Returns whether it was taken. */
static bool emit(struct reader *reader, const struct uc_fs_name *name,
                 uint64_t inode, uint32_t type)
{
    struct uc_fs_readdir *walk = reader->walk;
    const uint64_t index = reader->place.index;
    const struct uc_fs_entry entry = {
        .name = *name,
        .inode = inode != 0 ? inode : UINT64_MAX,
        .type = type,
        .cookie = index + 1,
    };

    if (index >= walk->cookie && !uc_fs_emit(walk, &entry)) {
        return false;
    }
    reader->place.index++;
    return true;
}

static enum outcome emit_one(struct reader *reader, struct p9_buffer *b)
{
    const struct p9_qid qid = p9_get_qid(b);
    const uint64_t offset = p9_get(b, 8);
    const uint8_t type = (uint8_t)p9_get(b, 1);
    const struct uc_fs_name name = p9_get_name(b);

    if (b->bad || !is_name(&name) || offset == reader->place.offset) {
        return IMPOSSIBLE; /* that offset would never end */
    }
    if (!is_dots(&name)) {
        if (type == 0 && reader->place.index >= reader->walk->cookie) {
            __builtin_memcpy(reader->text, name.text, name.bytes);
            reader->bytes = name.bytes;
            reader->inode = qid.path;
            reader->offset = offset;
            return UNKNOWN;
        }
        if (!emit(reader, &name, qid.path, mode_of(type))) {
            return DONE;
        }
    }
    reader->place.offset = offset;
    return MORE;
}

/* Emits what one answer holds, from the reader's place on, which moves. */
static enum outcome emit_some(struct reader *reader, struct p9_buffer *in)
{
    const uint32_t bytes = (uint32_t)p9_get(in, 4);
    const void *data = p9_get_bytes(in, bytes);
    struct p9_buffer b = {.data = (uint8_t *)(uintptr_t)data, .room = bytes};
    enum outcome outcome = MORE;

    if (data == NULL || bytes < ENTRY_BYTES) {
        return in->bad || bytes > 0 ? IMPOSSIBLE : DONE;
    }
    while (outcome == MORE && b.at < b.room) {
        outcome = emit_one(reader, &b);
    }
    return outcome;
}

/* One request. */
static int read_some(struct p9_node *dir, struct reader *reader,
                     enum outcome *outcome)
{
    struct p9_fs *fs = p9_of(&dir->node);
    struct p9_buffer *b = p9_begin(fs, P9_READDIR);

    p9_put(b, dir->open_fid, 4);
    p9_put(b, reader->place.offset, 8);
    p9_put(b, reader->bytes > 0 ? ONE_BYTES : fs->msize - P9_IO_HEADER_BYTES,
           4);
    int err = p9_call(fs);
    if (err == 0) {
        *outcome = emit_some(reader, &fs->in);
        fs->in.bad = fs->in.bad || *outcome == IMPOSSIBLE;
    }
    return p9_end(fs, err);
}

/* The reader's name, whose type its attributes say; one that is gone by now is
 * left out. */
static int emit_unknown(struct p9_node *dir, struct reader *reader,
                        enum outcome *outcome)
{
    struct p9_fs *fs = p9_of(&dir->node);
    const struct uc_fs_name name = {reader->text, reader->bytes};
    struct uc_fs_attr attr;
    struct p9_qid qid;
    uint32_t fid;

    int err = p9_walk(fs, dir->fid, &name, &fid, &qid);
    if (err == 0) {
        err = p9_attributes(fs, fid, &attr);
        p9_clunk(fs, fid);
    }
    if (err < 0 && err != -UC_ENOENT) {
        return err;
    }
    *outcome = err == -UC_ENOENT || emit(reader, &name, reader->inode,
                                         attr.mode & UC_FS_TYPE_MASK)
                   ? MORE
                   : DONE;
    if (*outcome == MORE) {
        reader->place.offset = reader->offset;
    }
    return 0;
}

int p9_readdir(struct uc_fs_node *dir, struct uc_fs_readdir *walk)
{
    struct p9_node *of = p9_node_of(dir);
    struct reader reader = {
        .walk = walk,
        .place = place_of(of, walk->cookie),
    };
    enum outcome outcome = MORE;
    unsigned idle = 0;
    int err = p9_node_open(of, false);

    while (err == 0 && outcome == MORE) {
        const uint64_t before = reader.place.index;
        err = read_some(of, &reader, &outcome);
        if (err == 0 && outcome == UNKNOWN) {
            err = emit_unknown(of, &reader, &outcome);
        }
        idle = reader.place.index == before ? idle + 1 : 0;
        if (idle > IDLE_MAX) {
            err = err < 0 || outcome == DONE ? err : -UC_EIO;
        }
    }
    if (err == 0 && reader.place.index > 0) {
        keep_place(of, &reader.place);
    }
    return err;
}
