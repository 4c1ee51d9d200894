/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_ZLIB_H
#define UC_ZLIB_H

#include "../vendor/zlib.h"

#endif /* UC_ZLIB_H */
