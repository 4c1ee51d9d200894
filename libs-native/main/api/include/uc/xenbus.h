/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_XENBUS_H
#define UC_XENBUS_H

/*
 * Contract "xenbus" 1.0, one provider: xenstore, the tree of small texts that
 * all domains and the toolstack share, and the devices that are described in
 * it. Each device has two ends, in two domains, which tell each other by their
 * states how far they are.
 *
 * Spec: Xen, docs/misc/xenstore.txt, xen/include/public/io/xenbus.h.
 */
#include <uc/set.h>
#include <uc/xen.h>

enum {
    UC_XENSTORE_PATH_MAX = 128, /* with its NUL; longer ones are refused */
    UC_XENSTORE_VALUE_MAX = 256,
};

/* 0 is none: each request for itself. */
typedef uint32_t uc_xenstore_tx_t;

/*
 * A node is named by a folder and a name in it; (name) may be NULL. Paths that
 * do not begin with a slash begin in this domain's folder.
 *
 * Errors of all: -UC_ENOENT (no such node), -UC_EACCES, -UC_E2BIG (path or
 * value too long), -UC_ETIMEDOUT (the store does not answer), -UC_EIO.
 * Context: thread or work; the image waits for the answer.
 */

/* Fills (buf) with the value and a NUL; returns its length. */
int uc_xenstore_read(uc_xenstore_tx_t tx, const char *folder, const char *name,
                     char *buf, size_t bytes);
int uc_xenstore_write(uc_xenstore_tx_t tx, const char *folder, const char *name,
                      const char *value);
int uc_xenstore_remove(uc_xenstore_tx_t tx, const char *folder,
                       const char *name);
/* Fills (buf) with names, each ended by NUL; returns their bytes. */
int uc_xenstore_list(uc_xenstore_tx_t tx, const char *folder, const char *name,
                     char *buf, size_t bytes);

/* Decimal numbers. -UC_EINVAL: the value is none. */
int uc_xenstore_read_number(uc_xenstore_tx_t tx, const char *folder,
                            const char *name, uint64_t *out);
int uc_xenstore_write_number(uc_xenstore_tx_t tx, const char *folder,
                             const char *name, uint64_t value);

/*
 * What is asked between the two with (*tx) takes effect at once or not at all.
 * uc_xenstore_end returns -UC_EAGAIN where others changed the same nodes: the
 * caller begins again.
 */
int uc_xenstore_begin(uc_xenstore_tx_t *tx);
int uc_xenstore_end(uc_xenstore_tx_t tx, bool commit);

/*
 * Calls (changed), in work context, once soon after uc_xenstore_watch and
 * whenever (path) or something below it has changed; several changes may be
 * told together. Owns: the watch stays the caller's until unwatch returns.
 */
struct uc_xenstore_watch {
    const char *path;
    void (*changed)(struct uc_xenstore_watch *watch);
    struct uc_xenstore_watch *next; /* these are the store's */
    bool fired;
};

int uc_xenstore_watch(struct uc_xenstore_watch *watch);
void uc_xenstore_unwatch(struct uc_xenstore_watch *watch);

/* Spec: Xen, xen/include/public/io/xenbus.h. */
enum uc_xenbus_state {
    UC_XENBUS_UNKNOWN = 0, /* or the node is gone */
    UC_XENBUS_INITIALISING = 1,
    UC_XENBUS_INIT_WAIT = 2,
    UC_XENBUS_INITIALISED = 3,
    UC_XENBUS_CONNECTED = 4,
    UC_XENBUS_CLOSING = 5,
    UC_XENBUS_CLOSED = 6,
};

struct uc_xenbus_driver;

/* The front end of a device: never freed while a driver has it. */
struct uc_xenbus_device {
    const struct uc_xenbus_driver *driver;
    void *driver_data;
    char path[32];                      /* "device/vif/0" */
    char backend[UC_XENSTORE_PATH_MAX]; /* the other end's folder */
    uc_xen_domid_t backend_id;
    enum uc_xenbus_state backend_state; /* as last seen */
    struct uc_xenstore_watch watch;     /* the rest is the bus's */
    enum uc_xenbus_state state;         /* of this end, as last set */
    struct uc_xenbus_device *next;
    bool present;
    bool left; /* by its driver, until it has vanished */
};

struct uc_xenbus_driver {
    const char *type; /* "vif" */
    /*
     * Takes the device (0), or leaves it: a negative error, which is reported
     * on the console. Context: thread, init level 3 or later.
     */
    int (*probe)(struct uc_xenbus_device *dev);
    /*
     * The other end has another state, or (dev->backend, backend_id) is another
     * end: behind a resumption of the image, or as the device came back.
     * CONNECTED comes again when anything in its folder changes. UNKNOWN: it is
     * gone. Context: thread or work.
     */
    void (*backend_changed)(struct uc_xenbus_device *dev,
                            enum uc_xenbus_state state);
    /*
     * The image has been suspended and resumed: ports and grants are void, all
     * is to be begun anew when the other end says INIT_WAIT. Also called while
     * the other end is gone.
     */
    void (*resumed)(struct uc_xenbus_device *dev);
};

/*
 * The driver parts from (dev), of which it hears no more. Once that has
 * vanished, one that comes under its name is probed as a new device.
 *
 * Context: backend_changed of (dev). Owns: (dev) is the bus's again.
 */
void uc_xenbus_leave(struct uc_xenbus_device *dev);

#define UC_XENBUS_DRIVER(key, ...)                                             \
    UC_SET_ENTRY(xenbus_driver, key, struct uc_xenbus_driver,                  \
                 uc_xenbus_driver_##key) = {__VA_ARGS__}

/* Sets the state of this end. Context: thread or work. */
int uc_xenbus_set_state(struct uc_xenbus_device *dev,
                        enum uc_xenbus_state state);

/*
 * Waits until the other end has reached (state) or a later one, or is gone, or
 * (deadline) has passed; returns its state. The image stands still meanwhile:
 * for probing. Context: thread.
 */
enum uc_xenbus_state uc_xenbus_await(struct uc_xenbus_device *dev,
                                     enum uc_xenbus_state state,
                                     uc_nsec_t deadline);

#endif /* UC_XENBUS_H */
