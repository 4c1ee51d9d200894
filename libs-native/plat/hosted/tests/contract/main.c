/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/suites/clock.h>
#include <uc/suites/console.h>
#include <uc/suites/memory.h>
