/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef VIRTIO_RING_LAYOUT_H
#define VIRTIO_RING_LAYOUT_H

/* Shared with the device. Spec: VIRTIO 1.2, sections 2.7.5, 2.7.6, 2.7.8. */
#include <uc/byteorder.h>

struct uc_vring_desc {
    uc_le64 addr;
    uc_le32 len;
    uc_le16 flags;
    uc_le16 next;
};

struct uc_vring_avail {
    uc_le16 flags;
    uc_le16 idx;
    uc_le16 ring[]; /* (size) of them, then used_event */
};

struct uc_vring_used_elem {
    uc_le32 id;
    uc_le32 len;
};

struct uc_vring_used {
    uc_le16 flags;
    uc_le16 idx;
    struct uc_vring_used_elem ring[]; /* (size) of them, then avail_event */
};

enum {
    DESC_NEXT = 1,
    DESC_WRITE = 2,
    AVAIL_NO_INTERRUPT = 1,
    USED_NO_NOTIFY = 1,
    SIZE_MAX_ENTRIES = 32768,
};

#endif /* VIRTIO_RING_LAYOUT_H */
