/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Devices over real taps, in a network namespace of the test's own: a packet
 * socket is Linux' end. Skipped where this machine gives no tap.
 */
#define _GNU_SOURCE /* unshare */
#include <arpa/inet.h>
#include <net/if.h>
#include <netpacket/packet.h>
#include <sched.h>
#include <sys/socket.h>

#include "../played_linux.h"

enum {
    ETHERTYPE_TEST = 0x88b5, /* for experiments; nobody else here sends it */
    ETHERTYPE_IPV4 = 0x0800,
    ETHERTYPE_ALL = 3,
    OPTION_VNET_HEADER = 15, /* PACKET_VNET_HDR */
    BUFFER_BYTES = 9400,
    FRAME_MAX = 9400,
    PATIENCE_MS = 30000,
};

/* As asked for in the order of the boot line. */
enum {
    NAMED,
    WITH_HEADER,
    PLAIN,
    DEVICES,
};

static struct {
    const char *name;
    struct uc_netdev *dev;
    int peer;
    unsigned notified;
} ends[DEVICES] = {{"uctest0", NULL, -1, 0},
                   {"uctest1", NULL, -1, 0},
                   {"uctest2", NULL, -1, 0}};

static uint8_t buffer[BUFFER_BYTES];

static int interface_request(unsigned long request, const char *name,
                             struct ifreq *ifr)
{
    int fd = socket(AF_INET, SOCK_DGRAM, 0);

    (void)snprintf(ifr->ifr_name, sizeof ifr->ifr_name, "%s", name);
    int err = ioctl(fd, request, ifr);
    (void)close(fd);
    return err;
}

/* Whoever starts the image opens it. Returns the descriptor, or -1. */
static int open_tap(const char *name, int flags)
{
    struct if_request ifr = {.flags = (int16_t)flags};
    int fd = open("/dev/net/tun", O_RDWR);

    (void)snprintf(ifr.name, sizeof ifr.name, "%s", name);
    if (fd >= 0 && ioctl(fd, TUNSETIFF, &ifr) != 0) {
        (void)close(fd);
        return -1;
    }
    return fd;
}

/* A packet socket on interface (name), up and with room for long frames. */
static int open_peer(const char *name)
{
    struct ifreq ifr = {.ifr_mtu = 9000};
    int one = 1;
    int fd = socket(AF_PACKET, SOCK_RAW, htons(ETHERTYPE_ALL));

    if (fd < 0 || interface_request(SIOCSIFMTU, name, &ifr) != 0) {
        return -1;
    }
    ifr.ifr_flags = IFF_UP | IFF_NOARP;
    if (interface_request(SIOCSIFFLAGS, name, &ifr) != 0) {
        return -1;
    }
    struct sockaddr_ll address = {
        .sll_family = AF_PACKET,
        .sll_protocol = htons(ETHERTYPE_ALL),
        .sll_ifindex = (int)if_nametoindex(name),
    };
    if (setsockopt(fd, SOL_PACKET, OPTION_VNET_HEADER, &one, sizeof one) != 0 ||
        bind(fd, (struct sockaddr *)&address, sizeof address) != 0) {
        return -1;
    }
    return fd;
}

static void count(void *arg)
{
    ++*(unsigned *)arg;
}

static const char *set_up(void)
{
    char line[128];

    /* Without root it takes a user namespace as well. */
    if (unshare(geteuid() == 0 ? CLONE_NEWNET : CLONE_NEWUSER | CLONE_NEWNET) !=
        0) {
        return "no network namespace of its own";
    }
    int with_header =
        open_tap(ends[WITH_HEADER].name, IFF_TAP | IFF_NO_PI | IFF_VNET_HDR);
    int plain = open_tap(ends[PLAIN].name, IFF_TAP | IFF_NO_PI);
    if (with_header < 0 || plain < 0) {
        return "no tap devices here";
    }
    (void)snprintf(line, sizeof line,
                   "tap.name=%s tap.mac=02:00:00:00:00:01 "
                   "tap.fd=%d tap.mtu=9000 tap.fd=%d",
                   ends[NAMED].name, with_header, plain);
    if (uc_hosted_boot(line) != 0) {
        return NULL;
    }
    struct uc_netdev *dev = uc_netdev_first();
    for (unsigned i = 0; i < DEVICES && dev != NULL; i++, dev = dev->next) {
        ends[i].dev = dev;
        dev->notify = count;
        dev->notify_arg = &ends[i].notified;
        ends[i].peer = open_peer(ends[i].name);
        if (ends[i].peer < 0) {
            return "no packet sockets here";
        }
    }
    return NULL;
}

/* Whether there are devices; if not, the test has failed or is skipped. */
static bool ready(void)
{
    static bool done;
    static const char *missing;

    if (!done) {
        done = true;
        missing = set_up();
    }
    if (missing != NULL) {
        uc_test_skip(missing);
        return false;
    }
    UC_EXPECT(ends[PLAIN].dev != NULL);
    return ends[PLAIN].dev != NULL;
}

/* An Ethernet header to (dev) and of (type), 14 bytes. */
static void address(uint8_t *frame, const struct uc_netdev *dev, unsigned type)
{
    memcpy(frame, dev->mac, 6);
    memcpy(frame + 6, "\x02\x00\x00\x00\x00\x99", 6);
    frame[12] = (uint8_t)(type >> 8);
    frame[13] = (uint8_t)type;
}

/* What came to Linux' end: the next frame of (type). Returns its bytes. */
static ssize_t at_linux(unsigned end, unsigned type, struct vnet_header *header,
                        uint8_t *frame)
{
    struct iovec pieces[] = {{header, sizeof *header}, {frame, FRAME_MAX}};
    struct pollfd entry = {.fd = ends[end].peer, .events = POLLIN};
    ssize_t n = -1;

    do {
        if (poll(&entry, 1, PATIENCE_MS) != 1) {
            return -1;
        }
        n = readv(ends[end].peer, pieces, 2);
    } while (n >= 0 && (frame[12] != type >> 8 || frame[13] != (type & 0xff)));
    return n - (ssize_t)sizeof *header;
}

static bool from_linux(unsigned end, const struct vnet_header *header,
                       const uint8_t *frame, size_t bytes)
{
    struct iovec pieces[] = {
        {(void *)(uintptr_t)header, sizeof *header},
        {(void *)(uintptr_t)frame, bytes},
    };

    return writev(ends[end].peer, pieces, 2) ==
           (ssize_t)(sizeof *header + bytes);
}

/* The next frame of (type) that the device hands out, into (buffer). */
static bool at_image(unsigned end, unsigned type, struct uc_net_rx *got)
{
    struct uc_netdev *dev = ends[end].dev;
    const struct uc_net_rx_buffer one = {buffer, sizeof buffer, buffer};
    static bool posted[DEVICES];

    for (;;) {
        if (!posted[end] && dev->ops->rx_post(dev, &one, 1) != 1) {
            return false;
        }
        posted[end] = true;
        while (dev->ops->rx(dev, got, 1) == 0) {
            if (dev->ops->arm(dev)) {
                return false;
            }
            played_idle(((struct tap_net *)dev)->fd);
        }
        posted[end] = false;
        if (buffer[12] == type >> 8 && buffer[13] == (type & 0xff)) {
            return true;
        }
    }
}

UC_TEST(a_device_is_what_was_asked_for)
{
    struct ifreq ifr = {.ifr_flags = 0};

    if (!ready()) {
        return;
    }
    const struct uc_netdev *named = ends[NAMED].dev;
    const struct uc_netdev *header = ends[WITH_HEADER].dev;
    UC_EXPECT_MEM(named->mac, "\x02\x00\x00\x00\x00\x01", 6);
    UC_EXPECT_EQ(named->mtu, 1500);
    UC_EXPECT_EQ(named->rx_bytes_min, 1518);
    UC_EXPECT_EQ(header->mtu, 9000);
    UC_EXPECT_EQ(header->rx_bytes_min, 9018);
    const unsigned all =
        UC_NET_TX_CSUM | UC_NET_TX_TSO4 | UC_NET_TX_TSO6 | UC_NET_RX_CSUM;
    UC_EXPECT_EQ(named->offloads, all);
    UC_EXPECT_EQ(header->offloads, all);
    UC_EXPECT_EQ(ends[PLAIN].dev->offloads, 0);

    /* The address is Linux' own, but for the last bit, and a local one. */
    UC_REQUIRE(interface_request(SIOCGIFHWADDR, ends[WITH_HEADER].name, &ifr) ==
               0);
    const uint8_t *linux_mac = (const uint8_t *)ifr.ifr_hwaddr.sa_data;
    UC_EXPECT_EQ(header->mac[5], linux_mac[5] ^ 1);
    UC_EXPECT_MEM(header->mac + 1, linux_mac + 1, 4);
    UC_EXPECT_EQ(header->mac[0] & 3, 2);
}

UC_TEST(frames_reach_linux_as_they_are)
{
    for (unsigned end = 0; end < DEVICES; end++) {
        uint8_t frame[1000], got[FRAME_MAX];
        struct vnet_header header;
        void *cookie;
        if (!ready()) {
            return;
        }
        struct uc_netdev *dev = ends[end].dev;
        memset(frame, (int)(0x30 + end), sizeof frame);
        address(frame, dev, ETHERTYPE_TEST);
        const struct uc_net_piece pieces[] = {
            {frame, 10}, {frame + 10, 90}, {frame + 100, 900}};
        const struct uc_net_tx tx = {
            .pieces = pieces, .pieces_n = 3, .cookie = &ends[end]};
        UC_REQUIRE(dev->ops->tx(dev, &tx, 1) == 1);
        dev->ops->flush(dev);
        UC_EXPECT_EQ(at_linux(end, ETHERTYPE_TEST, &header, got), 1000);
        UC_EXPECT_MEM(got, frame, 1000);
        UC_EXPECT_EQ(header.gso_type, VNET_GSO_NONE);
        UC_EXPECT_EQ(header.flags & VNET_NEEDS_CSUM, 0);
        UC_EXPECT_EQ(dev->ops->reap(dev, &cookie, 1), 1);
        UC_EXPECT(cookie == &ends[end]);
    }
}

/* TCP over IPv4 with (payload) bytes; returns the length of the frame. */
static unsigned make_tcp(uint8_t *frame, const struct uc_netdev *dev,
                         unsigned payload)
{
    static const uint8_t ip[] = {0x45, 0, 0,  0, 0, 1, 0,  0, 64, 6,
                                 0,    0, 10, 0, 0, 1, 10, 0, 0,  2};
    static const uint8_t tcp[] = {0, 80, 0,    81,   0,    0, 0, 1, 0, 0,
                                  0, 1,  0x50, 0x10, 0x10, 0, 0, 0, 0, 0};
    unsigned bytes = 20 + 20 + payload;

    address(frame, dev, ETHERTYPE_IPV4);
    memcpy(frame + 14, ip, sizeof ip);
    memcpy(frame + 34, tcp, sizeof tcp);
    memset(frame + 54, 0x77, payload);
    frame[16] = (uint8_t)(bytes >> 8);
    frame[17] = (uint8_t)bytes;
    return 14 + bytes;
}

UC_TEST(linux_takes_checksum_and_segmentation_from_the_header)
{
    static uint8_t frame[FRAME_MAX], got[FRAME_MAX];

    for (unsigned end = NAMED; end <= WITH_HEADER; end++) {
        for (unsigned gso = 0; gso <= 1000; gso += 1000) {
            struct vnet_header header;
            if (!ready()) {
                return;
            }
            struct uc_netdev *dev = ends[end].dev;
            unsigned bytes = make_tcp(frame, dev, gso == 0 ? 100 : 2500);
            const struct uc_net_piece pieces[] = {{frame, 54},
                                                  {frame + 54, bytes - 54}};
            const struct uc_net_tx tx = {
                .pieces = pieces,
                .pieces_n = 2,
                .flags = UC_NET_CSUM_PARTIAL,
                .csum_start = 34,
                .csum_offset = 16,
                .gso_bytes = (uint16_t)gso,
                .header_bytes = 54,
            };
            void *cookie;
            UC_REQUIRE(dev->ops->tx(dev, &tx, 1) == 1);
            UC_EXPECT_EQ(dev->ops->reap(dev, &cookie, 1), 1);
            UC_EXPECT_EQ(at_linux(end, ETHERTYPE_IPV4, &header, got), bytes);
            UC_EXPECT_MEM(got, frame, bytes);
            UC_EXPECT_EQ(header.flags, VNET_NEEDS_CSUM);
            UC_EXPECT_EQ(header.csum_start, 34);
            UC_EXPECT_EQ(header.csum_offset, 16);
            UC_EXPECT_EQ(header.gso_type,
                         gso == 0 ? VNET_GSO_NONE : VNET_GSO_TCPV4);
            UC_EXPECT_EQ(header.gso_bytes, gso);
        }
    }
}

UC_TEST(frames_from_linux_arrive_and_wake_the_image)
{
    static const struct vnet_header empty;

    for (unsigned end = 0; end < DEVICES; end++) {
        uint8_t frame[1514];
        struct uc_net_rx got;
        if (!ready()) {
            return;
        }
        unsigned before = ends[end].notified;
        memset(frame, (int)(0x40 + end), sizeof frame);
        address(frame, ends[end].dev, ETHERTYPE_TEST);
        UC_REQUIRE(from_linux(end, &empty, frame, sizeof frame));
        UC_REQUIRE(at_image(end, ETHERTYPE_TEST, &got));
        UC_EXPECT_EQ(got.bytes, sizeof frame);
        UC_EXPECT(got.cookie == buffer);
        UC_EXPECT_EQ(got.flags & UC_NET_CSUM_PARTIAL, 0);
        UC_EXPECT_MEM(buffer, frame, sizeof frame);
        /* Nothing is left: so the next one wakes the image. */
        UC_REQUIRE(!ends[end].dev->ops->arm(ends[end].dev));
        UC_REQUIRE(from_linux(end, &empty, frame, sizeof frame));
        played_idle(((struct tap_net *)ends[end].dev)->fd);
        UC_EXPECT_GT(ends[end].notified, before);
        UC_EXPECT(at_image(end, ETHERTYPE_TEST, &got));
    }
}

/* Sum of the 16-bit words, folded, as it is when the checksum is right. */
static unsigned ones_sum(const uint8_t *bytes, unsigned n, unsigned sum)
{
    for (unsigned i = 0; i < n; i += 2) {
        sum += (unsigned)bytes[i] << 8 | (i + 1 < n ? bytes[i + 1] : 0u);
    }
    while (sum > 0xffff) {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    return sum;
}

/* Linux leaves the sum to an image that said it need not have it. */
UC_TEST(a_checksum_is_partial_with_the_header_and_complete_without)
{
    static const struct vnet_header partial = {
        .flags = VNET_NEEDS_CSUM, .csum_start = 34, .csum_offset = 16};
    static uint8_t frame[FRAME_MAX];

    for (unsigned end = 0; end < DEVICES; end++) {
        struct uc_net_rx got;
        if (!ready()) {
            return;
        }
        unsigned bytes = make_tcp(frame, ends[end].dev, 500);
        /* The pseudo header: addresses, protocol, length. */
        unsigned pseudo = ones_sum(frame + 26, 8, 6 + 520);
        frame[50] = (uint8_t)(pseudo >> 8);
        frame[51] = (uint8_t)pseudo;
        UC_REQUIRE(from_linux(end, &partial, frame, bytes));
        UC_REQUIRE(at_image(end, ETHERTYPE_IPV4, &got));
        UC_EXPECT_EQ(got.bytes, bytes);
        if (end == PLAIN) {
            UC_EXPECT_EQ(got.flags, 0);
            UC_EXPECT_EQ(
                ones_sum(buffer + 34, 520, ones_sum(buffer + 26, 8, 6 + 520)),
                0xffff);
        } else {
            UC_EXPECT_EQ(got.flags, UC_NET_CSUM_PARTIAL);
            UC_EXPECT_MEM(buffer, frame, bytes);
        }
    }
}

/* Linux' end of the tap has an MTU of 9000; of the image's, one has. */
UC_TEST(a_frame_above_the_mtu_is_dropped_not_cut)
{
    static const struct vnet_header empty;
    static uint8_t frame[8000];

    for (unsigned end = 0; end < DEVICES; end++) {
        struct uc_net_rx got;
        if (!ready()) {
            return;
        }
        address(frame, ends[end].dev, ETHERTYPE_TEST);
        UC_REQUIRE(from_linux(end, &empty, frame, sizeof frame));
        UC_REQUIRE(from_linux(end, &empty, frame, 60));
        UC_REQUIRE(at_image(end, ETHERTYPE_TEST, &got));
        UC_EXPECT_EQ(got.bytes, end == WITH_HEADER ? 8000 : 60);
        if (end == WITH_HEADER) {
            UC_REQUIRE(at_image(end, ETHERTYPE_TEST, &got));
            UC_EXPECT_EQ(got.bytes, 60);
        }
    }
}
