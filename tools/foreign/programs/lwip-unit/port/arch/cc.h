/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef ARCH_CC_H
#define ARCH_CC_H

#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>

#include "check.h"

#define LWIP_TIMEVAL_PRIVATE  0
#define LWIP_ERRNO_STDINCLUDE 1
#define LWIP_RAND()           ((u32_t)rand())

/* An assertion of lwIP fails the test that it stands in. */
#define LWIP_PLATFORM_ASSERT(text)                                             \
    check_fail(__FILE__, __LINE__, "assertion: " text)
#define LWIP_PLATFORM_DIAG(text) printf text

#endif /* ARCH_CC_H */
