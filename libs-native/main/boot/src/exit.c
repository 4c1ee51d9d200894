/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/boot.h>
#include <uc/netstack.h>
#include <uc/plat.h>
#include <uc/sched.h>
#include <uc/vfs.h>

/* A hook: absent where no library has anything to do at exit. */
void uc_hook_exit(void) UC_WEAK;

/*
 * The end may wait, and so others come here meanwhile, who stay: main() returns
 * while the image is told to end. Whoever comes again does not start anew.
 */
static bool is_first(void)
{
    static struct uc_thread *ending;

    if (ending == NULL) {
        ending = uc_thread_self();
        return true;
    }
    while (ending != uc_thread_self()) {
        uc_sleep_until(UC_NEVER);
    }
    return false;
}

void uc_exit(int status)
{
    bool may_wait = UC_CONFIG_BOOT_NETWORK || UC_CONFIG_BOOT_FILES;

    if (UC_CONFIG_BOOT_THREADS && may_wait && !is_first()) {
        uc_plat_exit(status);
    }
    if (uc_hook_exit != NULL) {
        uc_hook_exit();
    }
    if (UC_CONFIG_BOOT_NETWORK) {
        uc_netstack_shutdown();
    }
    if (UC_CONFIG_BOOT_FILES) {
        uc_vfs_shutdown();
    }
    uc_plat_exit(status);
}
