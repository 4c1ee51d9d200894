/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/console.h>
#include <uc/errors.h>
#include <uc/init.h>
#include <uc/linux/syscall.h>
#include <uc/plat/irq.h>

#include "internal.h"

static const char *reason(int err)
{
    switch (-err) {
    case UC_EPERM:
    case UC_EACCES:
        return "this user may not; once, as root: ip tuntap add dev NAME mode "
               "tap user USER";
    case UC_ENOENT:
    case UC_ENODEV:
    case UC_ENXIO:
        return "there is no /dev/net/tun; as root: modprobe tun";
    case UC_EBUSY:
        return "another process uses it";
    case UC_EBADF:
        return "no such file descriptor is open";
    case UC_EINVAL:
    case UC_ENOTTY:
        return "it is neither a tap device nor a packet socket";
    default:
        return "Linux refuses";
    }
}

static int fail(const struct tap_net_request *request, const char *what,
                int err)
{
    uc_console_print("tap-net: cannot ");
    uc_console_print(what);
    uc_console_print(request->name != NULL ? " tap " : " tap.fd");
    if (request->name != NULL) {
        uc_console_print(request->name);
    }
    uc_console_print(": ");
    uc_console_print(reason(err));
    uc_console_print("\n");
    return err;
}

/* Opens /dev/net/tun and makes it the interface that is asked for. */
static int attach(const struct tap_net_request *request)
{
    struct if_request ifr = {.flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR};
    int fd =
        uc_linux_open("/dev/net/tun", UC_LINUX_O_RDWR | UC_LINUX_O_CLOEXEC);

    if (fd < 0) {
        return fail(request, "open", fd);
    }
    for (unsigned i = 0; request->name[i] != '\0'; i++) {
        ifr.name[i] = request->name[i];
    }
    int err = uc_linux_ioctl(fd, TUNSETIFF, &ifr);
    if (err < 0) {
        uc_linux_close(fd);
        return fail(request, "attach to", err);
    }
    return fd;
}

/* The interface's address, of a packet socket that is bound to it. */
static bool packet_address(int fd, struct packet_address *address)
{
    uint32_t bytes = sizeof *address;

    return uc_linux_getsockname(fd, address, &bytes) >= 0 &&
           address->family == PACKET_FAMILY &&
           address->hardware == ARPHRD_ETHER && address->interface > 0;
}

/*
 * A packet socket on one end of a veth pair serves as a tap does, where nobody
 * may make a tap. Returns false if fd is none.
 */
static bool find_packet_header(struct tap_net *tap)
{
    struct packet_address address;
    uint32_t on = 0;
    uint32_t bytes = sizeof on;

    tap->packet = packet_address(tap->fd, &address);
    if (!tap->packet) {
        return false;
    }
    int err = uc_linux_getsockopt(tap->fd, PACKET_LEVEL, PACKET_HAS_VNET_HEADER,
                                  &on, &bytes);
    tap->vnet = err >= 0 && on != 0;
    return true;
}

/* Whoever opened the file has decided whether frames have a header. */
static int find_header(struct tap_net *tap,
                       const struct tap_net_request *request)
{
    struct if_request ifr = {.flags = 0};
    int err = uc_linux_ioctl(tap->fd, TUNGETIFF, &ifr);

    if (err < 0 && find_packet_header(tap)) {
        return 0;
    }
    if (err >= 0 &&
        (ifr.flags & (IFF_TAP | IFF_NO_PI)) != (IFF_TAP | IFF_NO_PI)) {
        err = -UC_EINVAL; /* IP frames, or with a header of another kind */
    }
    if (err < 0) {
        return fail(request, "use", err);
    }
    tap->vnet = (ifr.flags & IFF_VNET_HDR) != 0;
    return 0;
}

static void negotiate(struct tap_net *tap)
{
    int bytes = sizeof(struct vnet_header);
    /*
     * Not TUN_F_TSO4 and TUN_F_TSO6, joined segments: each frame could then be
     * of 64 KiB, and there would have to be buffers for one at all times.
     */
    unsigned long offloads = TUN_F_CSUM;

    if (tap->packet && tap->vnet) {
        /*
         * What the other end sends comes as it is; whoever made the pair has
         * switched joined segments off. The header has 10 bytes.
         */
        tap->dev.offloads =
            UC_NET_TX_CSUM | UC_NET_TX_TSO4 | UC_NET_TX_TSO6 | UC_NET_RX_CSUM;
        return;
    }
    if (!tap->vnet || uc_linux_ioctl(tap->fd, TUNSETVNETHDRSZ, &bytes) < 0) {
        return;
    }
    /* Linux takes all of these from any tap with the header. */
    tap->dev.offloads = UC_NET_TX_CSUM | UC_NET_TX_TSO4 | UC_NET_TX_TSO6;
    /* The request takes its argument by value. */
    if (uc_linux_ioctl(tap->fd, TUNSETOFFLOAD, (void *)offloads) < 0) {
        return;
    }
    tap->dev.offloads |= UC_NET_RX_CSUM;
}

static void copy_mac(uint8_t to[6], const uint8_t *from)
{
    for (unsigned i = 0; i < 6; i++) {
        to[i] = from[i];
    }
}

/*
 * The image needs another address than Linux' own end of the tap: the same, but
 * for the last bit, and marked as given locally.
 */
static int choose_mac(struct tap_net *tap,
                      const struct tap_net_request *request)
{
    struct if_request ifr = {.flags = 0};

    if (request->mac != NULL) {
        return tap_net_parse_mac(request->mac, tap->dev.mac);
    }
    if (tap->packet) {
        struct packet_address address;

        if (!packet_address(tap->fd, &address)) {
            return fail(request, "read the address of", -UC_ENODEV);
        }
        copy_mac(tap->dev.mac, address.address);
    } else {
        int err = uc_linux_ioctl(tap->fd, SIOCGIFHWADDR, &ifr);
        if (err < 0) {
            return fail(request, "read the address of", err);
        }
        copy_mac(tap->dev.mac, ifr.address.bytes);
    }
    tap->dev.mac[0] = (uint8_t)((tap->dev.mac[0] | 0x02) & 0xfe);
    tap->dev.mac[5] ^= 0x01;
    return 0;
}

int tap_net_open(struct tap_net *tap, const struct tap_net_request *request)
{
    int err = request->name != NULL ? attach(request) : request->fd;

    if (err < 0) {
        return err;
    }
    tap->fd = err;
    tap->dev.ops = &tap_net_ops;
    tap->dev.mtu = request->mtu;
    tap->dev.rx_depth = TAP_NET_DEPTH;
    /* One buffer takes the longest frame. */
    tap->dev.rx_bytes_min =
        (uint32_t)request->mtu + ETHERNET_HEADER_BYTES + VLAN_TAG_BYTES;
    err = find_header(tap, request);
    if (err < 0) {
        return err;
    }
    negotiate(tap);
    err = choose_mac(tap, request);
    if (err < 0) {
        return err;
    }
    err = uc_linux_set_nonblocking(tap->fd);
    return err < 0 ? fail(request, "use", err) : 0;
}

static void wake(void *arg)
{
    struct tap_net *tap = arg;

    uc_linux_irq_arm(tap->fd, false);
    if (tap->dev.notify != NULL) {
        tap->dev.notify(tap->dev.notify_arg);
    }
}

static int tap_net_probe(void)
{
    static struct tap_net devices[TAP_NET_DEVICES_MAX];

    for (unsigned i = 0; i < tap_net_requests_n; i++) {
        struct tap_net *tap = &devices[i];
        int err = tap_net_open(tap, &tap_net_requests[i]);
        if (err < 0) {
            return err;
        }
        err = uc_plat_irq_claim((uc_irq_t)tap->fd, wake, tap);
        if (err < 0) {
            return err;
        }
        uc_linux_irq_arm(tap->fd, false);
        uc_netdev_add(&tap->dev);
    }
    return 0;
}

UC_INIT(3, tap_net_probe);
