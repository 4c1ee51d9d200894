/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <uc/plat/clock.h>

enum {
    TRIES = 100,
    RANDOM = 6, /* the X at the end of a template */
};

/* Other letters each time; names that are there are tried again, so that they
 * need not be secret. */
static void fill_in(char *letters)
{
    static const char alphabet[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    static uint64_t state;

    state = state * 6364136223846793005u + uc_plat_clock_monotonic() + 1;
    uint64_t value = state ^ state >> 29;
    for (unsigned i = 0; i < RANDOM; i++) {
        letters[i] = alphabet[value % (sizeof(alphabet) - 1)];
        value /= sizeof(alphabet) - 1;
    }
}

/* Where the X are; NULL with errno. */
static char *letters_of(char *template)
{
    size_t len = strlen(template);

    if (len < RANDOM || strcmp(template + len - RANDOM, "XXXXXX") != 0) {
        errno = EINVAL;
        return NULL;
    }
    return template + len - RANDOM;
}

int mkstemp(char *template)
{
    char *letters = letters_of(template);
    int fd = -1;

    for (int i = 0; letters != NULL && i < TRIES; i++) {
        fill_in(letters);
        fd = open(template, O_RDWR | O_CREAT | O_EXCL, 0600);
        if (fd >= 0 || errno != EEXIST) {
            break;
        }
    }
    return fd;
}

char *mkdtemp(char *template)
{
    char *letters = letters_of(template);

    for (int i = 0; letters != NULL && i < TRIES; i++) {
        fill_in(letters);
        if (mkdir(template, 0700) == 0) {
            return template;
        }
        if (errno != EEXIST) {
            break;
        }
    }
    return NULL;
}

/* In /tmp, where there is one, or else in the root. */
static int open_unnamed(void)
{
    char name[] = "/tmp.XXXXXX";
    int fd = open(P_tmpdir, O_TMPFILE | O_RDWR, 0600);

    if (fd < 0) {
        fd = open("/", O_TMPFILE | O_RDWR, 0600);
    }
    if (fd < 0 && errno == EOPNOTSUPP) {
        fd = mkstemp(name);
        if (fd >= 0) {
            (void)unlink(name);
        }
    }
    return fd;
}

FILE *tmpfile(void)
{
    int fd = open_unnamed();
    FILE *f = (fd < 0) ? NULL : fdopen(fd, "w+");

    if (f == NULL && fd >= 0) {
        close(fd);
        errno = ENOMEM;
    }
    return f;
}
