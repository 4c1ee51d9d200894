/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

/* There is nothing that one user may do and another may not. */
void posix_user_changed(void)
{
}
