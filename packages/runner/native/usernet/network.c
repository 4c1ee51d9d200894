/* SPDX-License-Identifier: BSD-3-Clause */
/* The namespace and its devices. Spec: rtnetlink(7), packet(7),
 * user_namespaces(7); Linux, Documentation/networking/tuntap.rst. */
#define _GNU_SOURCE
#include "usernet.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/ethtool.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/if_tun.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include <linux/veth.h>
#include <net/if.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#ifndef PACKET_IGNORE_OUTGOING
#define PACKET_IGNORE_OUTGOING 23
#endif

static const char host_end[] = "uc-host";
static const char guest_end[] = "uc-guest";

static bool write_file(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);

    if (fd < 0) {
        return false;
    }
    ssize_t len = (ssize_t)strlen(text);
    bool good = write(fd, text, (size_t)len) == len;
    close(fd);
    return good;
}

static void enter_namespace(void)
{
    char map[64];
    unsigned uid = geteuid();
    unsigned gid = getegid();

    /* Root needs no user namespace; root of a container may. */
    if (uid == 0 && unshare(CLONE_NEWNET) == 0) {
        return;
    }
    if (unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0) {
        fail("namespace unshare: %s", strerror(errno));
    }
    /* Each to itself: the image stays the user who started it. */
    snprintf(map, sizeof map, "%u %u 1", uid, uid);
    bool good = write_file("/proc/self/uid_map", map);
    snprintf(map, sizeof map, "%u %u 1", gid, gid);
    good = good && write_file("/proc/self/setgroups", "deny") &&
           write_file("/proc/self/gid_map", map);
    if (!good) {
        fail("namespace user map: %s", strerror(errno));
    }
}

/* One request to rtnetlink, as it grows. */
struct request {
    struct nlmsghdr header;
    char body[512];
};

static void *grow(struct request *r, size_t bytes)
{
    void *at = (char *)r + NLMSG_ALIGN(r->header.nlmsg_len);

    memset(at, 0, bytes);
    r->header.nlmsg_len = (uint32_t)(NLMSG_ALIGN(r->header.nlmsg_len) + bytes);
    return at;
}

static struct rtattr *attribute(struct request *r, unsigned type,
                                const void *data, size_t bytes)
{
    struct rtattr *a = grow(r, RTA_LENGTH(bytes));

    a->rta_type = (unsigned short)type;
    a->rta_len = (unsigned short)RTA_LENGTH(bytes);
    if (bytes > 0) {
        memcpy(RTA_DATA(a), data, bytes);
    }
    return a;
}

static void close_attribute(struct request *r, struct rtattr *a)
{
    a->rta_len = (unsigned short)((char *)r + r->header.nlmsg_len - (char *)a);
}

static struct request begin(unsigned type, unsigned flags)
{
    return (struct request){
        .header =
            {
                .nlmsg_len = NLMSG_HDRLEN,
                .nlmsg_type = (uint16_t)type,
                .nlmsg_flags = (uint16_t)(NLM_F_REQUEST | NLM_F_ACK | flags),
            },
    };
}

static void ask(int netlink, struct request *r, const char *what)
{
    struct {
        struct nlmsghdr header;
        struct nlmsgerr error;
        char more[1024];
    } answer;

    ssize_t got = send(netlink, r, r->header.nlmsg_len, 0);
    if (got >= 0) {
        got = recv(netlink, &answer, sizeof answer, 0);
    }
    int err = got < 0                                   ? errno
              : answer.header.nlmsg_type == NLMSG_ERROR ? -answer.error.error
                                                        : EPROTO;
    if (err == EPERM) {
        /* The namespace is there, but without the rights that belong to it. */
        fail("namespace %s: %s", what, strerror(err));
    }
    if (err == EOPNOTSUPP || err == ENODEV) {
        fail("failed %s: %s (as root: modprobe veth)", what, strerror(err));
    }
    if (err != 0) {
        fail("failed %s: %s", what, strerror(err));
    }
}

static int open_netlink(void)
{
    int netlink = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

    if (netlink < 0) {
        fail("failed rtnetlink: %s", strerror(errno));
    }
    return netlink;
}

static void make_pair(int netlink)
{
    struct request r = begin(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL);

    grow(&r, sizeof(struct ifinfomsg));
    attribute(&r, IFLA_IFNAME, host_end, sizeof host_end);
    struct rtattr *info = attribute(&r, IFLA_LINKINFO, NULL, 0);
    attribute(&r, IFLA_INFO_KIND, "veth", 4);
    struct rtattr *data = attribute(&r, IFLA_INFO_DATA, NULL, 0);
    struct rtattr *peer = attribute(&r, VETH_INFO_PEER, NULL, 0);
    grow(&r, sizeof(struct ifinfomsg));
    attribute(&r, IFLA_IFNAME, guest_end, sizeof guest_end);
    close_attribute(&r, peer);
    close_attribute(&r, data);
    close_attribute(&r, info);
    ask(netlink, &r, "making a veth pair");
}

static void bring_up(int netlink, const char *name, unsigned more_flags)
{
    struct request r = begin(RTM_NEWLINK, 0);
    struct ifinfomsg *link = grow(&r, sizeof *link);

    link->ifi_index = (int)if_nametoindex(name);
    link->ifi_flags = IFF_UP | more_flags;
    link->ifi_change = IFF_UP | more_flags;
    ask(netlink, &r, name);
}

static void set_address(int netlink, const char *device,
                        const struct network *network)
{
    struct request r = begin(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL);
    struct ifaddrmsg *ifa = grow(&r, sizeof *ifa);

    ifa->ifa_family = AF_INET;
    ifa->ifa_prefixlen = (unsigned char)network->prefix;
    ifa->ifa_index = if_nametoindex(device);
    attribute(&r, IFA_LOCAL, &network->host, sizeof network->host);
    attribute(&r, IFA_ADDRESS, &network->host, sizeof network->host);
    ask(netlink, &r, "giving an address");
}

/* Joined segments: the image takes frames of the MTU only. */
static void switch_tso_off(int fd)
{
    struct ethtool_value value = {.cmd = ETHTOOL_STSO, .data = 0};
    struct ifreq ifr = {.ifr_data = (char *)&value};

    memcpy(ifr.ifr_name, host_end, sizeof host_end);
    if (ioctl(fd, SIOCETHTOOL, &ifr) < 0) {
        fail("failed switching TSO off: %s", strerror(errno));
    }
}

/*
 * The guest's end as the image has it: whole frames, each behind the header of
 * virtio that says which checksum is missing.
 */
static int open_guest_end(void)
{
    struct sockaddr_ll address = {
        .sll_family = AF_PACKET,
        .sll_protocol = htons(ETH_P_ALL),
        .sll_ifindex = (int)if_nametoindex(guest_end),
    };
    int on = 1;
    int bytes = 4 << 20;
    /* No protocol: it takes nothing in before it is bound. */
    int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);

    if (fd < 0) {
        fail("%s packet socket: %s", errno == EPERM ? "namespace" : "failed",
             strerror(errno));
    }
    if (setsockopt(fd, SOL_PACKET, PACKET_VNET_HDR, &on, sizeof on) < 0) {
        fail("failed PACKET_VNET_HDR: %s", strerror(errno));
    }
    /* Linux before 4.20 lacks it; then IPv6's own words come back, no more. */
    (void)setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof on);
    if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof bytes) < 0) {
        (void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
    }
    if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0) {
        fail("failed binding the packet socket: %s", strerror(errno));
    }
    return fd;
}

static int make_pair_network(const struct network *network)
{
    enter_namespace();
    int netlink = open_netlink();

    /* Kernels without IPv6, or with /proc/sys read-only, do as well. */
    (void)write_file("/proc/sys/net/ipv6/conf/all/disable_ipv6", "1");
    (void)write_file("/proc/sys/net/ipv6/conf/default/disable_ipv6", "1");
    /* All connections go to one address: leave more ports for them. */
    (void)write_file("/proc/sys/net/ipv4/ip_local_port_range", "1024 65535");
    (void)write_file("/proc/sys/net/ipv4/tcp_tw_reuse", "1");
    bring_up(netlink, "lo", 0);
    make_pair(netlink);
    set_address(netlink, host_end, network);
    switch_tso_off(netlink);
    int guest = open_guest_end();
    /* Linux itself has nothing to say at the guest's end. */
    bring_up(netlink, guest_end, IFF_NOARP);
    bring_up(netlink, host_end, 0);
    close(netlink);
    return guest;
}

/* Not persistent: the device, its address and its route go with the last copy
 * of the descriptor, however its owners end. */
static int make_tap_network(const struct network *network, char name[16])
{
    struct ifreq ifr = {.ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR};
    int fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC);

    if (fd < 0) {
        fail("failed /dev/net/tun: %s", strerror(errno));
    }
    strcpy(ifr.ifr_name, "uc%d");
    if (ioctl(fd, TUNSETIFF, &ifr) < 0) {
        fail("failed making a tap device: %s", strerror(errno));
    }
    memcpy(name, ifr.ifr_name, sizeof ifr.ifr_name);
    int netlink = open_netlink();
    set_address(netlink, name, network);
    bring_up(netlink, name, 0);
    close(netlink);
    return fd;
}

int make_network(const struct network *network, char name[16])
{
    name[0] = '\0';
    switch (network->kind) {
    case NETWORK_PAIR:
        return make_pair_network(network);
    case NETWORK_TAP:
        return make_tap_network(network, name);
    case NETWORK_NONE:
        break;
    }
    return -1;
}
