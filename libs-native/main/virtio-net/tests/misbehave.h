/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef VIRTIO_NET_TESTS_MISBEHAVE_H
#define VIRTIO_NET_TESTS_MISBEHAVE_H

/*
 * A device that does whatever the bytes of an input say, right or wrong, while
 * a stack uses the driver as stacks do. The sanitizers see whether the driver
 * leaves memory that is not its own alone; what it hands out is checked here.
 */
#include <uc/malloc.h>

#include "device.h"
#include "virtio_net.h"

struct input {
    const uint8_t *at;
    size_t left;
};

static inline uint32_t input_byte(struct input *input)
{
    if (input->left == 0) {
        return 0;
    }
    input->left--;
    return *input->at++;
}

static inline uint32_t input_word(struct input *input)
{
    uint32_t word = input_byte(input) << 8;

    return word | input_byte(input);
}

enum {
    STACK_BUFFERS = 8,
    STACK_BUFFER_BYTES = 256,
};

struct stack {
    struct fake_device device;
    struct uc_netdev *netdev;
    uint8_t *buffers[STACK_BUFFERS];
    bool posted[STACK_BUFFERS];
    unsigned sent, reaped;
};

static inline void stack_receive(struct stack *stack)
{
    struct uc_net_rx rx[4];
    int n = stack->netdev->ops->rx(stack->netdev, rx, 4);

    for (int i = 0; i < n; i++) {
        unsigned which = STACK_BUFFERS;
        for (unsigned k = 0; k < STACK_BUFFERS; k++) {
            which = stack->buffers[k] == rx[i].cookie ? k : which;
        }
        if (which == STACK_BUFFERS || !stack->posted[which] ||
            rx[i].offset + rx[i].bytes > STACK_BUFFER_BYTES ||
            (rx[i].more && i + 1 == n)) {
            abort();
        }
        stack->posted[which] = false;
        volatile uint8_t sum = 0;
        for (uint32_t k = 0; k < rx[i].bytes; k++) {
            sum = (uint8_t)(sum + stack->buffers[which][rx[i].offset + k]);
        }
    }
}

static inline void stack_post(struct stack *stack)
{
    for (unsigned i = 0; i < STACK_BUFFERS; i++) {
        struct uc_net_rx_buffer buffer = {stack->buffers[i], STACK_BUFFER_BYTES,
                                          stack->buffers[i]};
        if (!stack->posted[i]) {
            stack->posted[i] =
                stack->netdev->ops->rx_post(stack->netdev, &buffer, 1) == 1;
        }
    }
}

static inline void stack_send(struct stack *stack, unsigned pieces_n)
{
    static uint8_t data[64];
    struct uc_net_piece pieces[4] = {
        {data, 64}, {data, 1}, {data, 33}, {data, 60}};
    struct uc_net_tx frame = {
        .pieces = pieces, .pieces_n = pieces_n % 4 + 1, .cookie = data};

    stack->sent += stack->netdev->ops->tx(stack->netdev, &frame, 1);
    stack->netdev->ops->flush(stack->netdev);
}

static inline void stack_reap(struct stack *stack)
{
    void *cookies[4];

    stack->reaped += stack->netdev->ops->reap(stack->netdev, cookies, 4);
    if (stack->reaped > stack->sent) {
        abort();
    }
}

/* What the device does to memory that it shares with the driver. */
static inline void device_act(struct stack *stack, struct input *input)
{
    uint32_t what = input_byte(input);
    struct fake_queue *queue = &stack->device.queues[what & 1];
    int id;

    switch (what >> 1 & 7) {
    case 0: /* as it should */
    case 1:
    case 2:
        id = fake_take(queue);
        if (id >= 0) {
            uint8_t data[STACK_BUFFER_BYTES] = {0};
            uint32_t len = WIRE_HEADER + input_byte(input) % 240;
            data[0] = (uint8_t)input_byte(input);
            data[10] = (uint8_t)(what >> 4 & 1 ? input_byte(input) % 4 : 1);
            if (what & 1) {
                len = 0;
            } else {
                fake_write(queue, (unsigned)id, data, len);
            }
            fake_give(queue, (uint32_t)id, len);
        }
        break;
    case 3: /* any chain, any length */
        fake_give(queue, input_word(input) % 300, input_word(input) % 400);
        break;
    case 4: /* the index jumps */
        queue->used_next = (uint16_t)(queue->used_next + input_byte(input) % 5);
        fake_give(queue, input_byte(input), input_byte(input));
        break;
    case 5: /* descriptors are rewritten */
        for (unsigned i = 0; i < queue->at.size; i++) {
            fake_desc(queue, i)->next = uc_le16_of((uint16_t)input_word(input));
            fake_desc(queue, i)->flags = uc_le16_of(3);
        }
        break;
    case 6: /* available ring, flags and events are rewritten */
        memset((void *)(uintptr_t)queue->at.driver, (int)input_byte(input),
               6 + 2u * queue->at.size);
        queue->avail_seen = (uint16_t)input_word(input);
        break;
    default: /* a number far out of range */
        fake_give(queue, UINT32_MAX - input_byte(input), UINT32_MAX);
        break;
    }
}

/* The driver keeps its devices for ever; what is large of one goes here. */
static inline void forget(struct uc_netdev *netdev)
{
    struct virtio_net *net = virtio_net_of(netdev);

    uc_vring_destroy(&net->rx);
    uc_vring_destroy(&net->tx);
    uc_free(net->posted);
    uc_free(net->sent);
    uc_free(net->headers);
}

/* Runs one input from start to end; the driver's memory stays for the next. */
static inline void misbehave(const uint8_t *data, size_t size)
{
    struct input input = {data, size};
    static struct stack one; /* earlier devices are never called again */
    struct stack *stack = &one;
    uint64_t features = UC_VIRTIO_F_VERSION_1 | F_CSUM | F_GUEST_CSUM | F_MAC;

    memset(&one, 0, sizeof one);
    features |= input_byte(&input) & 1 ? UC_VIRTIO_F_EVENT_IDX : 0;
    features |= input_byte(&input) & 1 ? F_MRG_RXBUF : 0;
    uc_hosted_dma(true, UINT64_C(0x100000000));
    if (fake_probe(&stack->device, features) < 0) {
        abort();
    }
    stack->netdev = fake_netdev();
    for (unsigned i = 0; i < STACK_BUFFERS; i++) {
        stack->buffers[i] = malloc(STACK_BUFFER_BYTES);
    }
    stack_post(stack);
    while (input.left > 0) {
        uint32_t what = input_byte(&input);
        if (what & 1) {
            stack_send(stack, what >> 1);
        }
        device_act(stack, &input);
        stack_receive(stack);
        stack_reap(stack);
        stack_post(stack);
        (void)stack->netdev->ops->arm(stack->netdev);
    }
    for (unsigned i = 0; i < STACK_BUFFERS; i++) {
        free(stack->buffers[i]);
    }
    forget(stack->netdev);
}

#endif /* VIRTIO_NET_TESTS_MISBEHAVE_H */
