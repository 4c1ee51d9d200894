/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef PEERS_H
#define PEERS_H

#include <openssl/ssl.h>
#include <stdbool.h>

/* A client and a server whose bytes go through memory. */
struct peers {
    SSL_CTX *client_context;
    SSL_CTX *server_context;
    SSL *client;
    SSL *server;
};

/*
 * Makes both sides, for (version) alone (TLS1_2_VERSION, TLS1_3_VERSION). The
 * server has a key made just now and a certificate for it, which the client
 * trusts if (trusted). Returns false where any of it fails.
 */
bool peers_make(struct peers *peers, int version, bool trusted);

/* Starts a connection over memory, in the place of an earlier one. */
bool peers_connect(struct peers *peers);

/*
 * Lets both sides take turns until both have finished the handshake (true), or
 * one has failed.
 */
bool peers_shake_hands(struct peers *peers);

void peers_free(struct peers *peers);

#endif /* PEERS_H */
