/* Answers each request with one page. */
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const char answer[] = "HTTP/1.0 200 OK\r\n"
                             "Content-Type: text/plain\r\n"
                             "\r\n"
                             "Hello from a unikernel\n";

/* Reads a request up to the empty line that ends its head. */
static void read_head(int client)
{
    char head[2048];
    size_t length = 0;

    while (length < sizeof head - 1) {
        ssize_t n = recv(client, head + length, sizeof head - 1 - length, 0);

        if (n <= 0) {
            return;
        }
        length += (size_t)n;
        head[length] = '\0';
        if (strstr(head, "\r\n\r\n") != NULL) {
            return;
        }
    }
}

int main(void)
{
    struct sockaddr_in here = {
        .sin_family = AF_INET,
        .sin_port = htons(80),
    };
    int server = socket(AF_INET, SOCK_STREAM, 0);

    if (server < 0 || bind(server, (struct sockaddr *)&here, sizeof here) < 0 ||
        listen(server, 16) < 0) {
        perror("port 80");
        return 1;
    }
    puts("ready");
    for (;;) {
        int client = accept(server, NULL, NULL);

        if (client < 0) {
            perror("accept");
            return 1;
        }
        read_head(client);
        (void)send(client, answer, sizeof answer - 1, 0);
        close(client);
    }
}
