/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/vfs.h>

#include "internal.h"

void posix_user_changed(void)
{
    uc_vfs_user(posix_user_uid.effective, posix_user_gid.effective,
                posix_user_groups, posix_user_groups_n);
}
