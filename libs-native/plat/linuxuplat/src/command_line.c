/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * argv of the process as a command line of the image: leading words that are
 * parameters (`name=value`, where the image knows the name or the name has a
 * dot) are for the libraries, up to an optional `--`; main() gets all the rest
 * unchanged.
 */
#include <uc/param.h>
#include <uc/plat.h>

#include "internal.h"

UC_SET_DECLARE(param, struct uc_param);

static char small[512];
static char *line = small;

size_t linuxuplat_text_length(const char *text)
{
    size_t n = 0;

    while (text[n] != '\0') {
        n++;
    }
    return n;
}

/* (name) is (bytes) long, and not terminated. */
static bool is_known(const char *name, size_t bytes)
{
    UC_SET_FOREACH(param, struct uc_param, param)
    {
        size_t i = 0;
        while (i < bytes && param->name[i] == name[i]) {
            i++;
        }
        if (i == bytes && param->name[i] == '\0') {
            return true;
        }
    }
    return false;
}

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}

static bool is_parameter(const char *word)
{
    size_t bytes = 0;
    bool has_dot = false;

    while (is_name_char(word[bytes])) {
        has_dot = has_dot || (word[bytes] == '.' && bytes > 0);
        bytes++;
    }
    if (word[bytes] != '=' || bytes == 0 || word[0] == '-') {
        return false;
    }
    return has_dot || is_known(word, bytes);
}

static bool is_dashes(const char *word)
{
    return word[0] == '-' && word[1] == '-' && word[2] == '\0';
}

/* Appends (word) and a blank, quoted so that uc_boot reads the same word. */
static char *append(char *out, const char *word)
{
    *out++ = '"';
    for (; *word != '\0'; word++) {
        if (*word == '"' || *word == '\\') {
            *out++ = '\\';
        }
        *out++ = *word;
    }
    *out++ = '"';
    *out++ = ' ';
    return out;
}

void linuxuplat_command_line_init(void)
{
    char **argv = linuxuplat_start_info.argv;
    int argc = linuxuplat_start_info.argc;
    size_t room = sizeof "-- ";

    for (int i = 1; i < argc; i++) {
        room += 2 * linuxuplat_text_length(argv[i]) + sizeof "\"\" ";
    }
    if (room > sizeof small) {
        line = linuxuplat_map(room);
        if (line == NULL) {
            uc_plat_crash(); /* the kernel held these words until now */
        }
    }
    char *out = line;
    int i = 1;
    while (i < argc && is_parameter(argv[i])) {
        out = append(out, argv[i++]);
    }
    if (i < argc && is_dashes(argv[i])) {
        i++;
    }
    *out++ = '-';
    *out++ = '-';
    *out++ = ' ';
    while (i < argc) {
        out = append(out, argv[i++]);
    }
    *out = '\0';
}

char *uc_plat_command_line(void)
{
    return line;
}
