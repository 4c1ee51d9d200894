/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/malloc.h>

#include "describe.h"
#include "netlink.h"

/* Spec: Linux, include/uapi/linux/netlink.h, rtnetlink.h, if_link.h, if_addr.h.
 */
enum {
    NLM_F_REQUEST = 0x1,
    NLM_F_MULTI = 0x2,
    NLM_F_DUMP = 0x300,
    NLMSG_ERROR = 2,
    NLMSG_DONE = 3,
    FIRST_TYPE = 16, /* those before are the protocol's own */
    RTM_NEWLINK = 16,
    RTM_GETLINK = 18,
    RTM_NEWADDR = 20,
    RTM_GETADDR = 22,
    IFLA_ADDRESS = 1,
    IFLA_BROADCAST = 2,
    IFLA_IFNAME = 3,
    IFLA_MTU = 4,
    IFA_ADDRESS = 1,
    IFA_LOCAL = 2,
    IFA_LABEL = 3,
    IFA_BROADCAST = 4,
    RT_SCOPE_UNIVERSE = 0,
    RT_SCOPE_LINK = 253,
    IPV6_PREFIX = 64, /* of addresses that were configured by themselves */
    /* Of one interface at most: its link, and its addresses. */
    INTERFACE_BYTES = 512,
};

struct header {
    uint32_t bytes; /* with this header */
    uint16_t type;
    uint16_t flags;
    uint32_t sequence;
    uint32_t port;
};

struct link {
    uint8_t family;
    uint8_t zero;
    uint16_t type;
    int32_t index;
    uint32_t flags;
    uint32_t change;
};

struct interface_address {
    uint8_t family;
    uint8_t prefix;
    uint8_t flags;
    uint8_t scope;
    uint32_t index;
};

struct writer {
    struct posix_socket_answer out;
    size_t room;
    size_t message; /* where the one begins that is being written */
    struct header like;
};

static void put(struct writer *w, const void *data, size_t bytes)
{
    const size_t padded = UC_ALIGN_UP(bytes, (size_t)4);

    if (w->room - w->out.bytes < padded) {
        return; /* INTERFACE_BYTES has room for all that there may be */
    }
    __builtin_memcpy(w->out.data + w->out.bytes, data, bytes);
    __builtin_memset(w->out.data + w->out.bytes + bytes, 0, padded - bytes);
    w->out.bytes += padded;
}

static void begin(struct writer *w, uint16_t type, uint16_t flags)
{
    struct header header = w->like;

    header.type = type;
    header.flags = flags;
    w->message = w->out.bytes;
    put(w, &header, sizeof header);
}

static void end(struct writer *w)
{
    const uint32_t bytes = (uint32_t)(w->out.bytes - w->message);

    __builtin_memcpy(w->out.data + w->message, &bytes, sizeof bytes);
}

static void attribute(struct writer *w, uint16_t type, const void *data,
                      size_t bytes)
{
    const uint16_t head[2] = {(uint16_t)(bytes + sizeof head), type};

    put(w, head, sizeof head);
    put(w, data, bytes);
}

static void name_attribute(struct writer *w, uint16_t type,
                           const struct uc_net_interface *net)
{
    char name[sizeof net->name + 1] = "";
    size_t bytes = 0;

    while (bytes < sizeof net->name && net->name[bytes] != '\0') {
        name[bytes] = net->name[bytes];
        bytes++;
    }
    attribute(w, type, name, bytes + 1);
}

static void put_link(struct writer *w, int32_t index,
                     const struct uc_net_interface *net)
{
    static const uint8_t all[6] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
    const struct link link = {
        .type = ARPHRD_ETHER,
        .index = index,
        .flags = posix_socket_interface_flags(net),
    };
    const uint32_t mtu = net->mtu;

    begin(w, RTM_NEWLINK, NLM_F_MULTI);
    put(w, &link, sizeof link);
    name_attribute(w, IFLA_IFNAME, net);
    attribute(w, IFLA_MTU, &mtu, sizeof mtu);
    attribute(w, IFLA_ADDRESS, net->mac, sizeof net->mac);
    attribute(w, IFLA_BROADCAST, all, sizeof all);
    end(w);
}

static void put_ipv4(struct writer *w, int32_t index,
                     const struct uc_net_interface *net)
{
    const struct interface_address head = {
        .family = POSIX_SOCKET_AF_INET,
        .prefix = net->ipv4_prefix,
        .scope = RT_SCOPE_UNIVERSE,
        .index = (uint32_t)index,
    };
    uint8_t broadcast[4];

    if (net->ipv4.family == 0) {
        return;
    }
    posix_socket_broadcast(net, broadcast);
    begin(w, RTM_NEWADDR, NLM_F_MULTI);
    put(w, &head, sizeof head);
    attribute(w, IFA_ADDRESS, net->ipv4.addr, 4);
    attribute(w, IFA_LOCAL, net->ipv4.addr, 4);
    attribute(w, IFA_BROADCAST, broadcast, sizeof broadcast);
    name_attribute(w, IFA_LABEL, net);
    end(w);
}

static void put_ipv6(struct writer *w, int32_t index,
                     const struct uc_net_interface *net)
{
    for (unsigned i = 0; i < UC_ARRAY_SIZE(net->ipv6); i++) {
        const struct uc_net_addr *addr = &net->ipv6[i];
        /* Spec: RFC 4291, section 2.5.6. */
        const bool is_local =
            addr->addr[0] == 0xfe && (addr->addr[1] & 0xc0) == 0x80;
        const struct interface_address head = {
            .family = POSIX_SOCKET_AF_INET6,
            .prefix = IPV6_PREFIX,
            .scope = is_local ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE,
            .index = (uint32_t)index,
        };

        if (addr->family == 0) {
            return;
        }
        begin(w, RTM_NEWADDR, NLM_F_MULTI);
        put(w, &head, sizeof head);
        attribute(w, IFA_ADDRESS, addr->addr, sizeof addr->addr);
        end(w);
    }
}

static void put_all(struct writer *w, uint16_t type, unsigned family)
{
    const int32_t none = 0;
    struct uc_net_interface net;

    for (unsigned i = 0; w->room - w->out.bytes > 2 * INTERFACE_BYTES &&
                         uc_net_interface(i, &net) == 0;
         i++) {
        const int32_t index = (int32_t)i + POSIX_SOCKET_FIRST_INTERFACE;

        if (type == RTM_GETLINK) {
            put_link(w, index, &net);
            continue;
        }
        if (family != POSIX_SOCKET_AF_INET6) {
            put_ipv4(w, index, &net);
        }
        if (family != POSIX_SOCKET_AF_INET) {
            put_ipv6(w, index, &net);
        }
    }
    begin(w, NLMSG_DONE, NLM_F_MULTI);
    put(w, &none, sizeof none);
    end(w);
}

static void put_error(struct writer *w, const struct header *request)
{
    const int32_t error = -UC_EOPNOTSUPP;

    begin(w, NLMSG_ERROR, 0);
    put(w, &error, sizeof error);
    put(w, request, sizeof *request);
    end(w);
}

int posix_socket_answer(const uint8_t *request, size_t bytes, uint32_t port,
                        struct posix_socket_answer *answer)
{
    struct uc_net_interface net;
    struct header header;
    unsigned interfaces = 0;

    if (bytes < sizeof header) {
        return 0;
    }
    __builtin_memcpy(&header, request, sizeof header);
    if (header.bytes < sizeof header || header.bytes > bytes ||
        (header.flags & NLM_F_REQUEST) == 0 || header.type < FIRST_TYPE) {
        return 0;
    }
    while (uc_net_interface(interfaces, &net) == 0) {
        interfaces++;
    }
    struct writer w = {
        .room = (interfaces + 2) * (size_t)INTERFACE_BYTES,
        .like = {.sequence = header.sequence, .port = port},
    };
    w.out.data = uc_malloc(w.room);
    if (w.out.data == NULL) {
        return -UC_ENOMEM;
    }
    if ((header.type == RTM_GETLINK || header.type == RTM_GETADDR) &&
        (header.flags & NLM_F_DUMP) == NLM_F_DUMP) {
        put_all(&w, header.type,
                header.bytes > sizeof header ? request[sizeof header] : 0);
    } else {
        put_error(&w, &header);
    }
    uc_free(answer->data);
    *answer = w.out;
    return 0;
}

size_t posix_socket_answer_part(const struct posix_socket_answer *answer,
                                size_t room)
{
    size_t part = 0;

    while (answer->at + part < answer->bytes) {
        uint32_t bytes;

        __builtin_memcpy(&bytes, answer->data + answer->at + part,
                         sizeof bytes);
        if (part > 0 && part + bytes > room) {
            break;
        }
        part += bytes;
    }
    return part;
}
