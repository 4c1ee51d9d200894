/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef EXT4_PORT_TIME_H
#define EXT4_PORT_TIME_H

#include <stddef.h>
#include <stdint.h>

typedef int64_t time_t;

/* For what libext2fs stamps by itself; src/upstream.c. */
time_t ext4_port_time(void);
#define time(ptr) ext4_port_time()

#endif /* EXT4_PORT_TIME_H */
