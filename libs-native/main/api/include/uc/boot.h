/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_BOOT_H
#define UC_BOOT_H

/*
 * Contract "boot" 1.0, one provider: from the platform's entry to main() and
 * back. Also provides uc_panic and uc_assert_fail (uc/assert.h).
 */
#include <uc/compiler.h>
#include <uc/types.h>

/*
 * Called once by the platform when its console, clock, memory map and command
 * line work: applies parameters, runs init steps, calls the constructors of the
 * image and main(), both with (argc, argv, envp) and argv[0] the application's
 * name, then uc_exit with what main() returns.
 *
 * Context: boot, on the stack that becomes the first thread's.
 */
UC_NORETURN void uc_boot(void);

/*
 * Runs the exit functions of the libc, if there is one (weak hook
 * uc_hook_exit), lets what programs have sent leave, writes out their files,
 * and ends the image with (status).
 *
 * Context: thread.
 */
UC_NORETURN void uc_exit(int status);

/* Weak hook, called by uc_exit before the platform stops; it runs destructors
 * of the image, after what the program has registered. */
void uc_hook_exit(void);

/* Weak hook, called by uc_boot before the init steps with what main() will get,
 * ended by NULL; it stays where it is. */
void uc_hook_arguments(char *const *argv);

/*
 * argv[0] of main(): made by the build from the application's name; where
 * nobody made it, NULL, and argv[0] is "app".
 */
extern char uc_app_name[] UC_WEAK;

/*
 * Called by a platform for a fault that nobody handles: prints (what), the
 * registers and a backtrace, then stops with a non-zero status. A fault inside
 * it stops at once.
 */
struct uc_trap_frame;
UC_NORETURN void uc_panic_trap(const char *what, uintptr_t fault_address,
                               const struct uc_trap_frame *frame);

#endif /* UC_BOOT_H */
