/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>

#include "internal.h"
#include "lwip/dns.h"
#include "lwip/mem.h"
#include "timers.h"

static bool numeric(const char *name, int family, struct uc_net_addr *out)
{
    ip_addr_t ip;

    if (!ipaddr_aton(name, &ip)) {
        return false;
    }
    lwip_addr_out(&ip, 0, family == UC_NET_IPV6, out);
    return family == 0 || out->family == family;
}

#if LWIP_DNS
static unsigned unanswered;
static bool ticking;

/* lwIP gives up on silent servers from its timer alone, and says no more of it
 * than of a name that is not there. */
void lwip_resolve_tick(void)
{
    ticking = true;
    dns_tmr();
    ticking = false;
}

bool lwip_resolve_pending(void)
{
    return unanswered > 0;
}

/* Outlives the caller where the answer comes after the deadline. */
struct query {
    struct lwip_event event;
    ip_addr_t addr;
    bool found;
    bool timed_out;
    bool done;
    bool abandoned;
};

static void answered(const char *name, const ip_addr_t *addr, void *arg)
{
    struct query *query = arg;

    (void)name;
    unanswered--;
    if (query->abandoned) {
        mem_free(query);
        return;
    }
    if (addr != NULL) {
        query->addr = *addr;
        query->found = true;
    }
    query->timed_out = ticking;
    query->done = true;
    lwip_event_signal(&query->event);
}

static int wait_for_answer(struct query *query, uc_nsec_t deadline)
{
    int err = 0;

    while (!query->done && err == 0) {
        unsigned seen = lwip_event_count(&query->event);
        lwip_core_unlock();
        err = lwip_event_wait(&query->event, seen, deadline);
        lwip_core_lock();
    }
    return query->done ? 0 : err;
}

/* One address of one family. The core lock is held, and released meanwhile. */
static int ask(const char *name, u8_t type, struct uc_net_addr *out,
               uc_nsec_t deadline)
{
    struct query *query = mem_calloc(1, sizeof *query);

    if (query == NULL) {
        return -UC_ENOMEM;
    }
    err_t err =
        dns_gethostbyname_addrtype(name, &query->addr, answered, query, type);
    query->done = err != ERR_INPROGRESS;
    query->found = err == ERR_OK;
    if (err == ERR_INPROGRESS) {
        unanswered++;
        lwip_core_wake(); /* the question itself may not have got out */
    } else if (err != ERR_OK) {
        mem_free(query);
        return err == ERR_VAL ? -UC_ENETDOWN : lwip_error(err);
    }
    if (wait_for_answer(query, deadline) < 0) {
        query->abandoned = true;
        return -UC_ETIMEDOUT;
    }
    int n = query->found ? 1 : query->timed_out ? -UC_ETIMEDOUT : -UC_ENOENT;
    if (query->found) {
        lwip_addr_out(&query->addr, 0, false, out);
    }
    mem_free(query);
    return n;
}

static int lookup(const char *name, int family, struct uc_net_addr *out,
                  unsigned max, uc_nsec_t deadline)
{
    int n = 0;
    int err = -UC_ENOENT;

    if (family != UC_NET_IPV6) {
        err = ask(name, LWIP_DNS_ADDRTYPE_IPV4, out, deadline);
        n = err > 0 ? err : 0;
        if (err == -UC_ETIMEDOUT) {
            return err; /* who is silent will not tell the other kind either */
        }
    }
    if (LWIP_IPV6 && family != UC_NET_IPV4 && (unsigned)n < max) {
        int more = ask(name, LWIP_DNS_ADDRTYPE_IPV6, out + n, deadline);
        n += more > 0 ? more : 0;
        err = more > 0 || n > 0 ? n : more;
    }
    return n > 0 ? n : err;
}
#endif

int uc_net_resolve(const char *name, int family, struct uc_net_addr *out,
                   unsigned max, uc_nsec_t deadline)
{
    struct uc_net_addr found[2];

    if (max == 0 || name[0] == '\0' || strlen(name) > DNS_MAX_NAME_LENGTH) {
        return -UC_EINVAL;
    }
    if (numeric(name, family, &found[0])) {
        out[0] = found[0];
        return 1;
    }
#if LWIP_DNS
    lwip_core_lock();
    lwip_timers_run(); /* what was known may be too old by now */
    int n = lookup(name, family, found, max < 2 ? max : 2, deadline);
    lwip_core_unlock();
    for (int i = 0; i < n; i++) {
        out[i] = found[i];
    }
    return n;
#else
    (void)deadline;
    return -UC_ENOENT;
#endif
}

int uc_net_name_server(unsigned index, struct uc_net_addr *out)
{
    int err = -UC_ENOENT;

#if LWIP_DNS
    lwip_core_lock();
    for (u8_t i = 0; i < DNS_MAX_SERVERS && err < 0; i++) {
        const ip_addr_t *server = dns_getserver(i);

        if (!ip_addr_isany(server) && index-- == 0) {
            lwip_addr_out(server, 0, false, out);
            err = 0;
        }
    }
    lwip_core_unlock();
#else
    (void)index;
    (void)out;
#endif
    return err;
}
