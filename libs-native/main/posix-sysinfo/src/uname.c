/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/types.h>

#include "machine.h"

enum {
    FIELD_BYTES = 65, /* __NEW_UTS_LEN + 1 */
};

/* struct new_utsname. Spec: Linux, include/uapi/linux/utsname.h. */
struct names {
    char system[FIELD_BYTES];
    char node[FIELD_BYTES];
    char release[FIELD_BYTES];
    char version[FIELD_BYTES];
    char machine[FIELD_BYTES];
    char domain[FIELD_BYTES];
};

long uc_sys_uname(struct names *out);

static void copy(char *field, const char *text)
{
    unsigned i = 0;

    for (; text[i] != '\0' && i < FIELD_BYTES - 1; i++) {
        field[i] = text[i];
    }
    field[i] = '\0';
}

/*
 * The Linux whose calls these are: programs compare numbers of its release to
 * learn what there is.
 */
long uc_sys_uname(struct names *out)
{
    copy(out->system, "Linux");
    copy(out->node, "unicore");
    copy(out->release, "5.15.0-unicore");
    copy(out->version, "Unicore");
    copy(out->machine, posix_sysinfo_machine);
    copy(out->domain, "(none)");
    return 0;
}
