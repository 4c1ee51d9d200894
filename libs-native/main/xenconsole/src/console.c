/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/barrier.h>
#include <uc/console.h>
#include <uc/plat/clock.h>
#include <uc/xen.h>
#include <uc/xen/console.h>

/* What nobody reads for so long is lost, and all behind it until one reads. */
#define PATIENCE (30 * UC_NSEC_PER_S)

/*
 * Waits for room in the ring, of which the other end hears each time. Returns 0
 * where there will be none, or its counters make no sense.
 */
static uint32_t await_room(volatile struct uc_xen_console_ring *shared,
                           uc_xen_port_t port)
{
    static bool dead;
    uc_nsec_t end = 0;

    for (;;) {
        uint32_t used = shared->out_prod - shared->out_cons;
        uc_dma_mb();
        if (used < sizeof shared->out) {
            dead = false;
            return (uint32_t)sizeof shared->out - used;
        }
        if (dead || used > sizeof shared->out) {
            return 0;
        }
        uc_nsec_t now = uc_plat_clock_monotonic();
        end = end == 0 ? now + PATIENCE : end;
        dead = now >= end;
        uc_xen_evtchn_send(port);
    }
}

static void xenconsole_write(const char *buf, size_t len)
{
    struct uc_xen_channel channel;

    if (uc_xen_console_channel(&channel) < 0) {
        return;
    }
    volatile struct uc_xen_console_ring *shared = channel.page;
    while (len > 0) {
        uint32_t room = await_room(shared, channel.port);
        uint32_t prod = shared->out_prod;
        if (room == 0) {
            return;
        }
        for (; len > 0 && room > 0; room--) {
            shared->out[prod % sizeof shared->out] = *buf++;
            prod++;
            len--;
        }
        uc_dma_wmb();
        shared->out_prod = prod;
        uc_xen_evtchn_send(channel.port);
    }
}

/*
 * The ring has no end of its own, so the input has a terminal's: Ctrl-D ends it
 * for good, and a byte behind Ctrl-V is what it is. Spec: POSIX.1-2017, 11.1.9,
 * EOF; termios(3), VLNEXT.
 */
enum {
    CTRL_D = 0x04,
    CTRL_V = 0x16,
};

static struct {
    bool literal; /* the byte before was Ctrl-V */
    bool ended;
} input;

/* Whether (c) is the program's to read. */
static bool is_text(char c)
{
    if (!input.literal && c == CTRL_D) {
        input.ended = true;
        return false;
    }
    input.literal = !input.literal && c == CTRL_V;
    return !input.literal;
}

static size_t xenconsole_read(char *buf, size_t len)
{
    struct uc_xen_channel channel;
    size_t n = 0;

    if (uc_xen_console_channel(&channel) < 0) {
        return 0;
    }
    volatile struct uc_xen_console_ring *shared = channel.page;
    uint32_t start = shared->in_cons;
    uint32_t cons = start;
    uint32_t ready = shared->in_prod - cons;
    uc_dma_rmb();
    if (ready > sizeof shared->in) {
        return 0; /* nonsense */
    }
    for (; n < len && ready > 0 && !input.ended; ready--) {
        char c = shared->in[cons % sizeof shared->in];
        cons++;
        if (is_text(c)) {
            buf[n++] = c;
        }
    }
    if (cons != start) {
        uc_dma_mb();
        shared->in_cons = cons;
        uc_xen_evtchn_send(channel.port);
    }
    return n == 0 && input.ended ? UC_CONSOLE_END : n;
}

UC_CONSOLE(xen, .write = xenconsole_write, .read = xenconsole_read);
