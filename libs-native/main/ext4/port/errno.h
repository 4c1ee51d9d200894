/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef EXT4_PORT_ERRNO_H
#define EXT4_PORT_ERRNO_H

#include <uc/errors.h>

#define EINVAL    UC_EINVAL
#define ENOENT    UC_ENOENT
#define ENOMEM    UC_ENOMEM
#define EOVERFLOW UC_EOVERFLOW

#endif /* EXT4_PORT_ERRNO_H */
