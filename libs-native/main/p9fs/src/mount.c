/* SPDX-License-Identifier: BSD-3-Clause */
/* File system type "9p": its source is the tag of a transport. */
#include <uc/malloc.h>

#include "internal.h"

static struct uc_p9_transport *transports;

void uc_p9_transport_add(struct uc_p9_transport *transport)
{
    transport->next = transports;
    transports = transport;
}

static struct uc_p9_transport *transport_find(const char *tag)
{
    const struct uc_fs_name name = {tag, (uint32_t)__builtin_strlen(tag)};
    struct uc_p9_transport *transport = transports;

    while (transport != NULL && !uc_fs_name_is(&name, transport->tag)) {
        transport = transport->next;
    }
    return transport;
}

static int p9_statfs(struct uc_fs *uc_fs, struct uc_fs_stat *out)
{
    struct p9_fs *fs = UC_CONTAINER_OF(uc_fs, struct p9_fs, fs);
    struct p9_buffer *in = &fs->in;
    struct uc_fs_stat stat = {.magic = 0};

    p9_put(p9_begin(fs, P9_STATFS), P9_ROOT_FID, 4);
    int err = p9_call(fs);
    if (err == 0) {
        stat.magic = (uint32_t)p9_get(in, 4);
        stat.block_bytes = (uint32_t)p9_get(in, 4);
        stat.blocks = p9_get(in, 8);
        stat.blocks_free = p9_get(in, 8);
        stat.blocks_available = p9_get(in, 8);
        stat.nodes = p9_get(in, 8);
        stat.nodes_free = p9_get(in, 8);
        (void)p9_get(in, 8); /* its number */
        stat.name_max = (uint32_t)p9_get(in, 4);
    }
    err = p9_end(fs, err);
    if (err == 0) {
        *out = stat;
    }
    return err;
}

static void destroy(struct p9_fs *fs)
{
    fs->transport->mounted = false;
    uc_free(fs->fids);
    uc_free(fs->buffers);
    uc_free(fs);
}

static int p9_unmount(struct uc_fs *uc_fs)
{
    struct p9_fs *fs = UC_CONTAINER_OF(uc_fs, struct p9_fs, fs);

    p9_release(fs->fs.root);
    destroy(fs);
    return 0;
}

static const struct uc_fs_ops fs_ops = {
    .statfs = p9_statfs,
    .unmount = p9_unmount,
};

/* Agrees on the version and on how long messages may be. */
static int negotiate(struct p9_fs *fs)
{
    static const struct uc_fs_name version = {"9P2000.L", 8};
    struct p9_buffer *b = p9_begin(fs, P9_VERSION);
    bool same = false;
    uint64_t msize = 0;

    p9_put(b, fs->msize, 4);
    p9_put_name(b, &version);
    int err = p9_call(fs);
    if (err == 0) {
        msize = p9_get(&fs->in, 4);
        const struct uc_fs_name got = p9_get_name(&fs->in);
        same = uc_fs_name_is(&got, version.text);
    }
    err = p9_end(fs, err);
    if (err < 0) {
        return err;
    }
    if (!same || msize < P9_MSIZE_MIN || msize > fs->msize) {
        return -UC_EPROTO;
    }
    fs->msize = (uint32_t)msize;
    fs->out.room = fs->msize;
    return 0;
}

static int attach(struct p9_fs *fs)
{
    static const struct uc_fs_name nobody = {"", 0};
    const char *name = fs->transport->tree == NULL ? "" : fs->transport->tree;
    const struct uc_fs_name tree = {name, (uint32_t)__builtin_strlen(name)};
    struct p9_buffer *b = p9_begin(fs, P9_ATTACH);
    struct p9_node *root;
    struct p9_qid qid = {.path = 0};

    p9_put(b, P9_ROOT_FID, 4);
    p9_put(b, P9_NO_FID, 4); /* no authentication */
    p9_put_name(b, &nobody);
    p9_put_name(b, &tree);
    p9_put(b, 0, 4); /* root */
    int err = p9_call(fs);
    if (err == 0) {
        qid = p9_get_qid(&fs->in);
    }
    err = p9_end(fs, err);
    if (err < 0) {
        return err;
    }
    fs->fid_next = P9_ROOT_FID + 1;
    err = p9_node_get(fs, P9_ROOT_FID, &qid, &root);
    if (err == 0 && root->node.ops != &p9_dir_ops) {
        p9_release(&root->node);
        err = -UC_ENOTDIR;
    }
    if (err == 0) {
        fs->fs.root = &root->node;
    }
    return err;
}

static int mount(const struct uc_fs_mount *what, struct uc_fs **out)
{
    struct uc_p9_transport *transport = transport_find(what->source);
    const char *options = what->options;
    struct uc_fs_name key;
    struct uc_fs_name value;

    if (transport == NULL) {
        return -UC_ENODEV;
    }
    if (transport->mounted) {
        return -UC_EBUSY;
    }
    if (uc_fs_option(&options, &key, &value)) {
        return -UC_EINVAL; /* it has none */
    }
    struct p9_fs *fs = uc_calloc(1, sizeof *fs);
    const size_t msize = UC_CONFIG_P9FS_MSIZE;
    uint8_t *buffers = uc_memalign(UC_PAGE_SIZE, 2 * msize);
    if (fs == NULL || buffers == NULL) {
        uc_free(fs);
        uc_free(buffers);
        return -UC_ENOMEM;
    }
    *fs = (struct p9_fs){
        .fs = {.ops = &fs_ops, .flags = UC_FS_UNCACHED, .bytes_max = INT64_MAX},
        .transport = transport,
        .call = UC_MUTEX_INIT,
        .buffers = buffers,
        .out = {.data = buffers, .room = (uint32_t)msize},
        .in = {.data = buffers + msize},
        .msize = (uint32_t)msize,
    };
    transport->mounted = true;
    int err = negotiate(fs);
    err = err < 0 ? err : attach(fs);
    if (err < 0) {
        destroy(fs);
        return err;
    }
    *out = &fs->fs;
    return 0;
}

UC_FS_TYPE(p9, "9p", mount);
