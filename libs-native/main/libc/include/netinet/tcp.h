/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LIBC_NETINET_TCP_H
#define LIBC_NETINET_TCP_H

#define SOL_TCP       6
#define TCP_NODELAY   1
#define TCP_KEEPIDLE  4
#define TCP_KEEPINTVL 5
#define TCP_KEEPCNT   6

#endif /* LIBC_NETINET_TCP_H */
