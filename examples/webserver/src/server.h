/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef SERVER_H
#define SERVER_H

/* What the parts of the server tell each other. */
#include <stdbool.h>
#include <stdint.h>

struct server_stats {
    uint64_t requests;
    uint64_t accepted;
    uint64_t timeouts;
    unsigned connections; /* now */
    unsigned connections_most;
};
extern struct server_stats server_stats;

/* Seconds since boot, as of the event loop's last round. */
extern uint32_t server_now_s;

/* Runs the server on TCP (port) for ever. Returns only a negative error. */
int server_run(uint16_t port);

#endif /* SERVER_H */
