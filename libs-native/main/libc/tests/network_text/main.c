/* SPDX-License-Identifier: BSD-3-Clause */
/* Addresses as text, and the other way. Needs no network stack. */
#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

#include <uc/test.h>

/* Spec: RFC 5952, section 4, and RFC 4291, 2.2. */
static const struct {
    const char *text;
    const char *canonical; /* NULL: not an address */
} ipv6[] = {
    {"::", "::"},
    {"::1", "::1"},
    {"1::", "1::"},
    {"2001:db8:0:0:0:0:2:1", "2001:db8::2:1"},
    {"2001:0db8::0001", "2001:db8::1"},
    {"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},
    {"2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},
    {"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},
    {"2001:DB8::A", "2001:db8::a"},
    {"::ffff:192.0.2.1", "::ffff:192.0.2.1"},
    {"64:ff9b::192.0.2.33", "64:ff9b::c000:221"},
    {"1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"},
    {"", NULL},
    {":", NULL},
    {":::", NULL},
    {"1:::2", NULL},
    {"1::2::3", NULL},
    {"1:2:3:4:5:6:7", NULL},
    {"1:2:3:4:5:6:7:8:9", NULL},
    {"1:2:3:4:5:6:7:8::", NULL},
    {"12345::", NULL},
    {"g::", NULL},
    {"1:", NULL},
    {":1", NULL},
    {"::1.2.3", NULL},
    {"::1.2.3.256", NULL},
    {"::1 ", NULL},
};

UC_TEST(ipv6_addresses_are_read_and_written_in_their_canonical_form)
{
    for (size_t i = 0; i < UC_ARRAY_SIZE(ipv6); i++) {
        struct in6_addr addr;
        char buf[INET6_ADDRSTRLEN];

        int known = inet_pton(AF_INET6, ipv6[i].text, &addr);
        UC_EXPECT_EQ(known, ipv6[i].canonical != NULL);
        if (known == 1) {
            UC_EXPECT_STR(inet_ntop(AF_INET6, &addr, buf, sizeof(buf)),
                          ipv6[i].canonical);
        }
    }
}

UC_TEST(ipv4_addresses_are_four_decimal_numbers)
{
    static const char *const wrong[] = {"",         "1",         "1.2.3",
                                        "1.2.3.4.", "1.2.3.256", "01.2.3.4",
                                        "1.2.3.4x", " 1.2.3.4",  "1..2.3"};
    struct in_addr addr;
    char buf[INET_ADDRSTRLEN];

    UC_EXPECT_EQ(inet_pton(AF_INET, "192.0.2.255", &addr), 1);
    UC_EXPECT_EQ(ntohl(addr.s_addr), 0xc00002ff);
    UC_EXPECT_STR(inet_ntop(AF_INET, &addr, buf, sizeof(buf)), "192.0.2.255");
    UC_EXPECT_STR(inet_ntoa(addr), "192.0.2.255");
    for (size_t i = 0; i < UC_ARRAY_SIZE(wrong); i++) {
        UC_EXPECT_EQ(inet_pton(AF_INET, wrong[i], &addr), 0);
    }
    errno = 0;
    UC_EXPECT(inet_ntop(AF_INET, &addr, buf, 5) == NULL);
    UC_EXPECT_EQ(errno, ENOSPC);
    UC_EXPECT_EQ(inet_pton(99, "1.2.3.4", &addr), -1);
}

UC_TEST(inet_addr_knows_the_old_spellings)
{
    UC_EXPECT_EQ(inet_addr("127.1"), htonl(0x7f000001));
    UC_EXPECT_EQ(inet_addr("0x7f.0.0.1"), htonl(0x7f000001));
    UC_EXPECT_EQ(inet_addr("10.0.258"), htonl(0x0a000102));
    UC_EXPECT_EQ(inet_addr("256.1.1.1"), INADDR_NONE);
    UC_EXPECT_EQ(inet_addr("1.2.3.4.5"), INADDR_NONE);
}

UC_TEST(byte_order_is_that_of_the_network)
{
    const uint32_t n = htonl(0x01020304);
    const uint16_t h = htons(0x0102);

    UC_EXPECT_MEM(&n, "\1\2\3\4", 4);
    UC_EXPECT_MEM(&h, "\1\2", 2);
    UC_EXPECT_EQ(ntohl(n), 0x01020304);
    UC_EXPECT_EQ(ntohs(h), 0x0102);
}
