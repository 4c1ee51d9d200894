/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef POSIX_SOCKET_TESTS_UNIX_ENDS_H
#define POSIX_SOCKET_TESTS_UNIX_ENDS_H

/* Sockets of AF_UNIX, for the tests of this folder. */
#include "../calls.h"

enum {
    CAPACITY = 65536,
};

struct addr {
    uint16_t family;
    char path[108];
};

extern char in[CAPACITY + 1];

/* Of a path, or of an abstract name where it begins with "@". */
uint32_t address(const char *name, struct addr *out);
int open_socket(unsigned type);
int bound(const char *name, unsigned type);
int listener_at(const char *name, unsigned type, int backlog);
long connect_to(int number, const char *name);
int accept_one(int number);
long receive(int number, unsigned flags);
void close_all(const int *numbers, unsigned n);
/* Whether (number), or with (peer) what it is connected to, has (name). */
bool has_name(int number, bool peer, const char *name);

#endif /* POSIX_SOCKET_TESTS_UNIX_ENDS_H */
