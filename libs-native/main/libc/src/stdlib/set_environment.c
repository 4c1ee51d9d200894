/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "environment.h"

/* Apart from getenv, which needs no malloc. */

static bool owned; /* environ is a copy of ours */

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

/* Makes room for one entry more. */
static int grow(void)
{
    size_t count = 0;

    while (environment_strings()[count] != NULL) {
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
    char **entry = environment_find(assignment);
    if (*entry == NULL) {
        if (grow() < 0) {
            return -1;
        }
        entry = environment_find(assignment);
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
    char **entry = environment_find(name);
    forget(*entry);
    for (; *entry != NULL; entry++) {
        entry[0] = entry[1];
    }
    return 0;
}

int clearenv(void)
{
    *environment_strings() = NULL;
    return 0;
}
