/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What crt1 and __libc_start_main do elsewhere. There is no stack of a kernel
 * to read: the platform tells the environment.
 */
#include <elf.h>

#include "libc.h"

#include <uc/boot.h>
#include <uc/init.h>
#include <uc/plat.h>
#include <uc/syscall.h>

#include "exit.h"

extern char **__environ;

/* Of the build: pointers that the compiler makes for destructors. exit() has a
 * loop of its own, by names of musl's. */
extern void (*const uc_destructors_start[])(void)
    __attribute__((visibility("hidden")));
extern void (*const uc_destructors_end[])(void)
    __attribute__((visibility("hidden")));

bool musl_exits;

static void nothing(void)
{
}

/* As in musl's exit.c: atexit.c and __stdio_exit.c have the real ones. */
weak_alias(nothing, __funcs_on_exit);
weak_alias(nothing, __stdio_exit);

void uc_hook_syscall_report(void) UC_WEAK;

/* No program headers: nobody could load a library beside the image. */
static size_t auxv[] = {AT_PAGESZ, UC_PAGE_SIZE, AT_NULL, 0};

/*
 * First of all: whatever calls a function of this library may set errno, which
 * is thread-local.
 */
static int musl(void)
{
    libc.auxv = auxv;
    libc.page_size = UC_PAGE_SIZE;
    __environ = uc_plat_environment();
    __progname = __progname_full = uc_app_name;
    __init_tls(auxv);
    return 0;
}

UC_INIT(0, musl);

void uc_hook_exit(void)
{
    /* main() returned, or a library ended the image. */
    if (!musl_exits) {
        musl_exits = true;
        __funcs_on_exit();
        for (void (*const *run)(void) = uc_destructors_end;
             run != uc_destructors_start;) {
            (*--run)();
        }
        __stdio_exit();
    }
    if (uc_hook_syscall_report != NULL) {
        uc_hook_syscall_report();
    }
}
