/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An image is one program in one address space: there is nothing to copy it to
 * and nobody to run another one. Said once, since programs take the error for a
 * want of memory.
 */
#include <uc/console.h>
#include <uc/errors.h>

long uc_sys_fork(void);
long uc_sys_vfork(void);
long uc_sys_execve(const char *path, char **argv, char **envp);
long uc_sys_wait4(int pid, int *status, int options, void *usage);

static long refuse(bool *told, const char *text)
{
    if (!*told) {
        *told = true;
        uc_console_print(text);
    }
    return -UC_ENOSYS;
}

long uc_sys_fork(void)
{
    static bool told;

    return refuse(&told, "syscall: fork: an image is one process; use threads, "
                         "or the program's mode without child processes\n");
}

long uc_sys_vfork(void)
{
    return uc_sys_fork();
}

long uc_sys_execve(const char *path, char **argv, char **envp)
{
    static bool told;

    (void)path;
    (void)argv;
    (void)envp;
    return refuse(&told, "syscall: execve: an image holds one program\n");
}

/* None was ever started. */
long uc_sys_wait4(int pid, int *status, int options, void *usage)
{
    (void)pid;
    (void)status;
    (void)options;
    (void)usage;
    return -UC_ECHILD;
}
