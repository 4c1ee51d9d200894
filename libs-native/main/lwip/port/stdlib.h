/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LWIP_PORT_STDLIB_H
#define LWIP_PORT_STDLIB_H

/* The part of <stdlib.h> that lwIP names. */
int lwip_port_atoi(const char *s);

#define atoi(s) lwip_port_atoi(s)

#endif /* LWIP_PORT_STDLIB_H */
