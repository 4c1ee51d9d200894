/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

char *optarg;
int optind = 1;
int opterr = 1;
int optopt;

/* Where the next option letter stands in argv[optind]; 0: at its start. */
static size_t position;

static int complain(const char *program, const char *what, char letter,
                    const char *options)
{
    optopt = letter;
    if (opterr != 0 && options[0] != ':') {
        fprintf(stderr, "%s: %s -- %c\n", program, what, letter);
    }
    return '?';
}

/* Spec: POSIX.1-2017, getopt. Options come before the operands. */
int getopt(int argc, char *const argv[], const char *options)
{
    if (optind == 0) { /* asks for a new start */
        optind = 1;
        position = 0;
    }
    if (optind >= argc || argv[optind] == NULL) {
        return -1;
    }
    const char *word = argv[optind];
    if (position == 0) {
        if (word[0] != '-' || word[1] == '\0') {
            return -1;
        }
        if (strcmp(word, "--") == 0) {
            optind++;
            return -1;
        }
        position = 1;
    }
    const char letter = word[position++];
    const char *known = (letter == ':') ? NULL : strchr(options, letter);
    const bool ends = word[position] == '\0';
    const char *rest = word + position;
    if (ends) {
        optind++;
        position = 0;
    }
    if (known == NULL) {
        return complain(argv[0], "unknown option", letter, options);
    }
    if (known[1] != ':') {
        return letter;
    }
    if (!ends) {
        optarg = (char *)(uintptr_t)rest;
        optind++;
        position = 0;
    } else if (optind < argc) {
        optarg = argv[optind++];
    } else {
        complain(argv[0], "option needs an argument", letter, options);
        return (options[0] == ':') ? ':' : '?';
    }
    return letter;
}
