/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch.h>
#include <uc/assert.h>
#include <uc/entropy.h>
#include <uc/init.h>
#include <uc/plat/clock.h>
#include <uc/work.h>

#include "internal.h"
#include "lwip/init.h"
#include "lwip/sys.h"
#include "timers.h"

struct lwip_core lwip_core;

static struct {
    struct lwip_event event;
    unsigned seen;
} wake;

/*
 * Set when the net thread takes its first turn. Start-up only sets timers
 * relative to now, and picks numbers that need to be unlike, not secret; the
 * first answer of a clock or a generator may take longer than all the rest.
 */
static bool started;

u32_t lwip_port_rand(void)
{
    if (!started) {
        return (u32_t)(uc_arch_cycles() * UINT64_C(0x9e3779b97f4a7c15) >> 32);
    }
    return uc_entropy_u32();
}

u32_t sys_now(void)
{
    if (!started) {
        return 0;
    }
    return (u32_t)(uc_plat_clock_monotonic() / UC_NSEC_PER_MS);
}

void lwip_event_signal(struct lwip_event *event)
{
    uc_spin_lock(&event->lock);
    event->count++;
    if (event->wq.first != NULL) {
        uc_waitq_wake_all(&event->wq);
    }
    uc_spin_unlock(&event->lock);
}

int lwip_event_wait(struct lwip_event *event, unsigned seen, uc_nsec_t deadline)
{
    int err = 0;

    uc_spin_lock(&event->lock);
    while (event->count == seen && err == 0) {
        err = uc_waitq_wait(&event->wq, &event->lock, deadline);
    }
    uc_spin_unlock(&event->lock);
    return err;
}

void lwip_core_wake(void)
{
    lwip_event_signal(&wake.event);
}

static void wake_run(struct uc_work *work)
{
    (void)work;
    lwip_core_wake();
}

static struct uc_work wake_work = UC_WORK_INIT(wake_run);

/* Context: interrupt handler of a device. */
static void device_notify(void *arg)
{
    (void)arg;
    uc_work_raise(&wake_work);
}

void uc_net_flush(void)
{
    lwip_core_lock();
    for (struct lwip_nic *nic = lwip_core.nics; nic != NULL; nic = nic->next) {
        lwip_nic_flush(nic);
    }
    lwip_core_unlock();
}

#if LWIP_NETIF_LOOPBACK
static bool loopback_waits;

int lwip_port_loopback(void)
{
    loopback_waits = true;
    lwip_core_wake();
    return ERR_OK;
}
#endif

static bool poll_loopback(void)
{
#if LWIP_NETIF_LOOPBACK
    struct netif *netif;

    if (loopback_waits) {
        loopback_waits = false;
        NETIF_FOREACH(netif)
        {
            netif_poll(netif);
        }
        return true;
    }
#endif
    return false;
}

/*
 * One turn: what applications queued meanwhile leaves, what came is handed out,
 * timers run. Returns whether anything came: then applications get the CPU and
 * the next turn follows at once.
 */
static bool turn(void)
{
    unsigned frames = 0;

    lwip_core_lock();
    for (struct lwip_nic *nic = lwip_core.nics; nic != NULL; nic = nic->next) {
        lwip_nic_reap(nic);
        frames += lwip_nic_rx(nic);
        lwip_nic_refill(nic);
    }
    lwip_timers_run();
    bool looped = poll_loopback();
    lwip_core_unlock();
    return frames > 0 || looped;
}

static bool arm_devices(void)
{
    bool ready = false;

    lwip_core_lock();
    for (struct lwip_nic *nic = lwip_core.nics; nic != NULL; nic = nic->next) {
        lwip_nic_flush(nic);
        if (!nic->rx_broken && nic->dev->ops->arm(nic->dev)) {
            ready = true;
        }
    }
    lwip_core_unlock();
    return ready;
}

static uc_nsec_t next_timer(void)
{
    lwip_core_lock();
    u32_t ms = lwip_timers_sleep_ms();
    lwip_core_unlock();
    return uc_plat_clock_monotonic() + ms * UC_NSEC_PER_MS;
}

static void net_thread(void *arg)
{
    (void)arg;
    started = true;
    for (;;) {
        unsigned seen = lwip_event_count(&wake.event);

        if (turn()) {
            uc_yield();
            uc_net_flush();
            continue;
        }
        if (!arm_devices()) {
            (void)lwip_event_wait(&wake.event, seen, next_timer());
        }
    }
}

static int lwip_start(void)
{
    static const struct uc_thread_attr attr = {.name = "net"};

    lwip_core_lock();
    lwip_init();
    lwip_core.devices = uc_netdev_first();
    for (struct uc_netdev *dev = lwip_core.devices; dev; dev = dev->next) {
        dev->notify_arg = NULL;
        dev->notify = device_notify;
        int err = lwip_nic_add(dev);
        if (err < 0) {
            lwip_core_unlock();
            return err;
        }
    }
    lwip_core_unlock();
    return uc_thread_create(&lwip_core.thread, &attr, net_thread, NULL);
}

UC_INIT(4, lwip_start);
