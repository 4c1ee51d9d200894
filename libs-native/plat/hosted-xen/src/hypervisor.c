/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>
#include <stdlib.h>

#include <uc/assert.h>
#include <uc/errors.h>
#include <uc/hosted.h>

#include <uc/hosted_xen.h>

struct grant {
    const void *page; /* NULL: free */
    uc_xen_domid_t peer;
    bool readonly;
    unsigned mapped;
};

struct port {
    bool open;
    bool planned;
    void (*run)(void *arg);
    void *arg;
};

static struct {
    struct grant grants[UC_HOSTED_XEN_GRANTS_MAX];
    unsigned grants_n, grants_max;
    unsigned grant_next; /* where the search for a free one begins */
    struct port ports[UC_HOSTED_XEN_PORTS_MAX];
    unsigned ports_n, ports_max;
    void *console;
    void (*console_sent)(void);
    int suspension;
    void (*elsewhere)(void);
    int reason;
} state = {
    .grants_max = UC_HOSTED_XEN_GRANTS_MAX,
    .ports_max = UC_HOSTED_XEN_PORTS_MAX,
    .reason = -1,
};

enum {
    FIRST_GRANT = 8, /* as Xen keeps them for the toolstack */
    CONSOLE_PORT = 2,
    FIRST_PORT = 3,
    DOMAINS_END = 0x7ff0,
};

static void misuse(const char *what, unsigned number)
{
    (void)fprintf(stderr, "# hosted-xen: %s %u\n", what, number);
    abort();
}

static struct grant *granted(uint32_t ref)
{
    return ref < UC_HOSTED_XEN_GRANTS_MAX && state.grants[ref].page != NULL
               ? &state.grants[ref]
               : NULL;
}

int uc_xen_grant(uc_xen_domid_t peer, const void *mem, bool readonly,
                 uc_xen_ref_t *ref)
{
    if (mem == NULL || peer >= DOMAINS_END) {
        misuse("a grant of nothing, or to nobody, domain", peer);
    }
    if (state.grants_n >= state.grants_max) {
        return -UC_ENOSPC;
    }
    for (unsigned i = 0; i < UC_HOSTED_XEN_GRANTS_MAX; i++) {
        unsigned at = (state.grant_next + i) % UC_HOSTED_XEN_GRANTS_MAX;
        if (at >= FIRST_GRANT && state.grants[at].page == NULL) {
            uintptr_t page = (uintptr_t)mem & ~(uintptr_t)(UC_PAGE_SIZE - 1);
            state.grants[at] = (struct grant){
                .page = (const void *)page, .peer = peer, .readonly = readonly};
            state.grant_next = at + 1;
            state.grants_n++;
            *ref = at;
            return 0;
        }
    }
    return -UC_ENOSPC;
}

int uc_xen_grant_end(uc_xen_ref_t ref)
{
    struct grant *grant = granted(ref);

    if (grant == NULL) {
        misuse("the guest ends a grant that is none:", ref);
    }
    if (grant->mapped > 0) {
        return -UC_EBUSY;
    }
    grant->page = NULL;
    state.grants_n--;
    return 0;
}

void *uc_hosted_xen_peek(uc_xen_domid_t domain, uint32_t ref, bool write)
{
    const struct grant *grant = granted(ref);

    if (grant == NULL || grant->peer != domain || (write && grant->readonly)) {
        return NULL;
    }
    return (void *)(uintptr_t)grant->page;
}

void *uc_hosted_xen_page(uint32_t ref)
{
    const struct grant *grant = granted(ref);

    return grant == NULL ? NULL : (void *)(uintptr_t)grant->page;
}

void *uc_hosted_xen_map(uc_xen_domid_t domain, uint32_t ref, bool write)
{
    void *page = uc_hosted_xen_peek(domain, ref, write);

    if (page != NULL) {
        state.grants[ref].mapped++;
    }
    return page;
}

void uc_hosted_xen_unmap(uint32_t ref)
{
    struct grant *grant = granted(ref);

    if (grant == NULL || grant->mapped == 0) {
        misuse("the test unmaps what is not mapped:", ref);
    }
    grant->mapped--;
}

void uc_hosted_xen_unmap_all(void)
{
    for (unsigned i = 0; i < UC_HOSTED_XEN_GRANTS_MAX; i++) {
        state.grants[i].mapped = 0;
    }
}

unsigned uc_hosted_xen_grants(void)
{
    return state.grants_n;
}

unsigned uc_hosted_xen_ports(void)
{
    return state.ports_n;
}

void uc_hosted_xen_limit(unsigned grants, unsigned ports)
{
    state.grants_max = grants;
    state.ports_max = ports;
}

static int open_port(uc_xen_port_t *port)
{
    for (unsigned i = FIRST_PORT; i < UC_HOSTED_XEN_PORTS_MAX; i++) {
        if (!state.ports[i].open && state.ports_n < state.ports_max) {
            state.ports[i] = (struct port){.open = true};
            state.ports_n++;
            *port = i;
            return 0;
        }
    }
    return -UC_ENOSPC;
}

int uc_xen_evtchn_open(uc_xen_domid_t peer, uc_xen_port_t *port)
{
    (void)peer;
    return open_port(port);
}

int uc_xen_evtchn_bind(uc_xen_domid_t peer, uc_xen_port_t remote,
                       uc_xen_port_t *port)
{
    (void)peer;
    return remote == 0 ? -UC_EINVAL : open_port(port);
}

/* The line must be free: the next owner of the port claims it. */
void uc_xen_evtchn_close(uc_xen_port_t port)
{
    if (port >= UC_HOSTED_XEN_PORTS_MAX || !state.ports[port].open) {
        misuse("the guest closes a port that is closed:", port);
    }
    if (uc_hosted_irq_fire(port)) {
        misuse("the guest closes a port before its line is free:", port);
    }
    state.ports[port].open = false;
    state.ports[port].run = NULL;
    state.ports_n--;
}

static void run_port(void *arg)
{
    struct port *port = arg;

    port->planned = false;
    if (port->run != NULL) {
        port->run(port->arg);
    }
}

void uc_xen_evtchn_send(uc_xen_port_t port)
{
    if (port >= UC_HOSTED_XEN_PORTS_MAX ||
        (port >= FIRST_PORT && !state.ports[port].open)) {
        misuse("the guest sends by a port that is closed:", port);
    }
    if (port == CONSOLE_PORT && state.console_sent != NULL) {
        state.console_sent();
    }
    if (state.ports[port].run != NULL && !state.ports[port].planned) {
        state.ports[port].planned = true;
        uc_hosted_at(uc_plat_clock_monotonic() + UC_NSEC_PER_US, run_port,
                     &state.ports[port]);
    }
}

int uc_xen_console_channel(struct uc_xen_channel *out)
{
    if (state.console == NULL) {
        return -UC_ENOENT;
    }
    *out = (struct uc_xen_channel){.page = state.console, .port = CONSOLE_PORT};
    return 0;
}

void uc_hosted_xen_console(void *page, void (*sent)(void))
{
    state.console = page;
    state.console_sent = sent;
}

void uc_hosted_xen_serve(uc_xen_port_t port, void (*run)(void *arg), void *arg)
{
    if (port >= UC_HOSTED_XEN_PORTS_MAX) {
        misuse("no such port:", port);
    }
    state.ports[port].run = run;
    state.ports[port].arg = arg;
}

bool uc_hosted_xen_notify(uc_xen_port_t port)
{
    return port < UC_HOSTED_XEN_PORTS_MAX && uc_hosted_irq_fire(port);
}

void uc_hosted_xen_suspension(int result, void (*elsewhere)(void))
{
    state.suspension = result;
    state.elsewhere = elsewhere;
}

int uc_xen_suspend(void)
{
    if (state.suspension != 0) {
        return state.suspension;
    }
    if (state.elsewhere != NULL) {
        state.elsewhere();
    }
    for (unsigned i = 0; i < UC_HOSTED_XEN_GRANTS_MAX; i++) {
        state.grants[i] = (struct grant){.page = NULL};
    }
    for (unsigned i = 0; i < UC_HOSTED_XEN_PORTS_MAX; i++) {
        if (state.ports[i].open || i < FIRST_PORT) {
            if (uc_hosted_irq_fire(i)) {
                uc_plat_irq_release(i);
            }
        }
        if (state.ports[i].open) {
            state.ports[i].open = false;
            state.ports[i].run = NULL;
        }
    }
    state.grants_n = 0;
    state.ports_n = 0;
    return 0;
}

void uc_xen_exit_by(enum uc_xen_shutdown reason)
{
    state.reason = (int)reason;
}

UC_NORETURN void uc_xen_shutdown(enum uc_xen_shutdown reason)
{
    state.reason = (int)reason;
    uc_panic("xen: shutdown, reason %d", (int)reason);
}

int uc_hosted_xen_shutdown_reason(void)
{
    return state.reason;
}
