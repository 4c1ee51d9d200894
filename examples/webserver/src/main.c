/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A web server that is its own operating system: HTTP/1.1 with keep-alive and
 * pipelining, the files of the initrd, and /status.
 *
 *     webserver [port]
 */
#include <stdio.h>
#include <stdlib.h>

#include "server.h"
#include "site.h"

int main(int argc, char **argv)
{
    long port = argc > 1 ? strtol(argv[1], NULL, 10) : 80;
    long files = site_open();

    if (port < 1 || port > 65535) {
        printf("webserver: %s is no port; give one of 1 to 65535\n", argv[1]);
        return 2;
    }
    if (files < 0) {
        printf("webserver: not enough memory for the list of files\n");
        return 1;
    }
    if (files == 0) {
        printf("webserver: the initrd holds no file: every path is 404\n");
    }
    return server_run((uint16_t)port);
}
