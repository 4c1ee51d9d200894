/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>

#include "internal.h"

int uc_xen_evtchn_open(uc_xen_domid_t peer, uc_xen_port_t *port)
{
    struct xen_evtchn_alloc_unbound op = {XEN_DOMID_SELF, peer, 0};

    if (xenplat_call(XEN_EVENT_CHANNEL_OP, XEN_EVTCHN_ALLOC_UNBOUND, &op) < 0) {
        return -UC_ENOSPC;
    }
    *port = op.port;
    return 0;
}

int uc_xen_evtchn_bind(uc_xen_domid_t peer, uc_xen_port_t remote,
                       uc_xen_port_t *port)
{
    struct xen_evtchn_bind_interdomain op = {peer, 0, remote, 0};

    long err =
        xenplat_call(XEN_EVENT_CHANNEL_OP, XEN_EVTCHN_BIND_INTERDOMAIN, &op);
    if (err < 0) {
        return err == -UC_ENOSPC ? -UC_ENOSPC : -UC_EINVAL;
    }
    *port = op.port;
    return 0;
}

void uc_xen_evtchn_close(uc_xen_port_t port)
{
    (void)xenplat_call(XEN_EVENT_CHANNEL_OP, XEN_EVTCHN_CLOSE, &port);
}

void uc_xen_evtchn_send(uc_xen_port_t port)
{
    (void)xenplat_call(XEN_EVENT_CHANNEL_OP, XEN_EVTCHN_SEND, &port);
}
