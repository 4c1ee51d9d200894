/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef EXT4_PORT_SYS_TYPES_H
#define EXT4_PORT_SYS_TYPES_H

#include <stddef.h>
#include <stdint.h>

typedef unsigned mode_t;
typedef uint64_t dev_t;
typedef int64_t off_t;
typedef intptr_t ssize_t;

#endif /* EXT4_PORT_SYS_TYPES_H */
