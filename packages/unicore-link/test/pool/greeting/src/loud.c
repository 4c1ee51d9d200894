/* SPDX-License-Identifier: BSD-3-Clause */
#include "loud.h"

#include <uc/tiny.h>

void greeting_loud(void)
{
    uc_tiny_print("!");
}
