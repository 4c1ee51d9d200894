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

/* What setenv made, to be freed when it is replaced. */
struct made {
    struct made *next;
    char text[];
};

static struct made *made;

static void forget(const char *text)
{
    for (struct made **link = &made; *link != NULL; link = &(*link)->next) {
        struct made *m = *link;

        if (m->text == text) {
            *link = m->next;
            free(m);
            return;
        }
    }
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
    forget(*entry);
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

int setenv(const char *name, const char *value, int overwrite)
{
    if (!is_name(name)) {
        return -1;
    }
    if (!overwrite && getenv(name) != NULL) {
        return 0;
    }
    const size_t name_len = strlen(name);
    struct made *m = malloc(sizeof(*m) + name_len + strlen(value) + 2);
    if (m == NULL) {
        return -1;
    }
    memcpy(m->text, name, name_len);
    m->text[name_len] = '=';
    strcpy(m->text + name_len + 1, value);
    if (putenv(m->text) < 0) {
        free(m);
        return -1;
    }
    m->next = made;
    made = m;
    return 0;
}

int unsetenv(const char *name)
{
    if (!is_name(name)) {
        return -1;
    }
    char **entry = find(name);
    forget(*entry);
    for (; *entry != NULL; entry++) {
        entry[0] = entry[1];
    }
    return 0;
}

int clearenv(void)
{
    *strings() = NULL;
    return 0;
}
