/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/greeting.h>
#include <uc/tiny.h>

#include "loud.h"

int uc_greeting_times(void)
{
    return UC_CONFIG_GREETING_TIMES;
}

void uc_greet(void)
{
    for (int i = 0; i < uc_greeting_times(); i++) {
        uc_tiny_print(UC_CONFIG_GREETING_TEXT);
    }
    if (UC_CONFIG_GREETING_LOUD) {
        greeting_loud();
    }
}
