/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef EXT4_PORT_ASSERT_H
#define EXT4_PORT_ASSERT_H

#include <uc/assert.h>

#define assert(condition) UC_ASSERT(condition)

#endif /* EXT4_PORT_ASSERT_H */
