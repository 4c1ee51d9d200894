/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A program of POSIX that waits for descriptors, as it would be on Linux, but
 * for its tests' frame: without an argument all tests; "serve" echoes on TCP
 * port 7, "datagrams" on UDP port 7.
 */
#include <string.h>

#include <uc/test.h>

#include "serve.h"

int main(int argc, char **argv)
{
    if (argc > 1) {
        return strcmp(argv[1], "serve") == 0 ? serve_streams()
                                             : serve_datagrams();
    }
    return uc_test_main() == 0 ? 0 : 1;
}
