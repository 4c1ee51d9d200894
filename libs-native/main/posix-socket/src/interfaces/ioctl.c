/* SPDX-License-Identifier: BSD-3-Clause */
/* Spec: Linux, netdevice(7); include/uapi/linux/sockios.h, if.h. */
#include <uc/errors.h>

#include "describe.h"

enum {
    SIOCGIFNAME = 0x8910,
    SIOCGIFCONF = 0x8912,
    SIOCGIFFLAGS = 0x8913,
    SIOCGIFADDR = 0x8915,
    SIOCGIFDSTADDR = 0x8917,
    SIOCGIFBRDADDR = 0x8919,
    SIOCGIFNETMASK = 0x891b,
    SIOCGIFMETRIC = 0x891d,
    SIOCGIFMTU = 0x8921,
    SIOCGIFHWADDR = 0x8927,
    SIOCGIFINDEX = 0x8933,
    FIRST = SIOCGIFNAME,
    LAST = 0x8943, /* SIOCSIFTXQLEN, the last that sets or gets one */
    NAME_BYTES = 16,
};

/* struct sockaddr of the kernel, of AF_INET or of hardware. */
struct address {
    uint16_t family;
    uint8_t data[14];
};

/* struct ifreq. */
struct request {
    char name[NAME_BYTES];
    union {
        struct address address;
        int number;
        int16_t flags;
        unsigned long map[sizeof(long) == 8 ? 3 : 4]; /* struct ifmap */
    } of;
};

UC_STATIC_ASSERT(sizeof(struct request) == (sizeof(long) == 8 ? 40 : 32),
                 "Linux' layout");

/* struct ifconf. */
struct list {
    int bytes;
    struct request *first;
};

static bool is_named(const struct uc_net_interface *net, const char *name)
{
    unsigned i = 0;

    while (i < sizeof net->name && net->name[i] != '\0') {
        if (net->name[i] != name[i]) {
            return false;
        }
        i++;
    }
    return name[i] == '\0';
}

/* Returns the interface's number, or -UC_ENODEV. */
static int find(const char *name, struct uc_net_interface *out)
{
    for (unsigned i = 0; uc_net_interface(i, out) == 0; i++) {
        if (is_named(out, name)) {
            return (int)i + POSIX_SOCKET_FIRST_INTERFACE;
        }
    }
    return -UC_ENODEV;
}

static void set_name(char out[NAME_BYTES], const struct uc_net_interface *net)
{
    __builtin_memset(out, 0, NAME_BYTES);
    __builtin_memcpy(out, net->name, sizeof net->name);
}

static struct address address_of(const uint8_t addr[4])
{
    struct address out = {.family = POSIX_SOCKET_AF_INET};

    __builtin_memcpy(&out.data[2], addr, 4); /* behind the port */
    return out;
}

static int get_address(const struct uc_net_interface *net,
                       unsigned long request, struct address *out)
{
    uint8_t addr[4];

    if (net->ipv4.family == 0) {
        return -UC_EADDRNOTAVAIL;
    }
    __builtin_memcpy(addr, net->ipv4.addr, sizeof addr);
    if (request == SIOCGIFNETMASK) {
        posix_socket_netmask(net->ipv4_prefix, addr);
    } else if (request == SIOCGIFBRDADDR) {
        posix_socket_broadcast(net, addr);
    }
    *out = address_of(addr);
    return 0;
}

static int get(unsigned long request, struct request *arg)
{
    struct uc_net_interface net;
    int number = find(arg->name, &net);

    if (number < 0) {
        return number;
    }
    switch (request) {
    case SIOCGIFFLAGS:
        arg->of.flags = (int16_t)posix_socket_interface_flags(&net);
        return 0;
    case SIOCGIFADDR:
    case SIOCGIFDSTADDR:
    case SIOCGIFBRDADDR:
    case SIOCGIFNETMASK:
        return get_address(&net, request, &arg->of.address);
    case SIOCGIFMETRIC:
        arg->of.number = 0;
        return 0;
    case SIOCGIFMTU:
        arg->of.number = net.mtu;
        return 0;
    case SIOCGIFHWADDR:
        arg->of.address = (struct address){.family = ARPHRD_ETHER};
        __builtin_memcpy(arg->of.address.data, net.mac, sizeof net.mac);
        return 0;
    case SIOCGIFINDEX:
        arg->of.number = number;
        return 0;
    default:
        /* Names and addresses are the network stack's to give. */
        return -UC_EPERM;
    }
}

static int get_name(struct request *arg)
{
    struct uc_net_interface net;

    if (arg->of.number < POSIX_SOCKET_FIRST_INTERFACE ||
        uc_net_interface(
            (unsigned)(arg->of.number - POSIX_SOCKET_FIRST_INTERFACE), &net) <
            0) {
        return -UC_ENODEV;
    }
    set_name(arg->name, &net);
    return 0;
}

/* Those with an address of IPv4; without a buffer, how long one has to be. */
static int list(struct list *out)
{
    struct uc_net_interface net;
    size_t n = 0;

    if (out->bytes < 0) {
        return -UC_EINVAL;
    }
    for (unsigned i = 0; uc_net_interface(i, &net) == 0; i++) {
        if (net.ipv4.family == 0) {
            continue;
        }
        if (out->first != NULL) {
            if ((n + 1) * sizeof *out->first > (size_t)out->bytes) {
                break;
            }
            struct request entry = {.of = {.map = {0}}};
            set_name(entry.name, &net);
            entry.of.address = address_of(net.ipv4.addr);
            __builtin_memcpy(&out->first[n], &entry, sizeof entry);
        }
        n++;
    }
    out->bytes = (int)(n * sizeof *out->first);
    return 0;
}

int posix_socket_interfaces(unsigned long request, void *arg)
{
    if (request < FIRST || request > LAST) {
        return -UC_ENOTTY;
    }
    if (arg == NULL) {
        return -UC_EFAULT;
    }
    return request == SIOCGIFCONF   ? list(arg)
           : request == SIOCGIFNAME ? get_name(arg)
                                    : get(request, arg);
}
