/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <uc/init.h>
#include <uc/plat/boot_info.h>

#include "environment.h"

/* The platform's, and a copy from malloc once something is set. */
char **environ;

/* For programs that read the variable themselves. */
static int libc_environment(void)
{
    environ = uc_plat_environment();
    return 0;
}

UC_INIT(1, libc_environment);

char **environment_strings(void)
{
    if (environ == NULL) {
        environ = uc_plat_environment();
    }
    return environ;
}

char **environment_find(const char *name)
{
    const size_t len = strcspn(name, "=");
    char **entry = environment_strings();

    while (*entry != NULL &&
           (strncmp(*entry, name, len) != 0 || (*entry)[len] != '=')) {
        entry++;
    }
    return entry;
}

char *getenv(const char *name)
{
    char *entry = (*name == '\0') ? NULL : *environment_find(name);

    return (entry == NULL) ? NULL : entry + strlen(name) + 1;
}
