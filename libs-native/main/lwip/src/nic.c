/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/console.h>
#include <uc/malloc.h>

#include <string.h>

#include "internal.h"
#include "lwip/dhcp.h"
#include "lwip/dns.h"
#include "lwip/etharp.h"
#include "lwip/ethip6.h"
#include "netif/ethernet.h"

enum {
    DHCP_TRIES_SILENT = 3, /* after 6 seconds */
};

static struct lwip_event state_changed;

struct lwip_nic *lwip_nic_of(const struct netif *netif)
{
    for (struct lwip_nic *nic = lwip_core.nics; nic != NULL; nic = nic->next) {
        if (&nic->netif == netif) {
            return nic;
        }
    }
    return NULL;
}

static bool is_up(struct lwip_nic *nic)
{
    struct netif *netif = &nic->netif;

    if (!netif_is_up(netif) || !netif_is_link_up(netif)) {
        return false;
    }
    if (!ip4_addr_isany(netif_ip4_addr(netif))) {
        return true;
    }
#if LWIP_IPV6
    for (unsigned i = 1; i < LWIP_IPV6_NUM_ADDRESSES; i++) {
        if (ip6_addr_isvalid(netif_ip6_addr_state(netif, i))) {
            return true;
        }
    }
#endif
    return false;
}

static unsigned put_decimal(char *text, unsigned value)
{
    char digits[10];
    unsigned n = 0;

    do {
        digits[n++] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    for (unsigned i = 0; i < n; i++) {
        text[i] = digits[n - 1 - i];
    }
    return n;
}

/* "net0: 10.0.2.15/24" */
static void announce(struct lwip_nic *nic)
{
    char line[40] = "net";
    unsigned n = 3;

    n += put_decimal(line + n, nic->dev->index);
    line[n++] = ':';
    line[n++] = ' ';
    ip4addr_ntoa_r(netif_ip4_addr(&nic->netif), line + n, 16);
    n += (unsigned)strlen(line + n);
    line[n++] = '/';
    n += put_decimal(line + n,
                     lwip_prefix_of_mask(netif_ip4_netmask(&nic->netif)));
    line[n++] = '\n';
    uc_console_write(line, n);
}

void lwip_nic_dhcp_asked(struct lwip_nic *nic, unsigned tries)
{
    static const char words[] =
        ": no DHCP server answers, asking on; net.addr=ADDRESS/PREFIX gives "
        "a fixed address\n";
    char line[16 + sizeof words] = "net";
    unsigned n = 3;

    if (tries < DHCP_TRIES_SILENT || nic->dhcp_silent) {
        return;
    }
    nic->dhcp_silent = true;
    n += put_decimal(line + n, nic->dev->index);
    memcpy(line + n, words, sizeof words - 1);
    uc_console_write(line, n + sizeof words - 1);
}

static void status_changed(struct netif *netif)
{
    struct lwip_nic *nic = netif->state;

    if (netif_is_up(netif) && !ip4_addr_isany(netif_ip4_addr(netif)) &&
        !ip4_addr_cmp(netif_ip4_addr(netif), &nic->announced)) {
        nic->announced = *netif_ip4_addr(netif);
        nic->dhcp_silent = false;
        announce(nic);
    }
    lwip_event_signal(&state_changed);
}

static u16_t checksums(const struct uc_netdev *dev)
{
    /* Received segments: nic_rx.c switches the check frame by frame. */
    return dev->offloads & UC_NET_TX_CSUM
               ? NETIF_CHECKSUM_ENABLE_ALL & ~NETIF_CHECKSUM_GEN_TCP
               : NETIF_CHECKSUM_ENABLE_ALL;
}

static err_t nic_init(struct netif *netif)
{
    struct lwip_nic *nic = netif->state;
    struct uc_netdev *dev = nic->dev;

    netif->name[0] = 'e';
    netif->name[1] = 'n';
    netif->output = etharp_output;
#if LWIP_IPV6
    netif->output_ip6 = ethip6_output;
#endif
    netif->linkoutput = lwip_nic_output;
    netif->mtu = dev->mtu;
    netif->hwaddr_len = ETH_HWADDR_LEN;
    memcpy(netif->hwaddr, lwip_params.has_mac ? lwip_params.mac : dev->mac,
           ETH_HWADDR_LEN);
    netif->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP |
                   NETIF_FLAG_ETHERNET | NETIF_FLAG_LINK_UP;
#if LWIP_IPV6_MLD
    netif->flags |= NETIF_FLAG_MLD6;
#endif
    return ERR_OK;
}

#if LWIP_IPV6
static void start_ipv6(struct netif *netif, bool first)
{
    netif_create_ip6_linklocal_address(netif, 1);
    netif_set_ip6_autoconfig_enabled(netif, 1);
    if (first && lwip_params.has_addr6) {
        s8_t index;
        ip6_addr_t addr = lwip_params.addr6;
        ip6_addr_assign_zone(&addr, IP6_UNICAST, netif);
        (void)netif_add_ip6_address(netif, &addr, &index);
    }
}
#endif

/* The command line configures the first device; the others ask the network. */
static void configure(struct lwip_nic *nic, bool first)
{
    struct netif *netif = &nic->netif;

    netif_set_status_callback(netif, status_changed);
    netif_set_up(netif);
#if LWIP_IPV6
    start_ipv6(netif, first);
#endif
    if (first && lwip_params.has_addr) {
        netif_set_addr(netif, &lwip_params.addr, &lwip_params.mask,
                       &lwip_params.gateway);
    }
#if LWIP_DNS
    for (unsigned i = 0; first && i < lwip_params.dns_n; i++) {
        dns_setserver((u8_t)i, &lwip_params.dns[i]);
    }
#endif
#if LWIP_DHCP
    bool wanted = first && lwip_params.has_dhcp
                      ? lwip_params.dhcp
                      : !first || !lwip_params.has_addr;
    if (wanted) {
        (void)dhcp_start(netif);
    }
#endif
}

int lwip_nic_add(struct uc_netdev *dev)
{
    struct lwip_nic *nic = uc_calloc(1, sizeof *nic);
    struct lwip_nic **link = &lwip_core.nics;

    if (nic == NULL) {
        return -UC_ENOMEM;
    }
    nic->dev = dev;
    lwip_nic_rx_init(nic);
    if (netif_add(&nic->netif, NULL, NULL, NULL, nic, nic_init,
                  ethernet_input) == NULL) {
        uc_free(nic);
        return -UC_ENOMEM;
    }
    NETIF_SET_CHECKSUM_CTRL(&nic->netif, checksums(dev));
    while (*link != NULL) {
        link = &(*link)->next;
    }
    *link = nic;
    if (netif_default == NULL || lwip_nic_of(netif_default) == NULL) {
        netif_set_default(&nic->netif);
    }
    lwip_nic_refill(nic);
    configure(nic, dev->index == 0);
    return 0;
}

static void tell_ipv6(struct netif *netif, struct uc_net_interface *out)
{
#if LWIP_IPV6
    unsigned n = 0;

    for (unsigned i = 0; i < LWIP_IPV6_NUM_ADDRESSES; i++) {
        if (ip6_addr_isvalid(netif_ip6_addr_state(netif, i)) &&
            n < UC_ARRAY_SIZE(out->ipv6)) {
            lwip_addr_out(netif_ip_addr6(netif, i), 0, false, &out->ipv6[n++]);
        }
    }
#else
    (void)netif;
    (void)out;
#endif
}

static void tell(struct lwip_nic *nic, struct uc_net_interface *out)
{
    struct netif *netif = &nic->netif;

    *out = (struct uc_net_interface){
        .name = "net",
        .mtu = netif->mtu,
        .up = is_up(nic),
        .rx_frames = nic->rx_frames,
        .tx_frames = nic->tx_frames,
        .rx_bytes = nic->rx_bytes,
        .tx_bytes = nic->tx_bytes,
        .rx_dropped = nic->rx_dropped,
        .tx_dropped = nic->tx_dropped,
    };
    put_decimal(out->name + 3, nic->dev->index % 1000);
    memcpy(out->mac, netif->hwaddr, sizeof out->mac);
    if (!ip4_addr_isany(netif_ip4_addr(netif))) {
        lwip_addr_out(netif_ip_addr4(netif), 0, false, &out->ipv4);
        out->ipv4_prefix = lwip_prefix_of_mask(netif_ip4_netmask(netif));
    }
    if (!ip4_addr_isany(netif_ip4_gw(netif))) {
        lwip_addr_out(netif_ip_gw4(netif), 0, false, &out->ipv4_gateway);
    }
    tell_ipv6(netif, out);
}

int uc_net_interface(unsigned index, struct uc_net_interface *out)
{
    int err = -UC_ENOENT;

    lwip_core_lock();
    for (struct lwip_nic *nic = lwip_core.nics; nic != NULL; nic = nic->next) {
        if (index-- == 0) {
            tell(nic, out);
            err = 0;
            break;
        }
    }
    lwip_core_unlock();
    return err;
}

int uc_net_wait_up(uc_nsec_t deadline)
{
    int err = 0;

    if (lwip_core.nics == NULL) {
        return -UC_ENODEV;
    }
    while (err == 0) {
        unsigned seen = lwip_event_count(&state_changed);
        lwip_core_lock();
        for (struct lwip_nic *nic = lwip_core.nics; nic; nic = nic->next) {
            if (is_up(nic)) {
                lwip_core_unlock();
                return 0;
            }
        }
        lwip_core_unlock();
        err = lwip_event_wait(&state_changed, seen, deadline);
    }
    return err;
}
