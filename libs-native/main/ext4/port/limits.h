/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef EXT4_PORT_LIMITS_H
#define EXT4_PORT_LIMITS_H

/* Named by libext2fs, which takes nothing of it here. */

#endif /* EXT4_PORT_LIMITS_H */
