/* SPDX-License-Identifier: BSD-3-Clause */
/* What uname says. */
#include "internal.h"

/* struct new_utsname. Spec: Linux, include/uapi/linux/utsname.h. */
enum name {
    NAME_SYSTEM,
    NAME_NODE,
    NAME_RELEASE,
    NAME_VERSION,
    NAMES = 6,
    NAME_BYTES = 65,
};

struct names {
    char text[NAMES][NAME_BYTES];
};

long uc_sys_uname(struct names *out);

static void print_name(struct procfs_text *text, enum name which)
{
    struct names names;

    (void)uc_sys_uname(&names);
    procfs_print(text, names.text[which]);
}

static void hostname(struct procfs_text *text)
{
    print_name(text, NAME_NODE);
    procfs_print(text, "\n");
}

static void osrelease(struct procfs_text *text)
{
    print_name(text, NAME_RELEASE);
    procfs_print(text, "\n");
}

static void ostype(struct procfs_text *text)
{
    print_name(text, NAME_SYSTEM);
    procfs_print(text, "\n");
}

static void kernel_version(struct procfs_text *text)
{
    print_name(text, NAME_VERSION);
    procfs_print(text, "\n");
}

static void version(struct procfs_text *text)
{
    print_name(text, NAME_SYSTEM);
    procfs_print(text, " version ");
    print_name(text, NAME_RELEASE);
    procfs_print(text, " ");
    print_name(text, NAME_VERSION);
    procfs_print(text, "\n");
}

PROCFS_FILE(hostname, PROCFS_SYS_KERNEL, "hostname", hostname);
PROCFS_FILE(osrelease, PROCFS_SYS_KERNEL, "osrelease", osrelease);
PROCFS_FILE(ostype, PROCFS_SYS_KERNEL, "ostype", ostype);
PROCFS_FILE(kernel_version, PROCFS_SYS_KERNEL, "version", kernel_version);
PROCFS_FILE(version, PROCFS_ROOT, "version", version);
