/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What this end tells the other one in the store. One queue is described in the
 * device's own folder, several in folders of theirs, and never in both. Spec:
 * Xen, xen/include/public/io/netif.h.
 */
#include <uc/errors.h>

#include "netfront.h"

enum {
    TRIES_MAX = 100, /* of a transaction that others disturb */
    NAME_BYTES = sizeof "queue-15/event-channel",
    QUEUE_SETTINGS = 3,
};

UC_STATIC_ASSERT(QUEUES_MAX <= 100, "the number of a queue has two digits");

static const char count_name[] = "multi-queue-num-queues";
static const char *const queue_names[QUEUE_SETTINGS] = {
    "tx-ring-ref", "rx-ring-ref", "event-channel"};

static unsigned append(char *text, unsigned at, const char *part)
{
    while (*part != '\0') {
        text[at++] = *part++;
    }
    text[at] = '\0';
    return at;
}

/* "queue-3", and "/tx-ring-ref" where (leaf) is that. */
static void spell(char text[NAME_BYTES], unsigned i, const char *leaf)
{
    const char digits[] = {(char)('0' + i / 10), (char)('0' + i % 10), '\0'};
    unsigned at = append(text, 0, "queue-");

    at = append(text, at, i < 10 ? digits + 1 : digits);
    if (leaf != NULL) {
        at = append(text, at, "/");
        (void)append(text, at, leaf);
    }
}

static int write_queue(const struct netfront *net, uc_xenstore_tx_t tx,
                       unsigned i)
{
    const struct netfront_queue *queue = &net->queues[i];
    const uint32_t values[QUEUE_SETTINGS] = {queue->tx_ref, queue->rx_ref,
                                             queue->port};
    int err = 0;

    for (unsigned k = 0; err == 0 && k < QUEUE_SETTINGS; k++) {
        const char *name = queue_names[k];
        char own[NAME_BYTES];
        if (netfront_queues(net) > 1) {
            spell(own, i, name);
            name = own;
        }
        err = uc_xenstore_write_number(tx, net->bus->path, name, values[k]);
    }
    return err;
}

static int forget(const struct netfront *net, uc_xenstore_tx_t tx,
                  const char *name)
{
    int err = uc_xenstore_remove(tx, net->bus->path, name);

    return err == -UC_ENOENT ? 0 : err;
}

/* Takes away what was told of another number of queues before. */
static int forget_others(const struct netfront *net, uc_xenstore_tx_t tx)
{
    unsigned n = netfront_queues(net);
    int err = 0;

    for (unsigned k = 0; n > 1 && err == 0 && k < QUEUE_SETTINGS; k++) {
        err = forget(net, tx, queue_names[k]);
    }
    if (n == 1) {
        err = forget(net, tx, count_name);
    }
    for (unsigned i = n > 1 ? n : 0; err == 0 && i < QUEUES_MAX; i++) {
        char name[NAME_BYTES];
        spell(name, i, NULL);
        err = forget(net, tx, name);
    }
    return err;
}

static int write_queues(const struct netfront *net, uc_xenstore_tx_t tx)
{
    unsigned n = netfront_queues(net);
    int err = QUEUES_MAX > 1 ? forget_others(net, tx) : 0;

    if (err == 0 && n > 1) {
        err = uc_xenstore_write_number(tx, net->bus->path, count_name, n);
    }
    for (unsigned i = 0; err == 0 && i < n; i++) {
        err = write_queue(net, tx, i);
    }
    return err;
}

static int write_features(const struct netfront *net, uc_xenstore_tx_t tx)
{
    static const struct {
        const char *name;
        bool value;
    } features[] = {
        {"request-rx-copy", true},
        {"feature-rx-notify", true},
        {"feature-sg", true},
        {"feature-gso-tcpv4", UC_CONFIG_NETFRONT_GSO_RECEIVE},
        {"feature-gso-tcpv6", UC_CONFIG_NETFRONT_GSO_RECEIVE},
        {"feature-ipv6-csum-offload", true},
    };
    int err = 0;

    for (unsigned i = 0; err == 0 && i < UC_ARRAY_SIZE(features); i++) {
        err = uc_xenstore_write_number(tx, net->bus->path, features[i].name,
                                       features[i].value);
    }
    return err;
}

int netfront_publish(const struct netfront *net)
{
    uc_xenstore_tx_t tx;
    unsigned tries = 0;
    int err;

    do {
        err = uc_xenstore_begin(&tx);
        if (err < 0) {
            return err;
        }
        err = write_queues(net, tx);
        if (err == 0) {
            err = write_features(net, tx);
        }
        int end = uc_xenstore_end(tx, err == 0);
        err = err == 0 ? end : err;
    } while (err == -UC_EAGAIN && ++tries < TRIES_MAX);
    return err;
}
