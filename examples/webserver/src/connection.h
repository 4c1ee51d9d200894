/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef CONNECTION_H
#define CONNECTION_H

#include <uc/netstack.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum connection_state {
    READING,   /* a request's head */
    SENDING,   /* a body that did not fit the send buffer at once */
    SKIPPING,  /* a request's body, which nobody wants */
    LINGERING, /* answered for the last time; the peer may still be sending */
    CLOSED,
};

struct connection {
    struct uc_socket *socket;
    enum connection_state state;
    bool queued; /* in the ready list */
    bool close;  /* after the current answer */
    uint32_t deadline_s;
    uint64_t skip_bytes; /* of a request's body */
    const char *body;    /* what is left to send */
    size_t body_bytes;
    char *partial; /* head that came in several pieces; NULL while none */
    unsigned partial_bytes;
    struct connection *next_ready;
    struct connection *next, *before; /* of all */
};

/* Starts to serve (socket), which is the connection's from here. */
void connection_start(struct connection *c, struct uc_socket *socket);

/* Goes on as far as it can without waiting; the state may become CLOSED. */
void connection_run(struct connection *c);

/* Ends a connection whose deadline has passed. */
void connection_expire(struct connection *c);

#endif /* CONNECTION_H */
