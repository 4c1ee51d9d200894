/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LWIP_INTERNAL_H
#define LWIP_INTERNAL_H

/*
 * One core lock guards all of lwIP and every struct here. Calls of the contract
 * take it; the net thread holds it while it moves frames and runs timers, so a
 * watcher runs under it and may call the contract again: the lock nests.
 */
#include <uc/errors.h>
#include <uc/mutex.h>
#include <uc/netdev.h>
#include <uc/netstack.h>
#include <uc/sched.h>
#include <uc/types.h>

#include "lwip/ip_addr.h"
#include "lwip/memp.h"
#include "lwip/netif.h"
#include "lwip/pbuf.h"

/* core.c: the lock, the net thread, and whoever waits for something. */

struct lwip_core {
    struct uc_mutex mutex;
    unsigned depth; /* how often its owner took it again */
    struct uc_thread *thread;
    struct lwip_nic *nics;
    struct uc_netdev *devices; /* first that was found */
};
extern struct lwip_core lwip_core;

static inline void lwip_core_lock(void)
{
    if (lwip_core.mutex.owner == uc_thread_self()) {
        lwip_core.depth++;
        return;
    }
    uc_mutex_lock(&lwip_core.mutex);
}

static inline void lwip_core_unlock(void)
{
    if (UC_UNLIKELY(lwip_core.depth > 0)) {
        lwip_core.depth--;
        return;
    }
    uc_mutex_unlock(&lwip_core.mutex);
}

/* Makes the net thread take a turn soon. Context: thread or work. */
void lwip_core_wake(void);

/*
 * Something that threads wait for. A signal between lwip_event_count and
 * lwip_event_wait is not lost: the number differs by then.
 */
struct lwip_event {
    struct uc_waitq wq;
    unsigned count;
    struct uc_spinlock lock;
};

void lwip_event_signal(struct lwip_event *event);

static inline unsigned lwip_event_count(const struct lwip_event *event)
{
    return UC_READ_ONCE(event->count);
}

/* Errors: -UC_ETIMEDOUT. The caller does not hold the core lock. */
int lwip_event_wait(struct lwip_event *event, unsigned seen,
                    uc_nsec_t deadline);

/* nic.c, nic_rx.c, nic_tx.c: a netdev as an interface of lwIP. */

struct lwip_rx_buffer;

struct lwip_nic {
    struct netif netif;
    struct uc_netdev *dev;
    struct lwip_nic *next;
    struct lwip_rx_buffer *rx_free;
    unsigned rx_slot_bytes;
    unsigned rx_made;   /* in all */
    unsigned rx_idle;   /* on the free list */
    unsigned rx_posted; /* with the device */
    bool rx_broken;
    bool tx_dirty;        /* something waits for a flush */
    bool dhcp_silent;     /* told that nobody answers */
    ip4_addr_t announced; /* 0.0.0.0: no address was told yet */
    uint64_t rx_frames, tx_frames, rx_bytes, tx_bytes, rx_dropped, tx_dropped;
    uint64_t tx_reaped; /* of tx_frames */
};

int lwip_nic_add(struct uc_netdev *dev);

/* Receives what there is, up to a batch, and gives it to lwIP. */
unsigned lwip_nic_rx(struct lwip_nic *nic);
void lwip_nic_rx_init(struct lwip_nic *nic);
void lwip_nic_refill(struct lwip_nic *nic);
err_t lwip_nic_output(struct netif *netif, struct pbuf *p);
void lwip_nic_reap(struct lwip_nic *nic);
void lwip_nic_flush(struct lwip_nic *nic);
struct lwip_nic *lwip_nic_of(const struct netif *netif);
/* DHCP has asked (tries) times in a row without an answer so far. */
void lwip_nic_dhcp_asked(struct lwip_nic *nic, unsigned tries);

/* params.c: what the command line says. */

struct lwip_params {
    ip4_addr_t addr, mask, gateway;
    bool has_addr, has_dhcp, dhcp;
#if LWIP_IPV6
    ip6_addr_t addr6;
    bool has_addr6;
    uint8_t prefix6;
#endif
    bool has_mac;
    uint8_t mac[6];
    ip_addr_t dns[2];
    unsigned dns_n;
};
extern struct lwip_params lwip_params;

/* addr.c */

/* Errors: -UC_EAFNOSUPPORT, -UC_EINVAL. */
int lwip_addr_in(const struct uc_net_addr *from, ip_addr_t *to);
/* (mapped): IPv4 is told as ::ffff:a.b.c.d, for sockets of family IPv6. */
void lwip_addr_out(const ip_addr_t *from, uint16_t port, bool mapped,
                   struct uc_net_addr *to);
uint8_t lwip_prefix_of_mask(const ip4_addr_t *mask);

/* time_wait.c: called before lwIP sees (frame), which holds its headers. */
void lwip_time_wait_check(const struct pbuf *frame);

/* resolve.c: whether somebody waits for an answer of a name server. */
bool lwip_resolve_pending(void);
void lwip_resolve_tick(void);

/* memory.c: whether lwIP holds any; for pools of a few. */
bool lwip_memp_in_use(memp_t type);

/* error.c */
int lwip_error(err_t err);

#endif /* LWIP_INTERNAL_H */
