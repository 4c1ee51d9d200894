/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_ZCONF_H
#define UC_ZCONF_H

#include "../vendor/zconf.h"

#endif /* UC_ZCONF_H */
