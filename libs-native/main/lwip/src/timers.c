/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * In place of lwIP's timeouts.c, whose timers tick for ever. Here one ticks
 * while it has work: a question without an answer, an address that is being
 * tried. The tables of neighbours and names age as well; that can wait, so
 * their ticks are saved up while the image sleeps and made good on waking.
 */
#include <uc/types.h>

#include "internal.h"
#include "lwip/dhcp.h"
#include "lwip/dns.h"
#include "lwip/etharp.h"
#include "lwip/ip4_frag.h"
#include "lwip/ip6_frag.h"
#include "lwip/memp.h"
#include "lwip/mld6.h"
#include "lwip/nd6.h"
#include "lwip/priv/nd6_priv.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/prot/dhcp.h"
#include "lwip/sys.h"
#include "lwip/timeouts.h"
#include "timers.h"

enum {
    SCAN_MS = 100,           /* how often a busy stack looks for new work */
    AGING_MS = 60 * 1000,    /* how long an idle one lets tables grow old */
    OWED_MAX = 24 * 60 * 60, /* ticks; nothing in a table lives longer */
};

static bool tcp_pending(void)
{
    return tcp_active_pcbs != NULL || tcp_tw_pcbs != NULL;
}

/* An address is asked for, and frames wait for the answer. */
static bool arp_pending(void)
{
    return lwip_memp_in_use(MEMP_ARP_QUEUE);
}

#if IP_REASSEMBLY
static bool reassembly_pending(void)
{
    return lwip_memp_in_use(MEMP_REASSDATA);
}
#endif

#if LWIP_DHCP
static bool dhcp_fine_pending(void)
{
    struct netif *netif;

    NETIF_FOREACH(netif)
    {
        const struct dhcp *dhcp = netif_dhcp_data(netif);
        if (dhcp != NULL && dhcp->request_timeout > 0) {
            return true;
        }
    }
    return false;
}

static bool dhcp_coarse_pending(void)
{
    struct netif *netif;

    NETIF_FOREACH(netif)
    {
        const struct dhcp *dhcp = netif_dhcp_data(netif);
        if (dhcp != NULL && dhcp->t0_timeout > 0) {
            return true;
        }
    }
    return false;
}

static void dhcp_fine(void)
{
    dhcp_fine_tmr();
    for (struct lwip_nic *nic = lwip_core.nics; nic != NULL; nic = nic->next) {
        const struct dhcp *dhcp = netif_dhcp_data(&nic->netif);
        if (dhcp != NULL && dhcp->state == DHCP_STATE_SELECTING) {
            lwip_nic_dhcp_asked(nic, dhcp->tries);
        }
    }
}
#endif

#if LWIP_IPV6
#if LWIP_IPV6_REASS
static bool reassembly6_pending(void)
{
    return lwip_memp_in_use(MEMP_IP6_REASSDATA);
}
#endif

static bool mld_pending(void)
{
    struct netif *netif;

    NETIF_FOREACH(netif)
    {
        for (const struct mld_group *group = netif_mld6_data(netif);
             group != NULL; group = group->next) {
            if (group->timer > 0) {
                return true;
            }
        }
    }
    return false;
}

static bool neighbour_pending(void)
{
    for (unsigned i = 0; i < LWIP_ND6_NUM_NEIGHBORS; i++) {
        const struct nd6_neighbor_cache_entry *entry = &neighbor_cache[i];
        if (entry->state == ND6_INCOMPLETE || entry->state == ND6_DELAY ||
            entry->state == ND6_PROBE || entry->q != NULL) {
            return true;
        }
    }
    return false;
}

static bool nd_pending(void)
{
    struct netif *netif;

    NETIF_FOREACH(netif)
    {
        if (!netif_is_up(netif) || !netif_is_link_up(netif)) {
            continue;
        }
        if (netif->rs_count > 0 &&
            !ip6_addr_isinvalid(netif_ip6_addr_state(netif, 0)) &&
            !ip6_addr_isduplicated(netif_ip6_addr_state(netif, 0))) {
            return true;
        }
        for (unsigned i = 0; i < LWIP_IPV6_NUM_ADDRESSES; i++) {
            if (ip6_addr_istentative(netif_ip6_addr_state(netif, i))) {
                return true;
            }
        }
    }
    return neighbour_pending();
}
#endif

struct timer {
    u32_t interval_ms;
    void (*tick)(void);
    bool (*pending)(void);
    bool ages; /* has something to do, though not soon, at all times */
};

static const struct timer timers[] = {
    {TCP_TMR_INTERVAL, tcp_tmr, tcp_pending, false}, /* first */
    {ARP_TMR_INTERVAL, etharp_tmr, arp_pending, true},
#if IP_REASSEMBLY
    {IP_TMR_INTERVAL, ip_reass_tmr, reassembly_pending, false},
#endif
#if LWIP_DHCP
    {DHCP_COARSE_TIMER_MSECS, dhcp_coarse_tmr, dhcp_coarse_pending, false},
    {DHCP_FINE_TIMER_MSECS, dhcp_fine, dhcp_fine_pending, false},
#endif
#if LWIP_DNS
    {DNS_TMR_INTERVAL, lwip_resolve_tick, lwip_resolve_pending, true},
#endif
#if LWIP_IPV6
    {ND6_TMR_INTERVAL, nd6_tmr, nd_pending, true},
#if LWIP_IPV6_REASS
    {IP6_REASS_TMR_INTERVAL, ip6_reass_tmr, reassembly6_pending, false},
#endif
    {MLD6_TMR_INTERVAL, mld6_tmr, mld_pending, false},
#endif
};

static struct {
    u32_t last_ms; /* when time was last counted */
    u32_t owed;    /* ticks, of one that ages */
    bool running;
} states[UC_ARRAY_SIZE(timers)];

static u32_t next_scan_ms;

/* A tick that is late is one tick: lwIP counts tries by them. */
static void run(unsigned i, u32_t now)
{
    const struct timer *timer = &timers[i];
    bool pending = timer->pending();

    if (!states[i].running) {
        states[i].running = pending || timer->ages;
        states[i].last_ms = now;
        return;
    }
    u32_t ticks = (now - states[i].last_ms) / timer->interval_ms;
    states[i].last_ms += ticks * timer->interval_ms;
    if (!timer->ages) {
        if (pending && ticks > 0) {
            timer->tick();
            pending = timer->pending();
        }
        states[i].running = pending;
        return;
    }
    states[i].owed += ticks;
    if (states[i].owed > OWED_MAX) {
        states[i].owed = OWED_MAX;
    }
    if (pending && ticks > 0) {
        states[i].owed--;
        timer->tick();
        return;
    }
    while (states[i].owed > 0 && !timer->pending()) {
        states[i].owed--;
        timer->tick();
    }
}

static void scan(u32_t now)
{
    for (unsigned i = 0; i < UC_ARRAY_SIZE(timers); i++) {
        run(i, now);
    }
    next_scan_ms = now + SCAN_MS;
}

void lwip_timers_run(void)
{
    u32_t now = sys_now();

    if ((int32_t)(now - next_scan_ms) >= 0) {
        scan(now);
    }
}

u32_t lwip_timers_sleep_ms(void)
{
    u32_t now = sys_now();
    u32_t least = AGING_MS;

    scan(now);
    for (unsigned i = 0; i < UC_ARRAY_SIZE(timers); i++) {
        if (!states[i].running) {
            continue;
        }
        u32_t wait = timers[i].pending() ? timers[i].interval_ms : AGING_MS;
        u32_t past = now - states[i].last_ms;
        u32_t left = past < wait ? wait - past : 0;
        least = left < least ? left : least;
    }
    next_scan_ms = now + (least < SCAN_MS ? least : SCAN_MS);
    return least;
}

/* Spec: lwip/timeouts.h. There is a connection now: its sender may be told of
 * no room, so that no frame wakes the net thread. */
void tcp_timer_needed(void)
{
    if (!states[0].running) {
        lwip_core_wake();
    }
}

void sys_timeouts_init(void)
{
}
