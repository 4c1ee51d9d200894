/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <uc/pages.h>
#include <uc/plat/power.h>
#include <uc/vfs.h>

pid_t getpid(void)
{
    return 1;
}

int getpagesize(void)
{
    return (int)UC_PAGE_SIZE;
}

long sysconf(int name)
{
    struct uc_pages_stats pages;

    switch (name) {
    case _SC_CLK_TCK:
        return 100;
    case _SC_OPEN_MAX:
        return 65536;
    case _SC_PAGESIZE:
        return (long)UC_PAGE_SIZE;
    case _SC_NPROCESSORS_CONF:
    case _SC_NPROCESSORS_ONLN:
        return 1;
    case _SC_PHYS_PAGES:
        uc_pages_stats(&pages);
        return (long)pages.total_pages;
    case _SC_AVPHYS_PAGES:
        uc_pages_stats(&pages);
        return (long)pages.free_pages;
    default:
        errno = EINVAL;
        return -1;
    }
}

int gethostname(char *name, size_t size)
{
    if (strlcpy(name, "unicore", size) >= size) {
        errno = ENAMETOOLONG;
        return -1;
    }
    return 0;
}

void _exit(int status)
{
    if (UC_CONFIG_LIBC_FILES) {
        uc_vfs_shutdown();
    }
    uc_plat_exit(status & 0xff);
}
