/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef EXT4_PORT_COM_ERR_H
#define EXT4_PORT_COM_ERR_H

/* In place of libet: nothing is printed, src/error.c translates. */
typedef long errcode_t;

#endif /* EXT4_PORT_COM_ERR_H */
