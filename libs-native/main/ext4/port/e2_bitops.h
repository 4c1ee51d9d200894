/* SPDX-License-Identifier: BSD-3-Clause */
#include "bitops.h" /* upstream's own */
