/* SPDX-License-Identifier: BSD-3-Clause */

/* Serves 256 KiB by HTTP, over whichever card the image drives. */
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static char body[256 * 1024];

static void send_all(int client, const char *data, size_t left)
{
    while (left > 0) {
        ssize_t n = send(client, data, left, 0);
        if (n <= 0) {
            return;
        }
        data += n;
        left -= (size_t)n;
    }
}

int main(void)
{
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons(80)};
    int server = socket(AF_INET, SOCK_STREAM, 0), client;
    char line[1024], head[128];

    for (size_t i = 0; i < sizeof body; i++) {
        body[i] = (char)('a' + i % 26);
    }
    snprintf(head, sizeof head,
             "HTTP/1.0 200 OK\r\nContent-Length: %zu\r\n\r\n", sizeof body);
    if (bind(server, (struct sockaddr *)&here, sizeof here) < 0 ||
        listen(server, 16) < 0) {
        perror("e1000");
        return 1;
    }
    puts("ready");
    while ((client = accept(server, NULL, NULL)) >= 0) {
        if (recv(client, line, sizeof line, 0) > 0) {
            send_all(client, head, strlen(head));
            send_all(client, body, sizeof body);
        }
        close(client);
    }
    return 1;
}
