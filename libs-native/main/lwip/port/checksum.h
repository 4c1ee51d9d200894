/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LWIP_PORT_CHECKSUM_H
#define LWIP_PORT_CHECKSUM_H

#include <stdint.h>

/* Sum, not complemented, in the byte order of the data. */
uint16_t lwip_port_checksum(const void *data, int len);

#endif /* LWIP_PORT_CHECKSUM_H */
