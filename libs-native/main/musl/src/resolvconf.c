/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Who is asked for names where /etc/resolv.conf names nobody: musl asks
 * 127.0.0.1, where nobody answers in an image, and waits for that.
 */
#include "../vendor/src/network/lookup.h"

#define __get_resolv_conf musl_get_resolv_conf
/* The address is a literal there, and a pointer where the file has one. What is
 * noted has no meaning before addresses are sorted. */
#define __lookup_ipliteral(out, text, family)                                  \
    (conf->ns[0].sortkey = sizeof(text) == sizeof "127.0.0.1",                 \
     __lookup_ipliteral(out, text, family))
hidden int musl_get_resolv_conf(struct resolvconf *, char *, size_t);
/* Upstream's warnings are nobody's here. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#include "../vendor/src/network/resolvconf.c"
#pragma GCC diagnostic pop
#undef __get_resolv_conf

#include <uc/netstack.h>
#include <uc/plat/clock.h>

enum {
    UP_SECONDS = 5, /* as long as an answer is waited for */
};

static void set_server(struct address *out, const struct uc_net_addr *server)
{
    *out = (struct address){
        .family = server->family == UC_NET_IPV6 ? AF_INET6 : AF_INET,
        .scopeid = server->scope,
    };
    memcpy(out->addr, server->addr, sizeof out->addr);
}

/* By DHCP they come with the address, perhaps after the start of main(). */
static unsigned servers_of_stack(struct address out[MAXNS])
{
    struct uc_net_addr server;
    unsigned n = 0;

    (void)uc_net_wait_up(uc_plat_clock_monotonic() +
                         UP_SECONDS * UC_NSEC_PER_S);
    while (n < MAXNS && uc_net_name_server(n, &server) == 0) {
        set_server(&out[n], &server);
        n++;
    }
    return n;
}

/* With nobody to ask no time passes: EAI_AGAIN at once. */
int __get_resolv_conf(struct resolvconf *conf, char *search, size_t room)
{
    int err = musl_get_resolv_conf(conf, search, room);

    if (err < 0 || conf->ns[0].sortkey == 0) {
        return err;
    }
    struct address servers[MAXNS];
    unsigned n = UC_CONFIG_MUSL_NAME_SERVERS ? servers_of_stack(servers) : 0;

    if (n > 0) {
        memcpy(conf->ns, servers, sizeof servers);
        conf->nns = n;
    } else {
        conf->timeout = 0;
    }
    return 0;
}
