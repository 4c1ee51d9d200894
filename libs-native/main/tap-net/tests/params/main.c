/* SPDX-License-Identifier: BSD-3-Clause */
#include "../played_linux.h"

#include <uc/param.h>

/*
 * The parameters of a copy whose insides a test can see: in a table instead of
 * the linker set, where those of the library stand already.
 */
#undef UC_PARAM
#define UC_PARAM(key, text, function)                                          \
    static const struct uc_param tested_##key = {.name = (text),               \
                                                 .set = (function)}
#include "../../src/params.c"

/* As boot does it. */
static int set(const char *name, const char *value)
{
    static const struct uc_param *const params[] = {
        &tested_tap_name,
        &tested_tap_fd,
        &tested_tap_mac,
        &tested_tap_mtu,
    };

    for (unsigned i = 0; i < UC_ARRAY_SIZE(params); i++) {
        if (strcmp(params[i]->name, name) == 0) {
            return params[i]->set(value);
        }
    }
    return -UC_ENOENT;
}

UC_TEST(each_name_and_descriptor_asks_for_a_device)
{
    tap_net_requests_n = 0;
    UC_EXPECT_EQ(set("tap.name", "uc0"), 0);
    UC_EXPECT_EQ(set("tap.fd", "17"), 0);
    UC_EXPECT_EQ(set("tap.mac", "02:00:00:00:00:01"), 0);
    UC_EXPECT_EQ(set("tap.mtu", "9000"), 0);
    UC_REQUIRE(tap_net_requests_n == 2);
    UC_EXPECT_STR(tap_net_requests[0].name, "uc0");
    UC_EXPECT_EQ(tap_net_requests[0].mtu, 1500);
    UC_EXPECT(tap_net_requests[0].mac == NULL);
    UC_EXPECT(tap_net_requests[1].name == NULL);
    UC_EXPECT_EQ(tap_net_requests[1].fd, 17);
    UC_EXPECT_EQ(tap_net_requests[1].mtu, 9000);
    UC_EXPECT_STR(tap_net_requests[1].mac, "02:00:00:00:00:01");
}

UC_TEST(what_belongs_to_a_device_comes_after_it)
{
    tap_net_requests_n = 0;
    UC_EXPECT_EQ(set("tap.mac", "02:00:00:00:00:01"), -UC_EINVAL);
    UC_EXPECT_EQ(set("tap.mtu", "1500"), -UC_EINVAL);
    UC_EXPECT_EQ(tap_net_requests_n, 0);
}

UC_TEST(there_are_four_devices_at_most)
{
    tap_net_requests_n = 0;
    for (unsigned i = 0; i < TAP_NET_DEVICES_MAX; i++) {
        UC_EXPECT_EQ(set("tap.fd", "3"), 0);
    }
    UC_EXPECT_EQ(set("tap.fd", "3"), -UC_ENOMEM);
    UC_EXPECT_EQ(set("tap.name", "uc0"), -UC_ENOMEM);
    UC_EXPECT_EQ(tap_net_requests_n, TAP_NET_DEVICES_MAX);
}

UC_TEST(values_that_cannot_be_are_refused)
{
    static const struct {
        const char *name;
        const char *value;
    } refused[] = {
        {"tap.name", ""},
        {"tap.name", "sixteen-letters-"},
        {"tap.fd", ""},
        {"tap.fd", "-1"},
        {"tap.fd", "3x"},
        {"tap.fd", "1048577"},
        {"tap.fd", "99999999999999999999"},
        {"tap.mtu", ""},
        {"tap.mtu", "575"},
        {"tap.mtu", "9217"},
        {"tap.mtu", "15e2"},
        {"tap.mac", ""},
        {"tap.mac", "02:00:00:00:00"},
        {"tap.mac", "02:00:00:00:00:01:02"},
        {"tap.mac", "02:00:00:00:00:0"},
        {"tap.mac", "02-00-00-00-00-01"},
        {"tap.mac", "02:00:00:00:00:0g"},
        {"tap.mac", "01:00:5e:00:00:01"},
    };

    tap_net_requests_n = 0;
    UC_REQUIRE(set("tap.fd", "1048576") == 0);
    for (unsigned i = 0; i < UC_ARRAY_SIZE(refused); i++) {
        UC_EXPECT_EQ(set(refused[i].name, refused[i].value), -UC_EINVAL);
    }
    UC_EXPECT_EQ(tap_net_requests_n, 1);
    UC_EXPECT_EQ(tap_net_requests[0].mtu, 1500);
    UC_EXPECT(tap_net_requests[0].mac == NULL);
}

UC_TEST(an_address_is_read_in_both_cases)
{
    static const uint8_t want[6] = {0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0x0f};
    uint8_t mac[6];

    UC_EXPECT_EQ(tap_net_parse_mac("aa:bB:Cc:DD:ee:0F", mac), 0);
    UC_EXPECT_MEM(mac, want, sizeof want);
}
