/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/hosted.h>
#include <uc/suites/sched.h>

UC_HOSTED_BOOT("");
