/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What an image makes of the network that it finds: "resolve NAME[/4|/6]..."
 * looks names up and ends; "serve" tells each change of its addresses, answers
 * any request on TCP port 80 with one page and echoes on TCP and UDP port 7.
 */
#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <uc/netstack.h>
#include <uc/plat/clock.h>
#include <uc/sched.h>

static const char page[] = "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n"
                           "Connection: close\r\n\r\nnetcheck";

static void print_address(const void *addr, int family)
{
    char text[INET6_ADDRSTRLEN];

    printf(" %s", inet_ntop(family, addr, text, sizeof text));
}

static void resolve(const char *word)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    struct addrinfo *list = NULL;
    char name[300];

    snprintf(name, sizeof name, "%s", word);
    char *slash = strchr(name, '/');
    if (slash != NULL) {
        hints.ai_family = slash[1] == '4' ? AF_INET : AF_INET6;
        *slash = '\0';
    }
    int err = getaddrinfo(name, NULL, &hints, &list);
    printf("%s:", word);
    if (err != 0) {
        printf(" %s", gai_strerror(err));
    }
    for (struct addrinfo *at = list; at != NULL; at = at->ai_next) {
        print_address(
            at->ai_family == AF_INET
                ? (void *)&((struct sockaddr_in *)(void *)at->ai_addr)->sin_addr
                : (void *)&((struct sockaddr_in6 *)(void *)at->ai_addr)
                      ->sin6_addr,
            at->ai_family);
    }
    putchar('\n');
    freeaddrinfo(list);
}

static void print_interface(const struct uc_net_interface *net)
{
    printf("addresses:");
    if (net->ipv4.family != 0) {
        print_address(net->ipv4.addr, AF_INET);
        printf("/%u", (unsigned)net->ipv4_prefix);
    }
    if (net->ipv4_gateway.family != 0) {
        printf(" via");
        print_address(net->ipv4_gateway.addr, AF_INET);
    }
    for (unsigned i = 0; i < UC_ARRAY_SIZE(net->ipv6); i++) {
        if (net->ipv6[i].family != 0) {
            print_address(net->ipv6[i].addr, AF_INET6);
        }
    }
    putchar('\n');
}

static bool same_addresses(const struct uc_net_interface *a,
                           const struct uc_net_interface *b)
{
    return memcmp(&a->ipv4, &b->ipv4, sizeof a->ipv4) == 0 &&
           memcmp(&a->ipv4_gateway, &b->ipv4_gateway, sizeof a->ipv4) == 0 &&
           memcmp(a->ipv6, b->ipv6, sizeof a->ipv6) == 0;
}

static void watch_addresses(void *arg)
{
    struct uc_net_interface before = {0};
    struct uc_net_interface now = {0};

    (void)arg;
    for (;;) {
        if (uc_net_interface(0, &now) == 0 && !same_addresses(&before, &now)) {
            print_interface(&now);
            before = now;
        }
        usleep(50000);
    }
}

static int open_socket(int type, uint16_t port)
{
    const struct sockaddr_in6 any = {.sin6_family = AF_INET6,
                                     .sin6_port = htons(port)};
    int fd = socket(AF_INET6, type, 0);

    if (bind(fd, (const struct sockaddr *)&any, sizeof any) != 0 ||
        (type == SOCK_STREAM && listen(fd, 4) != 0)) {
        perror("netcheck");
        _exit(1);
    }
    return fd;
}

static void echo_datagrams(void *arg)
{
    int fd = open_socket(SOCK_DGRAM, 7);

    (void)arg;
    for (;;) {
        char data[2048];
        struct sockaddr_in6 from;
        socklen_t len = sizeof from;
        ssize_t n =
            recvfrom(fd, data, sizeof data, 0, (struct sockaddr *)&from, &len);
        if (n >= 0) {
            (void)sendto(fd, data, (size_t)n, 0, (const struct sockaddr *)&from,
                         len);
        }
    }
}

static void echo_stream(void *arg)
{
    int listener = open_socket(SOCK_STREAM, 7);

    (void)arg;
    for (;;) {
        char data[2048];
        ssize_t n;
        int fd = accept(listener, NULL, NULL);

        while ((n = recv(fd, data, sizeof data, 0)) > 0 &&
               send(fd, data, (size_t)n, 0) == n) {
        }
        (void)close(fd);
    }
}

static int serve(void)
{
    static void (*const others[])(void *) = {watch_addresses, echo_datagrams,
                                             echo_stream};
    int listener = open_socket(SOCK_STREAM, 80);

    for (unsigned i = 0; i < UC_ARRAY_SIZE(others); i++) {
        if (uc_thread_create(NULL, NULL, others[i], NULL) != 0) {
            return 1;
        }
    }
    puts("ready");
    for (;;) {
        char request[1024];
        int fd = accept(listener, NULL, NULL);

        if (recv(fd, request, sizeof request, 0) > 0) {
            (void)send(fd, page, sizeof page - 1, 0);
        }
        (void)close(fd);
    }
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "serve") == 0) {
        return serve();
    }
    if (argc < 3 || strcmp(argv[1], "resolve") != 0) {
        puts("usage: resolve NAME... | serve");
        return 2;
    }
    if (uc_net_wait_up(uc_plat_clock_monotonic() + 60 * UC_NSEC_PER_S) != 0) {
        puts("the network does not come up");
        return 1;
    }
    for (int i = 2; i < argc; i++) {
        resolve(argv[i]);
    }
    return 0;
}
