/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Files of a program of POSIX, as it would be on Linux, but for its tests'
 * frame. Works in the directory that its argument names. Mounted are as well
 * /small, of 64 KiB, and /fixed, to be read only.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <uc/test.h>

int main(int argc, char **argv)
{
    if (argc != 2 || chdir(argv[1]) != 0) {
        perror("chdir");
        return 2;
    }
    if (mkdir("/tmp", 01777) != 0) {
        perror("/tmp");
        return 2;
    }
    return uc_test_main() == 0 ? 0 : 1;
}
