/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch.h>
#include <uc/assert.h>
#include <uc/boot.h>
#include <uc/plat.h>

#include "internal.h"

int main(int argc, char **argv, char **envp);

void uc_hook_arguments(char *const *argv) UC_WEAK;

/* Of the build: pointers that the compiler makes for constructors. */
extern void (*const uc_constructors_start[])(int, char **, char **)
    __attribute__((visibility("hidden")));
extern void (*const uc_constructors_end[])(int, char **, char **)
    __attribute__((visibility("hidden")));

uintptr_t boot_stack_top;

/* They get what main() gets, as glibc and musl have it. */
static void run_constructors(int argc, char **argv, char **envp)
{
    for (void (*const *run)(int, char **, char **) = uc_constructors_start;
         run != uc_constructors_end; run++) {
        (*run)(argc, argv, envp);
    }
}

void uc_boot(void)
{
    static char unnamed[] = "app";
    char *argv[UC_CONFIG_BOOT_ARGS_MAX + 2];

    __stack_chk_guard = boot_random_guard();
    boot_stack_top = uc_arch_stack_pointer();
    int argc = boot_split_command_line(
        uc_plat_command_line(), uc_app_name != NULL ? uc_app_name : unnamed,
        argv, UC_ARRAY_SIZE(argv), boot_apply_param);
    if (argc < 0) {
        uc_panic("more than %d arguments (option boot.argsMax)",
                 UC_CONFIG_BOOT_ARGS_MAX);
    }
    if (uc_hook_arguments != NULL) {
        uc_hook_arguments(argv);
    }
    boot_run_init_steps();
    run_constructors(argc, argv, uc_plat_environment());
    uc_exit(main(argc, argv, uc_plat_environment()));
}
