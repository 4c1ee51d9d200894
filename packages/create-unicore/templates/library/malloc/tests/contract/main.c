/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/suites/malloc.h>
