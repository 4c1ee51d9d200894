/* SPDX-License-Identifier: BSD-3-Clause */
#define UC_SUITE_PAGES_KEEPS
#include <uc/suites/pages.h>
