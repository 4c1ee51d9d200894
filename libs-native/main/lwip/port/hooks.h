/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LWIP_PORT_HOOKS_H
#define LWIP_PORT_HOOKS_H

#include "lwip/ip_addr.h"

/* First sequence number of a connection: src/isn.c. */
u32_t lwip_port_tcp_isn(const ip_addr_t *local, u16_t local_port,
                        const ip_addr_t *remote, u16_t remote_port);

#endif /* LWIP_PORT_HOOKS_H */
