/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_HOSTED_XEN_H
#define UC_HOSTED_XEN_H

/*
 * What a test may ask of the hypervisor and the store that it is linked with.
 * The program is the guest, domain 7; the test plays the other domains. All
 * functions: context test.
 *
 * What the guest must not do ends the program: ending a grant that is none,
 * closing a port that is closed, sending by one.
 */
#include <uc/xen.h>

enum {
    UC_HOSTED_XEN_GRANTS_MAX = 2048,
    UC_HOSTED_XEN_PORTS_MAX = 64, /* lines of platform "hosted" */
};

/* Calls (run)(arg), soon, after the guest has notified (port); NULL ends it. */
void uc_hosted_xen_serve(uc_xen_port_t port, void (*run)(void *arg), void *arg);

/* Notifies the guest. Returns false where the port is closed. */
bool uc_hosted_xen_notify(uc_xen_port_t port);

/*
 * Maps the page that the guest granted to (domain) as (ref); it stays mapped,
 * and its grant cannot be ended, until unmap. NULL: no such grant, or (write)
 * where it is for reading.
 */
void *uc_hosted_xen_map(uc_xen_domid_t domain, uint32_t ref, bool write);
void uc_hosted_xen_unmap(uint32_t ref);
/* All that is mapped, as when the other domains end. */
void uc_hosted_xen_unmap_all(void);

/* The same for the time of a copy: nothing stays mapped. */
void *uc_hosted_xen_peek(uc_xen_domid_t domain, uint32_t ref, bool write);

/* The page that is granted as (ref), to whomever; NULL: none is. */
void *uc_hosted_xen_page(uint32_t ref);

/* What the guest holds: no leak where they are what they were. */
unsigned uc_hosted_xen_grants(void);
unsigned uc_hosted_xen_ports(void);

/* From now on the guest gets no more of them than that. */
void uc_hosted_xen_limit(unsigned grants, unsigned ports);

/*
 * What uc_xen_suspend answers, 0 at start. A suspension that succeeds calls
 * (elsewhere), if there is one, and then voids all ports and grants.
 */
void uc_hosted_xen_suspension(int result, void (*elsewhere)(void));

/* Of the last uc_xen_exit_by, or uc_xen_shutdown, which is a panic; -1: none.
 */
int uc_hosted_xen_shutdown_reason(void);

/*
 * Gives the guest a console, whose page is (page); there is none at start.
 * Calls (sent), if there is one, while the guest notifies the other end, as if
 * that ran beside it.
 */
void uc_hosted_xen_console(void *page, void (*sent)(void));

/*
 * The store. Paths are whole here, "/local/domain/7/device/vif/0"; the guest's
 * folder may be left out.
 */
void uc_hosted_store_write(const char *path, const char *value);
void uc_hosted_store_write_number(const char *path, uint64_t value);
/* NULL: there is none. Valid until the next write. */
const char *uc_hosted_store_read(const char *path);
uint64_t uc_hosted_store_read_number(const char *path);
void uc_hosted_store_remove(const char *path);
/* Forgets everything: nodes, watches, and what follows. */
void uc_hosted_store_reset(void);
/* Forgets what is on its way alone: both ends of the ring begin anew. */
void uc_hosted_store_restart(void);

/* Calls (changed) behind each write or removal by the guest. */
void uc_hosted_store_listen(void (*changed)(const char *path));

/* A request of the guest. Spec: Xen, public/io/xs_wire.h. */
struct uc_hosted_store_request {
    uint32_t type;
    uint32_t id;
    const char *payload; /* the path, as the guest spells it, of most */
};

/*
 * Calls (hook) with each request; true: it has answered by
 * uc_hosted_store_send, or nobody does.
 */
void uc_hosted_store_hook(
    bool (*hook)(const struct uc_hosted_store_request *request));

/* It gives away (bytes) at once at most, and then takes a while. */
void uc_hosted_store_chunk(uint32_t bytes);
/* The next (n) commits of transactions fail with EAGAIN. */
void uc_hosted_store_conflict(unsigned n);
/* Each request for (path) is answered with (error), "EACCES"; NULL: none is. */
void uc_hosted_store_fail(const char *path, const char *error);
/* It answers nothing from here on; what it is asked piles up. */
void uc_hosted_store_silence(bool silent);
/* Sends (bytes) at (data) to the guest as they are. */
void uc_hosted_store_send(const void *data, size_t bytes);
/* How many watches the guest has, and requests it has made. */
unsigned uc_hosted_store_watches(void);
unsigned uc_hosted_store_requests(void);

#endif /* UC_HOSTED_XEN_H */
