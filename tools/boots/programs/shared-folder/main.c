/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A folder of the host, mounted at /shared: turns "from-host" into capitals, as
 * "from-guest/capitals", with a link to it; then the conformance suite of
 * contract "fs", as TAP. With an argument, only says whether it may write.
 */
#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define UC_SUITE_FS_PATH        "/shared"
#define UC_SUITE_FS_OF_A_SERVER 1
#define UC_SUITE_FS_ROUNDS      500
#include <uc/suites/fs.h>

static FILE *opened(const char *path, const char *mode)
{
    FILE *f = fopen(path, mode);

    if (f == NULL) {
        perror(path);
        exit(2);
    }
    return f;
}

static void answer_the_host(void)
{
    FILE *in = opened("/shared/from-host", "r");
    int c;

    if (mkdir("/shared/from-guest", 0750) < 0 ||
        symlink("capitals", "/shared/from-guest/link") < 0) {
        perror("/shared/from-guest");
        exit(2);
    }
    FILE *out = opened("/shared/from-guest/capitals", "w");
    while ((c = getc(in)) != EOF) {
        putc(toupper(c), out);
    }
    fclose(in);
    if (fclose(out) != 0) {
        perror("capitals");
        exit(2);
    }
}

int main(int argc, char **argv)
{
    (void)argv;
    if (argc > 1) {
        (void)opened("/shared/from-host", "r");
        (void)opened("/shared/new", "w");
        return 0;
    }
    answer_the_host();
    return uc_test_main() == 0 ? 0 : 1;
}
