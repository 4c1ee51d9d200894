/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/boot.h>
#include <uc/plat.h>
#include <uc/vfs.h>

/* A hook: absent where no library has anything to do at exit. */
void uc_hook_exit(void) UC_WEAK;

void uc_exit(int status)
{
    if (uc_hook_exit != NULL) {
        uc_hook_exit();
    }
    if (UC_CONFIG_BOOT_FILES) {
        uc_vfs_shutdown();
    }
    uc_plat_exit(status);
}
