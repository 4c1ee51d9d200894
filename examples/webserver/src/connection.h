/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef CONNECTION_H
#define CONNECTION_H

#include <uc/netstack.h>

/*
 * Connections are served by one thread. Their watchers, in the network stack's
 * thread, only put them on the list of those that are ready.
 */

/* Takes over (socket). Closes it where memory is short. */
void connection_open(struct uc_socket *socket);

/* Serves all that are ready. Context: the server's thread. */
void connection_serve_ready(void);

/* Whether one is ready. The caller holds (connection_lock). */
bool connection_is_ready(void);

/*
 * Ends those that have been too slow by (now), and returns when to come next.
 */
uc_nsec_t connection_expire(uc_nsec_t now);

#endif /* CONNECTION_H */
