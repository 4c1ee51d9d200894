/* SPDX-License-Identifier: BSD-3-Clause */
/* The end of the image: no kernel stays behind that would send the rest. */
#include <uc/plat/clock.h>

#include "internal.h"
#include "lwip/priv/tcp_priv.h"

#define PATIENCE UC_NSEC_PER_S
#define INTERVAL UC_NSEC_PER_MS

/* As if each socket were shut down for writing: its peer hears of the end. */
static void end_connections(void)
{
    struct tcp_pcb *next;

    for (struct tcp_pcb *pcb = tcp_active_pcbs; pcb != NULL; pcb = next) {
        next = pcb->next;
        if (pcb->state == ESTABLISHED || pcb->state == CLOSE_WAIT) {
            (void)tcp_shutdown(pcb, 0, 1);
        }
    }
}

static bool all_has_left(void)
{
    for (const struct tcp_pcb *pcb = tcp_active_pcbs; pcb; pcb = pcb->next) {
        if (pcb->unsent != NULL || pcb->unacked != NULL) {
            return false;
        }
    }
    for (struct lwip_nic *nic = lwip_core.nics; nic != NULL; nic = nic->next) {
        lwip_nic_flush(nic);
        lwip_nic_reap(nic);
        if (nic->tx_reaped < nic->tx_frames) {
            return false;
        }
    }
    return true;
}

void uc_netstack_shutdown(void)
{
    uc_nsec_t deadline = uc_plat_clock_monotonic() + PATIENCE;

    lwip_core_lock();
    end_connections();
    while (!all_has_left() && uc_plat_clock_monotonic() < deadline) {
        lwip_core_unlock();
        uc_sleep_until(uc_plat_clock_monotonic() + INTERVAL);
        lwip_core_lock();
    }
    lwip_core_unlock();
}
