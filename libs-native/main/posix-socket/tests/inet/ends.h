/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef POSIX_SOCKET_TESTS_INET_ENDS_H
#define POSIX_SOCKET_TESTS_INET_ENDS_H

/* Sockets over loopback, for the tests of this folder. */
#include "../calls.h"

enum {
    SOL_SOCKET = 1,
    TCP = 6,
    BYTES = 300000,
};

struct addr {
    uint16_t family;
    uint8_t port[2];
    uint8_t addr[4];
    uint8_t zero[8];
};

/* Two ends of a connection. */
struct ends {
    int client;
    int server;
};

extern char out[BYTES], in[BYTES];

struct addr local(unsigned port);
int open_socket(unsigned type);
int listen_on(unsigned port, unsigned flags);
struct ends connect_to(int listener, unsigned port);
void close_all(struct ends ends, int listener);
/* Waits until it is ready for (events). */
bool becomes(int number, unsigned events);
long receive(int number, size_t bytes, unsigned flags);

#endif /* POSIX_SOCKET_TESTS_INET_ENDS_H */
