/* SPDX-License-Identifier: BSD-3-Clause */
/* What a program may ask about interfaces, names by the stack's servers, and a
 * call that musl has no function for. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static void print_addresses(void)
{
    char text[INET6_ADDRSTRLEN];
    struct ifaddrs *first;

    if (getifaddrs(&first) != 0) {
        perror("getifaddrs");
        return;
    }
    for (const struct ifaddrs *i = first; i != NULL; i = i->ifa_next) {
        if (i->ifa_addr == NULL || i->ifa_addr->sa_family != AF_INET) {
            continue;
        }
        const struct sockaddr_in *addr = (const void *)i->ifa_addr;
        const struct sockaddr_in *mask = (const void *)i->ifa_netmask;
        printf("%s %s", i->ifa_name,
               inet_ntop(AF_INET, &addr->sin_addr, text, sizeof text));
        printf(" %s%s\n",
               inet_ntop(AF_INET, &mask->sin_addr, text, sizeof text),
               (i->ifa_flags & IFF_BROADCAST) != 0 ? " broadcast" : "");
    }
    freeifaddrs(first);
}

static void print_names(void)
{
    struct if_nameindex *all = if_nameindex();
    char name[IF_NAMESIZE] = "";

    for (unsigned i = 0; all != NULL && all[i].if_name != NULL; i++) {
        printf("%u is %s\n", all[i].if_index, all[i].if_name);
    }
    if_freenameindex(all);
    printf("net0 is %u, 1 is %s\n", if_nametoindex("net0"),
           if_indextoname(1, name));
    printf("none is %u\n", if_nametoindex("none"));
}

static void print_requests(void)
{
    struct ifreq request = {.ifr_name = "net0"};
    int socket_fd = socket(AF_INET, SOCK_DGRAM, 0);

    if (ioctl(socket_fd, SIOCGIFADDR, &request) == 0) {
        const struct sockaddr_in *addr = (const void *)&request.ifr_addr;
        printf("SIOCGIFADDR %s\n", inet_ntoa(addr->sin_addr));
    }
    if (ioctl(socket_fd, SIOCGIFMTU, &request) == 0) {
        printf("SIOCGIFMTU %d\n", request.ifr_mtu);
    }
    close(socket_fd);
}

static void resolve(const char *name)
{
    const struct addrinfo hints = {.ai_family = AF_INET,
                                   .ai_socktype = SOCK_STREAM};
    struct addrinfo *found;
    int err = getaddrinfo(name, NULL, &hints, &found);

    if (err != 0) {
        printf("%s: %s\n", name, gai_strerror(err));
        return;
    }
    const struct sockaddr_in *addr = (const void *)found->ai_addr;
    printf("%s: %s\n", name, inet_ntoa(addr->sin_addr));
    freeaddrinfo(found);
}

/* Of struct statx, the mode is the 14th half word. */
static void print_statx(const char *path)
{
    uint16_t halves[128];

    if (syscall(SYS_statx, AT_FDCWD, path, 0, 0x7ff, halves) == 0) {
        printf("%s is %s\n", path,
               S_ISDIR(halves[14]) ? "a directory" : "something else");
    }
}

int main(int argc, char **argv)
{
    if (argc > 1) {
        for (int i = 1; i < argc; i++) {
            resolve(argv[i]);
        }
        return 0;
    }
    print_addresses();
    print_names();
    print_requests();
    print_statx("/");
    resolve("four.test");
    return 0;
}
