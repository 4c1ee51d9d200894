/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef NETFRONT_TESTS_MISBEHAVE_H
#define NETFRONT_TESTS_MISBEHAVE_H

/*
 * An other end that does whatever the bytes of an input say, while a stack
 * sends and receives: memory stays whole, each frame and each buffer comes back
 * once, and with the next end, a good one, the device works.
 */
#include <uc/hosted_xen_hostile.h>

#include "backend.h"

enum {
    USER_BUFFERS = 96,
    USER_FRAMES = 40,
    USER_BATCH = 20,
};

static struct {
    struct uc_netdev *dev;
    uint8_t *buffers;
    bool posted[USER_BUFFERS];
    unsigned posted_n;
    uint8_t *frames[USER_FRAMES]; /* NULL: free */
    unsigned frames_n;
} user;

static inline void expect(bool good, const char *what)
{
    if (!good) {
        (void)fprintf(stderr, "# misbehave: %s\n", what);
        abort();
    }
}

static inline void user_notify(void *arg)
{
    (void)arg;
}

static inline void user_post(unsigned n)
{
    for (unsigned i = 0; i < USER_BUFFERS && n > 0; i++) {
        struct uc_net_rx_buffer one = {user.buffers + i * UC_PAGE_SIZE,
                                       UC_PAGE_SIZE, &user.posted[i]};
        if (!user.posted[i]) {
            user.posted[i] = user.dev->ops->rx_post(user.dev, &one, 1) == 1;
            user.posted_n += user.posted[i];
            n--;
        }
    }
}

/* Takes what is there, into no more room than it says that it has. */
static inline unsigned user_receive(unsigned n)
{
    struct uc_net_rx *rx = malloc(n * sizeof *rx);
    int got = user.dev->ops->rx(user.dev, rx, n);

    expect(got >= 0 && (unsigned)got <= n, "more than there is room for");
    expect(got == 0 || !rx[got - 1].more, "half a frame");
    for (int i = 0; i < got; i++) {
        bool *posted = rx[i].cookie;
        expect(*posted, "a buffer comes back twice");
        expect(rx[i].offset <= UC_PAGE_SIZE &&
                   rx[i].bytes <= UC_PAGE_SIZE - rx[i].offset,
               "bytes outside of a buffer");
        *posted = false;
        user.posted_n--;
    }
    free(rx);
    return (unsigned)got;
}

/* A frame of one to twenty pieces, whose bytes end where the memory does. */
static inline void user_send(unsigned what, unsigned more)
{
    static const unsigned sizes[] = {1, 14, 40, 60, 1514, 4097, 20000, 65535};
    struct uc_net_piece pieces[UC_NET_PIECES_MAX];
    unsigned bytes = sizes[what & 7], n = more % UC_NET_PIECES_MAX + 1, i = 0;

    while (i < USER_FRAMES && user.frames[i] != NULL) {
        i++;
    }
    if (i == USER_FRAMES) {
        return;
    }
    n = n < bytes ? n : bytes;
    uint8_t *frame = malloc(bytes);
    memset(frame, (int)more, bytes);
    if (bytes > 40) {
        memcpy(frame + 12, what & 8 ? "\x86\xdd" : "\x08\x00", 2);
        frame[14] = (uint8_t)(what & 8 ? 0x60 : 0x40 | more % 16);
        frame[23] = what & 16 ? 6 : 17;
        frame[20] = what & 32 ? 0x20 : 6;
    }
    for (unsigned k = 0; k < n; k++) {
        unsigned from = k * (bytes / n);
        unsigned to = k + 1 == n ? bytes : from + bytes / n;
        pieces[k] = (struct uc_net_piece){frame + from, to - from};
    }
    struct uc_net_tx tx = {.pieces = pieces,
                           .pieces_n = n,
                           .gso_bytes = what & 64 && bytes > 1514 ? 1448 : 0,
                           .flags = what & 64 ? UC_NET_CSUM_PARTIAL : 0,
                           .cookie = &user.frames[i]};
    if (user.dev->ops->tx(user.dev, &tx, 1) == 0) {
        free(frame);
        return;
    }
    user.frames[i] = frame;
    user.frames_n++;
}

static inline unsigned user_reap(unsigned n)
{
    void **cookies = malloc(n * sizeof *cookies);
    unsigned done = user.dev->ops->reap(user.dev, cookies, n);

    for (unsigned i = 0; i < done; i++) {
        uint8_t **frame = cookies[i];
        expect(*frame != NULL, "a frame is done twice");
        free(*frame);
        *frame = NULL;
        user.frames_n--;
    }
    free(cookies);
    return done;
}

static inline void user_step(struct uc_hosted_input *input)
{
    uint32_t what = uc_hosted_input_byte(input);

    switch (what & 7) {
    case 0:
    case 1:
    case 2:
        user_send(what >> 1, uc_hosted_input_byte(input));
        break;
    case 3:
        user.dev->ops->flush(user.dev);
        break;
    case 4:
        (void)user_reap(what >> 3 & 15);
        break;
    case 5:
        (void)user_receive(what >> 3);
        break;
    case 6:
        user_post(what >> 3);
        break;
    default:
        (void)user.dev->ops->arm(user.dev);
        break;
    }
    if (what & 0x80) {
        user.dev->ops->flush(user.dev);
    }
}

/* In the page of a ring: answers to anything, of anything, counters. */
static inline void back_scribble(struct back_queue *queue,
                                 struct uc_hosted_input *input)
{
    uint32_t what = uc_hosted_input_byte(input);
    struct uc_xen_ring_page *ring = what & 1 ? queue->tx : queue->rx;
    uint32_t value = uc_hosted_input_byte(input);

    switch (what >> 1 & 3) {
    case 0:
        ring->rsp_prod += value < 0xf0 ? value % 8 : value << 20;
        break;
    case 1:
        ring->req_prod ^= value;
        ring->req_event = ring->req_prod + (what >> 4) - 8;
        break;
    default:
        ((uint8_t *)ring)[(what << 8 | uc_hosted_input_byte(input)) & 4095] =
            (uint8_t)value;
        break;
    }
}

/* The next buffer is filled, with something wrong about it or not. */
static inline void back_fill(struct back_queue *queue,
                             struct uc_hosted_input *input)
{
    uint32_t what = uc_hosted_input_byte(input);
    struct netfront_rx_answer *place = back_rx_place(queue);

    back.at = queue;
    if (what & 1) {
        back_rx(back.frame, (uint16_t)(what * 16), what >> 1 & 15);
        return;
    }
    if (what & 2) {
        back_rx_extra(what >> 2 & 3);
        return;
    }
    back_rx(back.frame, 60, what >> 4 & 15);
    place->id ^= (uint16_t)(what >> 2 & 1);
    place->offset = (uint16_t)(uc_hosted_input_byte(input) * 20);
    place->status = (int16_t)uc_hosted_input_word(input);
}

/* Keeps the page that was sent last, or that would be filled next. */
static inline void back_keep(const struct back_queue *queue, bool sent)
{
    const struct netfront_rx_request *next = back_rx_place(queue);

    (void)uc_hosted_xen_map(
        0, sent ? back_tx_at(queue, queue->tx->req_prod - 1).ref : next->ref,
        false);
}

static inline void back_act(struct uc_hosted_input *input)
{
    uint32_t what = uc_hosted_input_byte(input);
    struct back_queue *queue = &back.queues[(what >> 3 & 3) % QUEUES_MAX];

    back.greedy = back.greedy != (what == 0xff);
    back.held = (what & 0x20) != 0;
    if (queue->tx == NULL || queue->rx == NULL) {
        return;
    }
    if ((what & 0x47) == 0x45) { /* the other domain ends */
        uc_hosted_xen_unmap_all();
        back_forget();
        return;
    }
    switch (what & 7) {
    case 0:
    case 1:
        back_serve(queue);
        break;
    case 2:
        back_tx_answer(queue, (uint16_t)(uc_hosted_input_word(input) % 1024),
                       (int16_t)(what >> 6) - 1);
        break;
    case 3:
        back_scribble(queue, input);
        break;
    case 4:
        back_keep(queue, what & 0x40);
        break;
    default:
        back_fill(queue, input);
        break;
    }
    (void)uc_hosted_xen_notify(queue->port);
}

static inline bool is_in_use(uint32_t ref)
{
    const struct netfront *net = netfront_of(user.dev);
    bool found = false;

    for (unsigned i = 0; i < QUEUES_MAX; i++) {
        found = found || net->queues[i].tx_ref == ref ||
                net->queues[i].rx_ref == ref;
    }
    for (unsigned i = 0; i < TX_SLOTS; i++) {
        found = found || (net->tx_slots[i].busy && net->tx_slots[i].ref == ref);
    }
    for (unsigned i = 0; i < RX_SLOTS; i++) {
        found = found || (net->rx_slots[i].busy && net->rx_slots[i].ref == ref);
    }
    return found;
}

static inline void back_elsewhere(void)
{
    uc_hosted_xen_reclaim(is_in_use);
    uc_hosted_store_reset();
    back_forget();
    back_plug();
}

static const char *const back_nodes[] = {
    BACK_PATH "/state",
    BACK_PATH "/feature-sg",
    BACK_PATH "/feature-gso-tcpv4",
    BACK_PATH "/feature-no-csum-offload",
    BACK_PATH "/multi-queue-max-queues",
    FRONT "/state",
    FRONT "/mac",
    FRONT "/mtu",
    FRONT "/backend",
    FRONT "/backend-id",
    FRONT "/tx-ring-ref",
    FRONT "/multi-queue-num-queues",
};

static const struct uc_hosted_xen_device back_device = {
    .front = FRONT,
    .back = BACK_PATH,
    .nodes = back_nodes,
    .nodes_n = UC_ARRAY_SIZE(back_nodes),
    .plug = back_plug,
    .elsewhere = back_elsewhere,
};

/* With a good end all comes back, and frames go both ways. */
static inline void expect_recovery(void)
{
    uc_hosted_xen_relent(&back_device);
    settle(); /* also what was asked of the image: a suspension */
    back_unplug();
    settle();
    uc_hosted_xen_reclaim(is_in_use);
    back.held = false;
    back.greedy = false;
    back.broken = false;
    back_plug();
    settle();
    while (user_reap(USER_BATCH) > 0) {
    }
    user_post(USER_BUFFERS);
    unsigned before = back.frames;
    user_send(3, 0);
    user.dev->ops->flush(user.dev);
    settle();
    back.at = &back.queues[0];
    back_rx(back.frame, 60, 0);
    expect(!back.broken, "a good end is told nonsense");
    expect(user_reap(USER_BATCH) == 1, "a frame does not come back");
    expect(user.frames_n == 0, "frames never came back");
    expect(back.frames == before + 1, "a frame is not sent");
    expect(user_receive(USER_BATCH) == 1, "a frame is not received");
    back_unplug();
    settle();
    expect(uc_hosted_xen_grants() == 0, "grants leak");
    expect(uc_hosted_xen_ports() == 0, "channels leak");
}

/* Runs one input from start to end. */
static inline void misbehave(const uint8_t *bytes, size_t size)
{
    struct uc_hosted_input input = {bytes, size};

    if (user.dev == NULL) {
        user.buffers = aligned_alloc(UC_PAGE_SIZE, USER_BUFFERS * UC_PAGE_SIZE);
        user.dev = back_start();
        user.dev->notify = user_notify;
    } else {
        back_plug();
    }
    while (input.left > 0) {
        uint32_t what = uc_hosted_input_byte(&input);
        if (what & 1) {
            user_step(&input);
        }
        if (what & 2) {
            back_act(&input);
        }
        if ((what & 0x1c) == 0x1c) {
            uc_hosted_xen_hostile_step(&back_device, &input);
        }
        if (what & 0x20) {
            uc_plat_poll();
            uc_work_run_pending();
        }
        if ((what & 0xc0) == 0xc0) {
            settle();
        }
    }
    expect_recovery();
}

#endif /* NETFRONT_TESTS_MISBEHAVE_H */
