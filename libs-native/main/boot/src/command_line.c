/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>

#include "internal.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

char *boot_next_word(char **rest)
{
    char *at = *rest;
    while (is_blank(*at)) {
        at++;
    }
    if (*at == '\0') {
        *rest = at;
        return NULL;
    }

    char *word = at;
    char *out = at;
    bool quoted = false;
    for (; *at != '\0' && (quoted || !is_blank(*at)); at++) {
        if (*at == '"') {
            quoted = !quoted;
            continue;
        }
        if (*at == '\\' && quoted && at[1] != '\0') {
            at++;
        }
        *out++ = *at;
    }
    *rest = *at == '\0' ? at : at + 1;
    *out = '\0';
    return word;
}

int boot_split_command_line(char *line, char *name, char **argv, unsigned max,
                            void (*param)(char *word))
{
    unsigned argc = 1;
    bool args = false;

    argv[0] = name;
    for (char *word; (word = boot_next_word(&line)) != NULL;) {
        if (args) {
            if (argc + 1 >= max) {
                return -UC_E2BIG;
            }
            argv[argc] = word;
            argc++;
        } else if (word[0] == '-' && word[1] == '-' && word[2] == '\0') {
            args = true;
        } else {
            param(word);
        }
    }
    argv[argc] = NULL;
    return (int)argc;
}
