/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LWIP_PORT_PORT_H
#define LWIP_PORT_PORT_H

/* What lwIP calls of the port, beside hooks.h. */
#include <stdint.h>

/* Sum, not complemented, in the byte order of the data. */
uint16_t lwip_port_checksum(const void *data, int len);

/* Something waits on loopback: the net thread is to hand it out. Returns 0. */
int lwip_port_loopback(void);

#endif /* LWIP_PORT_PORT_H */
