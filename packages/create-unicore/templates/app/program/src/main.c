/* An ordinary program for Linux, in place of yours: counts as wc(1) does. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

static int count(const char *path)
{
    unsigned long lines = 0, words = 0, bytes = 0;
    int inside = 0;
    FILE *file = fopen(path, "r");

    if (file == NULL) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        return 1;
    }
    for (int c; (c = getc(file)) != EOF; bytes++) {
        lines += c == '\n';
        words += !isspace(c) && !inside;
        inside = !isspace(c);
    }
    fclose(file);
    printf("%lu %lu %lu %s\n", lines, words, bytes, path);
    return 0;
}

int main(int argc, char **argv)
{
    int status = 0;

    for (int i = 1; i < argc; i++) {
        status |= count(argv[i]);
    }
    return status;
}
