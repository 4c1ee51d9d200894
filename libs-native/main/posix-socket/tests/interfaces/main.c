/* SPDX-License-Identifier: BSD-3-Clause */
/* What programs may ask about interfaces, of two that are made up. */
#include <string.h>

#include <uc/hosted_malloc.h>
#include <uc/malloc.h>
#include <uc/test.h>

#define uc_net_interface played_interface
#include "interfaces/answer.c"
#include "interfaces/describe.c"
#include "interfaces/ioctl.c"

int played_interface(unsigned index, struct uc_net_interface *out)
{
    static const struct uc_net_interface interfaces[] = {
        {
            .name = "net0",
            .mac = {2, 0, 0, 0, 0, 1},
            .mtu = 1500,
            .up = true,
            .ipv4 = {.family = UC_NET_IPV4, .addr = {10, 0, 130, 7}},
            .ipv4_prefix = 17,
            .ipv6 = {{.family = UC_NET_IPV6, .addr = {0xfe, 0x80, 1}},
                     {.family = UC_NET_IPV6, .addr = {0x20, 1, 2}}},
        },
        {.name = "net1", .mtu = 9000},
    };

    if (index >= UC_ARRAY_SIZE(interfaces)) {
        return -UC_ENOENT;
    }
    *out = interfaces[index];
    return 0;
}

static int ask(unsigned long request, const char *name, struct request *out)
{
    memset(out, 0, sizeof *out);
    strcpy(out->name, name);
    return posix_socket_interfaces(request, out);
}

UC_TEST(tells_by_ioctl_of_one_interface)
{
    struct request r;

    UC_EXPECT_EQ(ask(SIOCGIFADDR, "net0", &r), 0);
    UC_EXPECT_EQ(r.of.address.family, 2);
    UC_EXPECT_MEM(r.of.address.data, "\0\0\x0a\0\x82\x07", 6);
    UC_EXPECT_EQ(ask(SIOCGIFNETMASK, "net0", &r), 0);
    UC_EXPECT_MEM(r.of.address.data, "\0\0\xff\xff\x80\0", 6);
    UC_EXPECT_EQ(ask(SIOCGIFBRDADDR, "net0", &r), 0);
    UC_EXPECT_MEM(r.of.address.data, "\0\0\x0a\0\xff\xff", 6);
    UC_EXPECT_EQ(ask(SIOCGIFFLAGS, "net0", &r), 0);
    UC_EXPECT_EQ(r.of.flags, 0x1043);
    UC_EXPECT_EQ(ask(SIOCGIFFLAGS, "net1", &r), 0);
    UC_EXPECT_EQ(r.of.flags, 0x1003);
    UC_EXPECT_EQ(ask(SIOCGIFMTU, "net1", &r), 0);
    UC_EXPECT_EQ(r.of.number, 9000);
    UC_EXPECT_EQ(ask(SIOCGIFHWADDR, "net0", &r), 0);
    UC_EXPECT_EQ(r.of.address.family, 1);
    UC_EXPECT_MEM(r.of.address.data, "\2\0\0\0\0\1", 6);
    UC_EXPECT_EQ(ask(SIOCGIFINDEX, "net1", &r), 0);
    UC_EXPECT_EQ(r.of.number, 2);
    r.of.number = 1;
    UC_EXPECT_EQ(posix_socket_interfaces(SIOCGIFNAME, &r), 0);
    UC_EXPECT_STR(r.name, "net0");
}

UC_TEST(refuses_by_ioctl_what_is_not_there_or_not_to_be_changed)
{
    struct request r;

    UC_EXPECT_EQ(ask(SIOCGIFADDR, "net1", &r), -UC_EADDRNOTAVAIL);
    UC_EXPECT_EQ(ask(SIOCGIFADDR, "net", &r), -UC_ENODEV);
    UC_EXPECT_EQ(ask(SIOCGIFADDR, "net00", &r), -UC_ENODEV);
    UC_EXPECT_EQ(ask(SIOCGIFADDR, "", &r), -UC_ENODEV);
    /* A name that does not end. */
    memset(&r, 'n', sizeof r);
    UC_EXPECT_EQ(posix_socket_interfaces(SIOCGIFADDR, &r), -UC_ENODEV);
    r.of.number = 0;
    UC_EXPECT_EQ(posix_socket_interfaces(SIOCGIFNAME, &r), -UC_ENODEV);
    r.of.number = 3;
    UC_EXPECT_EQ(posix_socket_interfaces(SIOCGIFNAME, &r), -UC_ENODEV);
    UC_EXPECT_EQ(ask(0x8914, "net0", &r), -UC_EPERM); /* SIOCSIFFLAGS */
    UC_EXPECT_EQ(posix_socket_interfaces(SIOCGIFADDR, NULL), -UC_EFAULT);
    UC_EXPECT_EQ(posix_socket_interfaces(0x5401, &r), -UC_ENOTTY);
}

UC_TEST(lists_interfaces_with_an_address)
{
    struct request entries[2];
    struct list all = {sizeof entries, NULL};

    UC_EXPECT_EQ(posix_socket_interfaces(SIOCGIFCONF, &all), 0);
    UC_EXPECT_EQ((size_t)all.bytes, sizeof entries[0]);
    all = (struct list){sizeof entries, entries};
    UC_EXPECT_EQ(posix_socket_interfaces(SIOCGIFCONF, &all), 0);
    UC_EXPECT_EQ((size_t)all.bytes, sizeof entries[0]);
    UC_EXPECT_STR(entries[0].name, "net0");
    all = (struct list){sizeof entries[0] - 1, entries};
    UC_EXPECT_EQ(posix_socket_interfaces(SIOCGIFCONF, &all), 0);
    UC_EXPECT_EQ(all.bytes, 0);
    all.bytes = -1;
    UC_EXPECT_EQ(posix_socket_interfaces(SIOCGIFCONF, &all), -UC_EINVAL);
}

struct asked {
    struct header header;
    uint8_t family;
    uint8_t zero[3];
};

/* The answer to (type) of (family): types of its messages in (types). */
static size_t messages_of(uint16_t type, uint8_t family, uint16_t types[16])
{
    const struct asked asked = {
        .header = {sizeof asked, type, NLM_F_REQUEST | NLM_F_DUMP, 77, 0},
        .family = family,
    };
    struct posix_socket_answer answer = {NULL, 0, 0};
    size_t n = 0;

    UC_EXPECT_EQ(
        posix_socket_answer((const uint8_t *)&asked, sizeof asked, 9, &answer),
        0);
    while (answer.at < answer.bytes && n < 16) {
        struct header header;
        /* Room for one: the next would not fit. */
        const size_t bytes = posix_socket_answer_part(&answer, 1);

        memcpy(&header, answer.data + answer.at, sizeof header);
        UC_EXPECT_EQ(header.bytes, bytes);
        UC_EXPECT_EQ(header.sequence, 77);
        UC_EXPECT_EQ(header.port, 9);
        types[n++] = header.type;
        answer.at += bytes;
    }
    UC_EXPECT_EQ(answer.at, answer.bytes);
    answer.at = 0;
    UC_EXPECT_EQ(posix_socket_answer_part(&answer, answer.bytes), answer.bytes);
    uc_free(answer.data);
    return n;
}

UC_TEST(answers_who_lists_links_and_addresses)
{
    uint16_t types[16];

    UC_EXPECT_EQ(messages_of(RTM_GETLINK, 0, types), 3);
    UC_EXPECT_EQ(types[1], RTM_NEWLINK);
    UC_EXPECT_EQ(types[2], NLMSG_DONE);
    UC_EXPECT_EQ(messages_of(RTM_GETADDR, 0, types), 4);
    UC_EXPECT_EQ(types[2], RTM_NEWADDR);
    UC_EXPECT_EQ(messages_of(RTM_GETADDR, 2, types), 2);
    UC_EXPECT_EQ(messages_of(RTM_GETADDR, 10, types), 3);
    /* RTM_GETROUTE */
    UC_EXPECT_EQ(messages_of(26, 0, types), 1);
    UC_EXPECT_EQ(types[0], NLMSG_ERROR);
}

UC_TEST(drops_what_is_no_request)
{
    struct posix_socket_answer answer = {NULL, 0, 0};
    struct asked asked = {
        .header = {sizeof asked, RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP, 1, 0},
    };
    const uint8_t *bytes = (const uint8_t *)&asked;

    for (size_t n = 0; n < sizeof asked; n++) {
        UC_EXPECT_EQ(posix_socket_answer(bytes, n, 1, &answer), 0);
    }
    asked.header.bytes = 15;
    UC_EXPECT_EQ(posix_socket_answer(bytes, sizeof asked, 1, &answer), 0);
    asked.header.bytes = UINT32_MAX;
    UC_EXPECT_EQ(posix_socket_answer(bytes, sizeof asked, 1, &answer), 0);
    asked.header.bytes = sizeof asked;
    asked.header.flags = NLM_F_DUMP;
    UC_EXPECT_EQ(posix_socket_answer(bytes, sizeof asked, 1, &answer), 0);
    UC_EXPECT(answer.data == NULL);
    asked.header.flags = NLM_F_DUMP | NLM_F_REQUEST;
    struct uc_malloc_stats stats;
    uc_malloc_stats(&stats);
    uc_hosted_malloc_limit(stats.used_bytes);
    UC_EXPECT_EQ(posix_socket_answer(bytes, sizeof asked, 1, &answer),
                 -UC_ENOMEM);
    uc_hosted_malloc_limit(SIZE_MAX);
    UC_EXPECT(answer.data == NULL);
}
