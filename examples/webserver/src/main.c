/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A web server for the files of its initrd.
 *
 *     webserver [PORT]
 */
#include <stdio.h>
#include <stdlib.h>

#include <uc/errors.h>

#include "files.h"
#include "server.h"

int main(int argc, char **argv)
{
    long port = argc > 1 ? strtol(argv[1], NULL, 10) : 80;

    if (port < 1 || port > 65535) {
        fprintf(stderr, "webserver: the port is a number from 1 to 65535\n");
        return 2;
    }
    if (files_open() < 0) {
        fprintf(stderr, "webserver: no initrd that can be read, so there is "
                        "nothing to serve\n");
        return 1;
    }
    int err = server_run((uint16_t)port);
    fprintf(stderr, "webserver: port %ld: error %d\n", port, -err);
    return 1;
}
