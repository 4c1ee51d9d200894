/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdlib.h>

#include <uc/boot.h>
#include <uc/plat/power.h>
#include <uc/vfs.h>

#include "../stdio/file.h"

enum {
    ATEXIT_MAX = 32, /* the least that the standard allows */
};

/* Of the build: pointers that the compiler makes for destructors. Not in unit
 * tests, whose libc runs those. */
extern void (*const uc_destructors_start[])(void)
    __attribute__((visibility("hidden"))) UC_WEAK;
extern void (*const uc_destructors_end[])(void)
    __attribute__((visibility("hidden"))) UC_WEAK;

static void (*at_exit[ATEXIT_MAX])(void);
static unsigned at_exit_count;
/* The one after the next: each runs once. */
static void (*const *destructor)(void) = uc_destructors_end;

int atexit(void (*fn)(void))
{
    if (at_exit_count == ATEXIT_MAX) {
        return -1;
    }
    at_exit[at_exit_count++] = fn;
    return 0;
}

/*
 * Called by uc_exit, when main has returned as well. A function that calls exit
 * comes back here and goes on with those that are left.
 */
void uc_hook_exit(void)
{
    while (at_exit_count > 0) {
        at_exit[--at_exit_count]();
    }
    while (destructor != uc_destructors_start) {
        (*--destructor)();
    }
    libc_file_flush_all();
}

void exit(int status)
{
    uc_exit(status & 0xff);
}

void _Exit(int status)
{
    if (UC_CONFIG_LIBC_FILES) {
        uc_vfs_shutdown();
    }
    uc_plat_exit(status & 0xff);
}
