/* SPDX-License-Identifier: BSD-3-Clause */
#include "../e2_types.h" /* a second place where the format's headers look */
