/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tap.name=uc0 or tap.fd=3 asks for a device each; tap.mac and tap.mtu are of
 * the one before them.
 */
#include <uc/errors.h>
#include <uc/param.h>

#include "internal.h"

struct tap_net_request tap_net_requests[TAP_NET_DEVICES_MAX];
unsigned tap_net_requests_n;

enum {
    MTU_DEFAULT = 1500,
    MTU_MIN = 576,
    MTU_MAX = 9216,
};

static int add(const char *name, int fd)
{
    if (tap_net_requests_n == TAP_NET_DEVICES_MAX) {
        return -UC_ENOMEM;
    }
    tap_net_requests[tap_net_requests_n++] = (struct tap_net_request){
        .name = name,
        .fd = fd,
        .mtu = MTU_DEFAULT,
    };
    return 0;
}

static struct tap_net_request *last(void)
{
    return tap_net_requests_n == 0 ? NULL
                                   : &tap_net_requests[tap_net_requests_n - 1];
}

/* Returns -UC_EINVAL, or the number, at most (max). */
static int number(const char *text, int max)
{
    int value = 0;

    if (*text == '\0') {
        return -UC_EINVAL;
    }
    for (; *text != '\0'; text++) {
        if (*text < '0' || *text > '9' || value > max / 10) {
            return -UC_EINVAL;
        }
        value = value * 10 + (*text - '0');
    }
    return value <= max ? value : -UC_EINVAL;
}

static int set_name(const char *value)
{
    unsigned bytes = 0;

    while (value[bytes] != '\0') {
        bytes++;
    }
    return bytes == 0 || bytes >= IF_NAME_BYTES ? -UC_EINVAL : add(value, -1);
}

static int set_fd(const char *value)
{
    int fd = number(value, 1 << 20);

    return fd < 0 ? fd : add(NULL, fd);
}

static int hex(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int tap_net_parse_mac(const char *text, uint8_t mac[6])
{
    uint8_t parsed[6];

    for (unsigned i = 0; i < sizeof parsed; i++, text += 3) {
        if (hex(text[0]) < 0 || hex(text[1]) < 0 ||
            text[2] != (i < 5 ? ':' : '\0')) {
            return -UC_EINVAL;
        }
        parsed[i] = (uint8_t)(hex(text[0]) << 4 | hex(text[1]));
    }
    if ((parsed[0] & 1) != 0) {
        return -UC_EINVAL; /* a group's address */
    }
    for (unsigned i = 0; i < sizeof parsed; i++) {
        mac[i] = parsed[i];
    }
    return 0;
}

static int set_mac(const char *value)
{
    uint8_t mac[6];

    if (last() == NULL || tap_net_parse_mac(value, mac) < 0) {
        return -UC_EINVAL;
    }
    last()->mac = value;
    return 0;
}

static int set_mtu(const char *value)
{
    int mtu = number(value, MTU_MAX);

    if (last() == NULL || mtu < MTU_MIN) {
        return -UC_EINVAL;
    }
    last()->mtu = (uint16_t)mtu;
    return 0;
}

UC_PARAM(tap_name, "tap.name", set_name);
UC_PARAM(tap_fd, "tap.fd", set_fd);
UC_PARAM(tap_mac, "tap.mac", set_mac);
UC_PARAM(tap_mtu, "tap.mtu", set_mtu);
