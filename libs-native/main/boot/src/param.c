/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/assert.h>
#include <uc/console.h>
#include <uc/param.h>

#include "internal.h"

UC_SET_DECLARE(param, struct uc_param);

static bool same_text(const char *a, const char *b)
{
    while (*a != '\0' && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

void boot_apply_param(char *word)
{
    char *value = word;
    bool has_dot = false;
    while (*value != '\0' && *value != '=') {
        has_dot = has_dot || *value == '.';
        value++;
    }
    if (*value == '=') {
        *value = '\0';
        value++;
    }

    bool known = false;
    UC_SET_FOREACH(param, struct uc_param, param)
    {
        if (!same_text(param->name, word)) {
            continue;
        }
        int err = param->set(value);
        if (err < 0) {
            uc_panic("parameter %s: bad value \"%s\" (error %d)", word, value,
                     -err);
        }
        known = true;
    }
    /* Whoever starts a guest adds words of its own: those have no dot. */
    if (!known && has_dot) {
        uc_console_print("unknown parameter: ");
        uc_console_print(word);
        uc_console_print("\n");
    }
}
