/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/assert.h>
#include <uc/init.h>

#include "internal.h"

UC_SET_DECLARE(init, struct uc_init_step);

void boot_run_init_steps(void)
{
    UC_SET_FOREACH(init, struct uc_init_step, step)
    {
        int err = step->run();
        if (err < 0) {
            uc_panic("init step %s failed (error %d)", step->name, -err);
        }
    }
}
