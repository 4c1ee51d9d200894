/* SPDX-License-Identifier: BSD-3-Clause */
#include "../../vendor/lib/ext2fs/ext2_ext_attr.h"
