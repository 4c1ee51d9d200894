/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef FILES_H
#define FILES_H

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <uc/test.h>

/* errno of a call that failed; 0 of one that did not. */
static inline int error_of(long result)
{
    return result == -1 ? errno : 0;
}

/* The same for calls that return a pointer. */
static inline int error_of_null(const void *result)
{
    return result == NULL ? errno : 0;
}

/* A file (path) that holds (text). */
static inline void make_file(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");

    UC_REQUIRE(f != NULL);
    UC_EXPECT_GE(fputs(text, f), 0);
    UC_EXPECT_EQ(fclose(f), 0);
}

/* Whether the first bytes of (path) are (text). */
static inline int begins_with(const char *path, const char *text)
{
    char line[256] = "";
    FILE *f = fopen(path, "r");

    UC_EXPECT(f != NULL);
    if (f == NULL) {
        return 0;
    }
    (void)fgets(line, sizeof line, f);
    fclose(f);
    return strncmp(line, text, strlen(text)) == 0;
}

#endif /* FILES_H */
