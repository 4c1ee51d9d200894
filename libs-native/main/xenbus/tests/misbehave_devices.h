/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef XENBUS_TESTS_MISBEHAVE_DEVICES_H
#define XENBUS_TESTS_MISBEHAVE_DEVICES_H

/*
 * A store that answers what the bytes of an input say, right or wrong, when the
 * bus and the driver of its devices ask: no device is used after its end, and
 * with a store that is as it should be, the bus finds the next one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uc/hosted_input.h>
#include <uc/hosted_xen.h>
#include <uc/work.h>

#include "xenbus.h"

#define TOYS    "device/toy"
#define BACKEND "/local/domain/0/backend/toy/7"

/* The driver's own part of a device. */
struct toy {
    struct uc_xenbus_device *dev;
    unsigned changes;
};

static struct uc_hosted_input input;
static unsigned toys, probes, answers;

static int toy_probe(struct uc_xenbus_device *dev)
{
    uint32_t what = uc_hosted_input_byte(&input);

    probes++;
    if ((what & 3) == 3) {
        return -1;
    }
    struct toy *toy = calloc(1, sizeof *toy);
    toy->dev = dev;
    dev->driver_data = toy;
    toys++;
    if (what & 4) {
        (void)uc_xenbus_await(dev, UC_XENBUS_INIT_WAIT,
                              uc_plat_clock_monotonic() + UC_NSEC_PER_S);
    }
    (void)uc_xenbus_set_state(dev, UC_XENBUS_CONNECTED);
    return 0;
}

static void toy_changed(struct uc_xenbus_device *dev,
                        enum uc_xenbus_state state)
{
    struct toy *toy = dev->driver_data;

    if (toy->dev != dev || state > UC_XENBUS_CLOSED) {
        abort();
    }
    toy->changes++;
    if (state != UC_XENBUS_UNKNOWN) {
        (void)uc_xenbus_set_state(dev, state);
        return;
    }
    uc_xenbus_leave(dev);
    free(toy);
    dev->driver_data = NULL;
    toys--;
}

static void toy_resumed(struct uc_xenbus_device *dev)
{
    ((struct toy *)dev->driver_data)->changes++;
}

UC_XENBUS_DRIVER(toy, .type = "toy", .probe = toy_probe,
                 .backend_changed = toy_changed, .resumed = toy_resumed);

static inline void settle(void)
{
    for (unsigned i = 0; i < 40; i++) {
        uc_hosted_clock_advance(50 * UC_NSEC_PER_US);
        uc_plat_poll();
        uc_work_run_pending();
    }
}

static inline bool answer(const struct uc_hosted_store_request *request)
{
    static const char texts[][8] = {"ENOENT", "EAGAIN", "OK", "",
                                    "2",      "1",      "6",  "0"};
    uint32_t what = uc_hosted_input_byte(&input);
    struct store_header header = {.type = request->type, .id = request->id};
    char payload[300];

    /* What it is asked to do there may well end the image. */
    if (strncmp(request->payload, "control", 7) == 0) {
        return false;
    }
    switch (what & 15) {
    case 1: /* any bytes, as many as it says */
        header.bytes = uc_hosted_input_byte(&input);
        for (uint32_t i = 0; i < header.bytes; i++) {
            payload[i] = (char)uc_hosted_input_byte(&input);
        }
        break;
    case 3: /* a path, or names, that are long */
        header.bytes = 40 + (what >> 4) * 16;
        memset(payload, 'a', sizeof payload);
        break;
    case 5:
    case 7:
        header.type = (what & 2) != 0 ? STORE_ERROR : request->type;
        header.bytes = (uint32_t)strlen(texts[what >> 4 & 7]) + 1;
        memcpy(payload, texts[what >> 4 & 7], header.bytes);
        break;
    case 9: /* to a request that was not made, or one of another kind */
        header.id += what >> 4 & 1;
        header.type ^= what >> 5;
        header.bytes = 3;
        memcpy(payload, "OK", 3);
        break;
    default:
        return false;
    }
    answers++;
    uc_hosted_store_send(&header, sizeof header);
    uc_hosted_store_send(payload, header.bytes);
    return true;
}

static inline void plug(unsigned i, const char *state)
{
    char path[80], back[80];

    (void)snprintf(back, sizeof back, BACKEND "/%u", i);
    (void)snprintf(path, sizeof path, "%s/state", back);
    uc_hosted_store_write(path, state);
    (void)snprintf(path, sizeof path, TOYS "/%u/backend-id", i);
    uc_hosted_store_write(path, "0");
    (void)snprintf(path, sizeof path, TOYS "/%u/backend", i);
    uc_hosted_store_write(path, back);
    (void)snprintf(path, sizeof path, TOYS "/%u/state", i);
    uc_hosted_store_write(path, "1");
}

/* A store that the bus has given up, or has not, begins anew. */
static inline void restart(void)
{
    struct uc_xen_channel channel;

    (void)uc_xen_store_channel(&channel);
    uc_plat_irq_release(channel.port);
    uc_hosted_store_restart();
    if (uc_xenbus_store_start() < 0) {
        abort();
    }
}

static inline void step(void)
{
    static const char *const states[] = {"0", "1", "2", "3",
                                         "4", "5", "6", "x"};
    uint32_t what = uc_hosted_input_byte(&input);
    uint32_t toy = what >> 3 & 3;
    char path[80];

    switch (what & 7) {
    case 0:
    case 1:
        plug(toy, states[what >> 5]);
        break;
    case 2:
        (void)snprintf(path, sizeof path, TOYS "/%u", toy);
        uc_hosted_store_remove(path);
        break;
    case 3:
        uc_hosted_store_remove(what & 0x80 ? TOYS : BACKEND);
        break;
    case 4:
        if (what & 8) {
            restart();
            break;
        }
        uc_hosted_xen_suspension(1, NULL);
        uc_hosted_store_write("control/shutdown", "suspend");
        break;
    default:
        (void)snprintf(path, sizeof path, BACKEND "/%u/state", toy);
        uc_hosted_store_write(path, states[what >> 5]);
        break;
    }
}

/* Another store, which knows nothing of any device. */
static inline void elsewhere(void)
{
    uc_hosted_store_reset();
    uc_hosted_store_hook(answer);
}

static inline void expect_recovery(void)
{
    input.left = 0;
    restart();
    uc_hosted_xen_suspension(0, elsewhere);
    uc_hosted_store_write("control/shutdown", "suspend");
    settle();
    if (toys > 0) {
        abort();
    }
    unsigned before = probes;
    plug(9, "2");
    settle();
    if (probes != before + 1 || toys != 1) {
        abort();
    }
    uc_hosted_store_remove(TOYS);
    settle();
}

/* Runs one input from start to end. */
static inline void misbehave(const uint8_t *bytes, size_t size)
{
    static bool ready;

    if (!ready) {
        ready = true;
        uc_hosted_clock_simulate();
        uc_hosted_store_reset();
        if (uc_hosted_boot("") < 0) {
            abort();
        }
        settle();
        uc_hosted_store_hook(answer);
    }
    input = (struct uc_hosted_input){bytes, size};
    while (input.left > 0) {
        step();
        settle();
    }
    expect_recovery();
}

#endif /* XENBUS_TESTS_MISBEHAVE_DEVICES_H */
