/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_XEN_H
#define UC_XEN_H

/*
 * Contract "xen" 1.0, one provider: what drivers of a Xen guest ask of the
 * hypervisor: event channels, grants, and the two pages that a guest shares
 * with its toolstack from the start. A channel's port is its interrupt line:
 * uc_plat_irq_claim(port, ...).
 *
 * Spec: Xen, xen/include/public/{event_channel,grant_table}.h.
 */
#include <uc/compiler.h>
#include <uc/types.h>

typedef uint16_t uc_xen_domid_t;
typedef uint32_t uc_xen_port_t;
typedef uint32_t uc_xen_ref_t;

/* No grant; 0 is the toolstack's own. */
#define UC_XEN_REF_NONE ((uc_xen_ref_t)0)

/* A page that is shared with the toolstack, and the channel beside it. */
struct uc_xen_channel {
    void *page;
    uc_xen_port_t port;
};

/* Return -UC_ENOENT where the toolstack made none. Context: any. */
int uc_xen_console_channel(struct uc_xen_channel *out);
int uc_xen_store_channel(struct uc_xen_channel *out);

/*
 * Makes a channel that domain (peer) may bind to, its port in (*port).
 * Errors: -UC_ENOSPC (none left). Context: thread or boot.
 */
int uc_xen_evtchn_open(uc_xen_domid_t peer, uc_xen_port_t *port);

/*
 * Binds to the channel (remote) that domain (peer) opened for this one.
 * Errors: -UC_EINVAL (there is none), -UC_ENOSPC.
 */
int uc_xen_evtchn_bind(uc_xen_domid_t peer, uc_xen_port_t remote,
                       uc_xen_port_t *port);

/* The port has been released (uc_plat_irq_release) before. */
void uc_xen_evtchn_close(uc_xen_port_t port);

/* Notifies the other end. Context: any. */
void uc_xen_evtchn_send(uc_xen_port_t port);

/*
 * Lets domain (peer) map or copy the page that holds (mem), for reading alone
 * where (readonly). Any memory of the image will do.
 *
 * Returns the reference in (*ref), or -UC_ENOSPC (table full; nothing granted).
 * Owns: the page stays the caller's, who must not reuse it before
 * uc_xen_grant_end succeeds.
 * Context: any.
 */
int uc_xen_grant(uc_xen_domid_t peer, const void *mem, bool readonly,
                 uc_xen_ref_t *ref);

/*
 * Takes the grant back. Returns 0, or -UC_EBUSY while the other domain has the
 * page mapped: the grant stays. Context: any.
 */
int uc_xen_grant_end(uc_xen_ref_t ref);

/* Spec: Xen, xen/include/public/sched.h. */
enum uc_xen_shutdown {
    UC_XEN_POWEROFF = 0,
    UC_XEN_REBOOT = 1,
    UC_XEN_SUSPEND = 2,
    UC_XEN_CRASH = 3,
};

/*
 * Stops until the toolstack resumes the domain, in this or another machine.
 * Returns 0 once it has: no port and no grant of before exists any more, none
 * may be closed or ended. 1: the suspension came to nothing, all is as it was.
 * -UC_EIO: refused. The clock of the image stands still meanwhile.
 * Context: thread or work.
 */
int uc_xen_suspend(void);

/*
 * What an exit with status 0 does from here on: POWEROFF, as it does at first,
 * or REBOOT. Context: any.
 */
void uc_xen_exit_by(enum uc_xen_shutdown reason);

/* Ends the domain at once, or asks for it to be started again. Context: any. */
UC_NORETURN void uc_xen_shutdown(enum uc_xen_shutdown reason);

#endif /* UC_XEN_H */
