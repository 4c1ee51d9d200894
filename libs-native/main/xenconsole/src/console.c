/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/barrier.h>
#include <uc/console.h>
#include <uc/xen.h>
#include <uc/xen/console.h>

/* Waits while the ring is full: the other end wakes by notification. */
static void xenconsole_write(const char *buf, size_t len)
{
    struct uc_xen_channel channel;

    if (uc_xen_console_channel(&channel) < 0) {
        return;
    }
    volatile struct uc_xen_console_ring *shared = channel.page;
    while (len > 0) {
        uint32_t prod = shared->out_prod;
        uint32_t used = prod - shared->out_cons;
        uc_dma_mb();
        for (; len > 0 && used < sizeof shared->out; used++) {
            shared->out[prod % sizeof shared->out] = *buf++;
            prod++;
            len--;
        }
        uc_dma_wmb();
        shared->out_prod = prod;
        uc_xen_evtchn_send(channel.port);
    }
}

static size_t xenconsole_read(char *buf, size_t len)
{
    struct uc_xen_channel channel;
    size_t n = 0;

    if (uc_xen_console_channel(&channel) < 0) {
        return 0;
    }
    volatile struct uc_xen_console_ring *shared = channel.page;
    uint32_t cons = shared->in_cons;
    uint32_t ready = shared->in_prod - cons;
    uc_dma_rmb();
    if (ready > sizeof shared->in) {
        return 0; /* nonsense */
    }
    for (; n < len && n < ready; n++) {
        buf[n] = shared->in[cons % sizeof shared->in];
        cons++;
    }
    if (n > 0) {
        uc_dma_mb();
        shared->in_cons = cons;
        uc_xen_evtchn_send(channel.port);
    }
    return n;
}

UC_CONSOLE(xen, .write = xenconsole_write, .read = xenconsole_read);
