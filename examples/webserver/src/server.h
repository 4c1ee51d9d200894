/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef SERVER_H
#define SERVER_H

#include <stdint.h>

/* Wakes the server's thread. Context: watcher of a socket. */
void server_wake(void);

/* Listens on (port), IPv4 and IPv6, and serves for ever; returns 1 on failure.
 */
int server_run(uint16_t port);

#endif /* SERVER_H */
