/* SPDX-License-Identifier: BSD-3-Clause */
/* main() of every test program. Fuzzers leave it out: libFuzzer has its own. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uc/hosted.h>
#include <uc/test.h>

/* Absent in a program that wants no start-up. */
extern const char uc_hook_hosted_boot[] UC_WEAK;

static UC_NORETURN void usage(const char *program)
{
    (void)fprintf(stderr, "usage: %s [--filter PART-OF-A-TEST-NAME]\n",
                  program);
    exit(2);
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "--filter") == 0) {
        uc_test_filter(argv[2]);
    } else if (argc != 1) {
        usage(argv[0]);
    }
    if (uc_hook_hosted_boot != NULL &&
        uc_hosted_boot(uc_hook_hosted_boot) < 0) {
        return 1;
    }
    int failures = uc_test_main();
    (void)fflush(stdout);
    return failures == 0 ? 0 : 1;
}
