/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef EXT4_PORT_CONFIG_H
#define EXT4_PORT_CONFIG_H

/* In place of what e2fsprogs' configure writes. */
#define EXT2_FLAT_INCLUDES 1
#define OMIT_COM_ERR       1

#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define WORDS_BIGENDIAN 1
#endif

#define HAVE_ERRNO_H     1
#define HAVE_STDLIB_H    1
#define HAVE_STRNLEN     1
#define HAVE_SYS_TYPES_H 1

#endif /* EXT4_PORT_CONFIG_H */
