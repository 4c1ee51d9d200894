/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef SERVE_H
#define SERVE_H

/* Both return only where something is wrong. */
int serve_streams(void);
int serve_datagrams(void);

#endif /* SERVE_H */
