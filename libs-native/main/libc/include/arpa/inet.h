/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LIBC_ARPA_INET_H
#define LIBC_ARPA_INET_H

#include <netinet/in.h>

in_addr_t inet_addr(const char *text);
int inet_aton(const char *text, struct in_addr *out);
char *inet_ntoa(struct in_addr addr);
int inet_pton(int family, const char *__restrict text, void *__restrict out);
const char *inet_ntop(int family, const void *__restrict addr,
                      char *__restrict buf, socklen_t size);

#endif /* LIBC_ARPA_INET_H */
