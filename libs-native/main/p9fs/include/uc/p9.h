/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_P9_H
#define UC_P9_H

/*
 * Contract "p9" 1.0, one provider: ways to servers of 9P2000.L, for mounts of
 * type "9p". Libraries that know a way (virtio, descriptors) add theirs.
 */
#include <uc/types.h>

enum {
    UC_P9_TAG_MAX = 64, /* bytes of a name, with its zero */
};

struct uc_p9_transport {
    /*
     * Sends the message (out), of (out_bytes) bytes, and waits for the answer,
     * whose bytes, at most (room), it writes to (in). Returns how many; -UC_EIO
     * where the way is broken for good. Comes one at a time. Context: thread;
     * may block.
     */
    uc_ssize_t (*call)(struct uc_p9_transport *transport, const void *out,
                       uint32_t out_bytes, void *in, uint32_t room);
    char tag[UC_P9_TAG_MAX]; /* the source of mounts */
    /* What the server calls the tree; NULL: it has one alone. */
    const char *tree;
    /* The rest belongs to the library. */
    bool mounted;
    struct uc_p9_transport *next;
};

/* Lets mounts find (transport). Owns: it, for ever. Context: thread or boot. */
void uc_p9_transport_add(struct uc_p9_transport *transport);

#endif /* UC_P9_H */
