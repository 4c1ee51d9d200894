/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <uc/init.h>
#include <uc/plat/boot_info.h>

/* The platform's, and a copy from malloc once something is set. */
char **environ;
static bool owned;

/* For programs that read the variable themselves. */
static int libc_environment(void)
{
    environ = uc_plat_environment();
    return 0;
}

UC_INIT(1, libc_environment);

static char **strings(void)
{
    if (environ == NULL) {
        environ = uc_plat_environment();
    }
    return environ;
}

/* The entry of (name), up to its '=' or end; the NULL behind the last else. */
static char **find(const char *name)
{
    const size_t len = strcspn(name, "=");
    char **entry = strings();

    while (*entry != NULL &&
           (strncmp(*entry, name, len) != 0 || (*entry)[len] != '=')) {
        entry++;
    }
    return entry;
}

char *getenv(const char *name)
{
    char *entry = (*name == '\0') ? NULL : *find(name);

    return (entry == NULL) ? NULL : entry + strlen(name) + 1;
}

/* Makes room for one entry more. */
static int grow(void)
{
    size_t count = 0;

    while (strings()[count] != NULL) {
        count++;
    }
    char **copy = realloc(owned ? environ : NULL, (count + 2) * sizeof(char *));
    if (copy == NULL) {
        return -1;
    }
    if (!owned) {
        memcpy(copy, environ, count * sizeof(char *));
    }
    copy[count] = NULL;
    copy[count + 1] = NULL;
    environ = copy;
    owned = true;
    return 0;
}

int putenv(char *assignment)
{
    if (strchr(assignment, '=') == NULL) {
        return unsetenv(assignment);
    }
    char **entry = find(assignment);
    if (*entry == NULL) {
        if (grow() < 0) {
            return -1;
        }
        entry = find(assignment);
    }
    *entry = assignment;
    return 0;
}

static bool is_name(const char *name)
{
    if (name == NULL || *name == '\0' || strchr(name, '=') != NULL) {
        errno = EINVAL;
        return false;
    }
    return true;
}

/* What an earlier value took is not freed: somebody may hold it. */
int setenv(const char *name, const char *value, int overwrite)
{
    if (!is_name(name)) {
        return -1;
    }
    if (!overwrite && getenv(name) != NULL) {
        return 0;
    }
    const size_t name_len = strlen(name);
    char *entry = malloc(name_len + strlen(value) + 2);
    if (entry == NULL) {
        return -1;
    }
    memcpy(entry, name, name_len);
    entry[name_len] = '=';
    strcpy(entry + name_len + 1, value);
    if (putenv(entry) < 0) {
        free(entry);
        return -1;
    }
    return 0;
}

int unsetenv(const char *name)
{
    if (!is_name(name)) {
        return -1;
    }
    for (char **entry = find(name); *entry != NULL; entry++) {
        entry[0] = entry[1];
    }
    return 0;
}

int clearenv(void)
{
    *strings() = NULL;
    return 0;
}
