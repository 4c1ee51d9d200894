/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/virtio_ring.h>

#include <uc/assert.h>
#include <uc/barrier.h>
#include <uc/errors.h>
#include <uc/malloc.h>
#include <uc/pages.h>

#include "layout.h"

/* The driver's own view of descriptor (i), out of the device's reach. */
struct uc_vring_slot {
    uint32_t in_bytes; /* of the chain that starts here */
    uint16_t next;
    uint16_t count; /* of the chain that is in flight from here, else 0 */
    bool has_in;
};

static uc_le16 *used_event(struct uc_vring *ring)
{
    return &ring->avail->ring[ring->size];
}

static uint16_t avail_event(const struct uc_vring *ring)
{
    const uc_le16 *event = (const void *)&ring->used->ring[ring->size];

    return uc_le16_get(UC_READ_ONCE(*event));
}

struct offsets {
    size_t avail, used, end;
};

static struct offsets offsets_of(unsigned size)
{
    struct offsets at;

    at.avail = size * sizeof(struct uc_vring_desc);
    at.used = UC_ALIGN_UP(at.avail + sizeof(struct uc_vring_avail) +
                              (size + 1) * sizeof(uc_le16),
                          sizeof(uc_le32));
    at.end = at.used + sizeof(struct uc_vring_used) +
             size * sizeof(struct uc_vring_used_elem) + sizeof(uc_le16);
    return at;
}

/* What the device sees starts out as zeroes. */
static void lay_out(struct uc_vring *ring, char *mem, unsigned size)
{
    struct offsets at = offsets_of(size);

    __builtin_memset(mem, 0, at.end);
    ring->desc = (void *)mem;
    ring->avail = (void *)(mem + at.avail);
    ring->used = (void *)(mem + at.used);
    ring->size = (uint16_t)size;
    for (unsigned i = 0; i < size; i++) {
        ring->slots[i].next = (uint16_t)(i + 1);
    }
    ring->free_n = (uint16_t)size;
}

int uc_vring_init(struct uc_vring *ring, struct uc_virtio_device *dev,
                  unsigned index, unsigned size, uint64_t features)
{
    unsigned most = dev->ops->queue_max(dev, index);
    int err = -UC_ENOMEM;

    UC_ASSERT(size > 0 && (size & (size - 1)) == 0);
    if (most == 0 || most > SIZE_MAX_ENTRIES || (most & (most - 1)) != 0) {
        return -UC_ENOENT;
    }
    if (size > most) {
        size = most;
    }
    *ring = (struct uc_vring){.dev = dev, .index = (uint16_t)index};
    ring->event_idx = (features & UC_VIRTIO_F_EVENT_IDX) != 0;
    ring->pages =
        UC_ALIGN_UP(offsets_of(size).end, UC_PAGE_SIZE) / UC_PAGE_SIZE;
    ring->slots = uc_calloc(size, sizeof *ring->slots);
    if (ring->slots == NULL) {
        return err;
    }
    void *mem = uc_pages_alloc(ring->pages);
    if (mem == NULL) {
        goto free_slots;
    }
    lay_out(ring, mem, size);
    struct uc_virtio_queue_layout layout = {
        .desc = ring->desc,
        .driver = ring->avail,
        .device = ring->used,
        .size = ring->size,
    };
    err = dev->ops->queue_set(dev, index, &layout);
    if (err == 0) {
        return 0;
    }
    uc_pages_free(mem, ring->pages);
free_slots:
    uc_free(ring->slots);
    return err;
}

void uc_vring_destroy(struct uc_vring *ring)
{
    uc_pages_free(ring->desc, ring->pages);
    uc_free(ring->slots);
    ring->broken = true;
}

void uc_vring_break(struct uc_vring *ring)
{
    ring->broken = true;
}

int uc_vring_add(struct uc_vring *ring, const struct uc_dma_seg *segs,
                 unsigned out_n, unsigned in_n)
{
    unsigned n = out_n + in_n;
    uint16_t head = ring->free_head;
    uint16_t at = head;
    uint32_t in_bytes = 0;

    UC_ASSERT(n > 0);
    if (UC_UNLIKELY(ring->broken)) {
        return -UC_EIO;
    }
    if (UC_UNLIKELY(n > ring->free_n)) {
        return -UC_EAGAIN;
    }
    for (unsigned i = 0; i < n; i++) {
        struct uc_vring_desc *desc = &ring->desc[at];
        uint16_t next = ring->slots[at].next;
        bool in = i >= out_n;

        in_bytes += in ? (uint32_t)segs[i].bytes : 0;
        desc->addr = uc_le64_of(segs[i].addr);
        desc->len = uc_le32_of((uint32_t)segs[i].bytes);
        desc->flags = uc_le16_of(
            (uint16_t)((in ? DESC_WRITE : 0) | (i + 1 < n ? DESC_NEXT : 0)));
        desc->next = uc_le16_of(next);
        at = next;
    }
    ring->free_head = at;
    ring->free_n = (uint16_t)(ring->free_n - n);
    ring->slots[head].count = (uint16_t)n;
    ring->slots[head].in_bytes = in_bytes;
    ring->slots[head].has_in = in_n > 0;
    ring->avail->ring[ring->avail_next & (ring->size - 1u)] = uc_le16_of(head);
    ring->avail_next++;
    ring->in_flight++;
    return head;
}

void uc_vring_publish(struct uc_vring *ring)
{
    uc_dma_wmb();
    UC_WRITE_ONCE(ring->avail->idx, uc_le16_of(ring->avail_next));
}

/* Spec: VIRTIO 1.2, section 2.7.10 (driver notifications). */
static bool wants_kick(const struct uc_vring *ring)
{
    if (!ring->event_idx) {
        uint16_t flags = uc_le16_get(UC_READ_ONCE(ring->used->flags));
        return (flags & USED_NO_NOTIFY) == 0;
    }
    uint16_t since = (uint16_t)(ring->avail_next - avail_event(ring) - 1);
    return since < (uint16_t)(ring->avail_next - ring->avail_told);
}

void uc_vring_kick(struct uc_vring *ring)
{
    if (ring->avail_next == ring->avail_told || ring->broken) {
        return;
    }
    uc_vring_publish(ring);
    uc_dma_mb();
    bool wanted = wants_kick(ring);
    ring->avail_told = ring->avail_next;
    if (wanted) {
        ring->dev->ops->kick(ring->dev, ring->index);
    }
}

int uc_vring_pending(struct uc_vring *ring)
{
    uint16_t idx = uc_le16_get(UC_READ_ONCE(ring->used->idx));
    uint16_t n = (uint16_t)(idx - ring->used_next);

    if (UC_UNLIKELY(n > ring->in_flight || ring->broken)) {
        ring->broken = true;
        return -UC_EIO;
    }
    uc_dma_rmb();
    return n;
}

int uc_vring_peek(struct uc_vring *ring, unsigned ahead, uint32_t *bytes)
{
    const struct uc_vring_used_elem *elem =
        &ring->used->ring[(ring->used_next + ahead) & (ring->size - 1u)];
    uint32_t id = uc_le32_get(UC_READ_ONCE(elem->id));
    uint32_t len = uc_le32_get(UC_READ_ONCE(elem->len));

    if (UC_UNLIKELY(ring->broken || id >= ring->size ||
                    ring->slots[id].count == 0)) {
        goto broken;
    }
    const struct uc_vring_slot *slot = &ring->slots[id];
    if (!slot->has_in) {
        len = 0; /* Quirk: devices are careless with the length of what they
                    only read. */
    } else if (UC_UNLIKELY(len > slot->in_bytes)) {
        goto broken;
    }
    if (bytes != NULL) {
        *bytes = len;
    }
    return (int)id;
broken:
    ring->broken = true;
    return -UC_EIO;
}

static void free_chain(struct uc_vring *ring, uint16_t head)
{
    uint16_t last = head;

    for (unsigned i = 1; i < ring->slots[head].count; i++) {
        last = ring->slots[last].next;
    }
    ring->slots[last].next = ring->free_head;
    ring->free_head = head;
    ring->free_n = (uint16_t)(ring->free_n + ring->slots[head].count);
    ring->slots[head].count = 0;
}

int uc_vring_get(struct uc_vring *ring, uint32_t *bytes)
{
    int n = uc_vring_pending(ring);

    if (n <= 0) {
        return n < 0 ? n : -UC_EAGAIN;
    }
    int id = uc_vring_peek(ring, 0, bytes);
    if (UC_LIKELY(id >= 0)) {
        free_chain(ring, (uint16_t)id);
        ring->used_next++;
        ring->in_flight--;
    }
    return id;
}

/* Spec: VIRTIO 1.2, section 2.7.7 (used buffer notification suppression). */
bool uc_vring_arm(struct uc_vring *ring, unsigned after)
{
    uint16_t event = (uint16_t)(ring->used_next + after - 1);

    if (ring->broken) {
        return true;
    }
    if (ring->event_idx) {
        UC_WRITE_ONCE(*used_event(ring), uc_le16_of(event));
    } else {
        UC_WRITE_ONCE(ring->avail->flags, uc_le16_of(0));
    }
    uc_dma_mb();
    return (uint16_t)(uc_le16_get(UC_READ_ONCE(ring->used->idx)) -
                      ring->used_next) >= after;
}
