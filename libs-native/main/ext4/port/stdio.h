/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef EXT4_PORT_STDIO_H
#define EXT4_PORT_STDIO_H

/* Named by a prototype of libext2fs; nothing here prints. */
typedef struct ext4_port_file FILE;

#endif /* EXT4_PORT_STDIO_H */
