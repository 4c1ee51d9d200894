/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/assert.h>
#include <uc/console.h>
#include <uc/errors.h>
#include <uc/init.h>
#include <uc/malloc.h>
#include <uc/plat/clock.h>

#include "xenbus.h"

UC_SET_DECLARE(xenbus_driver, struct uc_xenbus_driver);

static struct uc_xenbus_device *first;

static void look_for(const struct uc_xenbus_driver *driver);

static enum uc_xenbus_state read_state(const struct uc_xenbus_device *dev)
{
    uint64_t state;

    if (!dev->present ||
        uc_xenstore_read_number(0, dev->backend, "state", &state) < 0 ||
        state > UC_XENBUS_CLOSED) {
        return UC_XENBUS_UNKNOWN;
    }
    return (enum uc_xenbus_state)state;
}

int uc_xenbus_set_state(struct uc_xenbus_device *dev,
                        enum uc_xenbus_state state)
{
    dev->state = state;
    return uc_xenstore_write_number(0, dev->path, "state", state);
}

enum uc_xenbus_state uc_xenbus_await(struct uc_xenbus_device *dev,
                                     enum uc_xenbus_state state,
                                     uc_nsec_t deadline)
{
    for (;;) {
        enum uc_xenbus_state now = read_state(dev);
        if (now >= state || now == UC_XENBUS_UNKNOWN ||
            uc_plat_clock_monotonic() >= deadline) {
            dev->backend_state = now;
            return now;
        }
        /* The watch on the state ends this. */
        store_idle(deadline);
        store_take_events();
    }
}

/*
 * The toolstack gives a device that it makes this state, which this end has
 * left behind it: the one that it was is not there any more.
 */
static bool is_another(const struct uc_xenbus_device *dev)
{
    uint64_t state;

    return dev->state > UC_XENBUS_INITIALISING &&
           uc_xenstore_read_number(0, dev->path, "state", &state) == 0 &&
           state == UC_XENBUS_INITIALISING;
}

static void backend_changed(struct uc_xenstore_watch *watch)
{
    struct uc_xenbus_device *dev =
        UC_CONTAINER_OF(watch, struct uc_xenbus_device, watch);
    enum uc_xenbus_state state = read_state(dev);

    if (state == UC_XENBUS_INIT_WAIT && is_another(dev)) {
        look_for(dev->driver); /* which may free (dev) */
        return;
    }
    if (state != dev->backend_state || state == UC_XENBUS_CONNECTED) {
        dev->backend_state = state;
        dev->driver->backend_changed(dev, state);
    }
}

/* Appends (part) to (path), of (bytes). Returns false where it does not fit. */
static bool append(char *path, size_t bytes, const char *part)
{
    size_t at = 0;

    while (path[at] != '\0') {
        at++;
    }
    for (; *part != '\0'; part++) {
        if (at + 1 == bytes) {
            return false;
        }
        path[at++] = *part;
    }
    path[at] = '\0';
    return true;
}

/* Reads who the other end is, and watches its state. */
static int find_backend(struct uc_xenbus_device *dev)
{
    uint64_t id;
    int len = uc_xenstore_read(0, dev->path, "backend", dev->backend,
                               sizeof dev->backend);
    int err = len < 0
                  ? len
                  : uc_xenstore_read_number(0, dev->path, "backend-id", &id);
    if (err < 0) {
        return err;
    }
    if (len == 0 || id >= 0x7ff0) {
        return -UC_EINVAL;
    }
    dev->backend_id = (uc_xen_domid_t)id;
    dev->state = UC_XENBUS_UNKNOWN;
    dev->watch.path = dev->backend;
    dev->watch.changed = backend_changed;
    err = uc_xenstore_watch(&dev->watch);
    dev->present = err == 0;
    return err;
}

/* The device is not in the store any more; it may come back. */
static void lose(struct uc_xenbus_device *dev)
{
    dev->present = false;
    uc_xenstore_unwatch(&dev->watch);
    dev->backend_state = UC_XENBUS_UNKNOWN;
    dev->driver->backend_changed(dev, UC_XENBUS_UNKNOWN);
}

void uc_xenbus_leave(struct uc_xenbus_device *dev)
{
    uc_xenstore_unwatch(&dev->watch);
    dev->left = true;
}

static void give_up(struct uc_xenbus_device *dev, int err)
{
    char text[21];

    store_spell((uint64_t)-err, text);
    uc_console_print("xenbus: ");
    uc_console_print(dev->path);
    uc_console_print(": given up, error ");
    uc_console_print(text);
    uc_console_print("\n");
}

static struct uc_xenbus_device *find(const char *path)
{
    struct uc_xenbus_device *dev = first;

    while (dev != NULL && !xenbus_same_text(dev->path, path)) {
        dev = dev->next;
    }
    return dev;
}

static void add(const struct uc_xenbus_driver *driver, const char *path)
{
    struct uc_xenbus_device *dev = uc_calloc(1, sizeof *dev);

    if (dev == NULL) {
        return;
    }
    dev->driver = driver;
    (void)append(dev->path, sizeof dev->path, path);
    dev->next = first;
    first = dev;
    int err = find_backend(dev);
    if (err == 0) {
        dev->backend_state = read_state(dev);
        err = driver->probe(dev);
    }
    if (err < 0) {
        give_up(dev, err);
        uc_xenbus_leave(dev); /* not to be tried for ever */
    }
}

/* The device with (path) is in the store. */
static void seen(const struct uc_xenbus_driver *driver, const char *path)
{
    struct uc_xenbus_device *dev = find(path);

    if (dev == NULL) {
        add(driver, path);
    } else if (!dev->present && !dev->left && find_backend(dev) == 0) {
        dev->backend_state = UC_XENBUS_UNKNOWN; /* the watch tells the rest */
    }
}

static bool has_vanished(const struct uc_xenbus_device *dev)
{
    char id[8];

    return uc_xenstore_read(0, dev->path, "backend-id", id, sizeof id) ==
               -UC_ENOENT ||
           is_another(dev);
}

/* Drivers hear that theirs are gone; one that they leave may come anew. */
static void drop_vanished(const struct uc_xenbus_driver *driver)
{
    struct uc_xenbus_device **link = &first;

    while (*link != NULL) {
        struct uc_xenbus_device *dev = *link;
        bool known = dev->driver == driver && (dev->present || dev->left);
        if (!known || !has_vanished(dev)) {
            link = &dev->next;
            continue;
        }
        if (!dev->left) {
            lose(dev);
        }
        if (dev->left) {
            *link = dev->next;
            uc_free(dev);
        } else {
            link = &dev->next;
        }
    }
}

static void look_for(const struct uc_xenbus_driver *driver)
{
    char folder[16] = "device/";
    char names[128];

    if (!append(folder, sizeof folder, driver->type)) {
        return;
    }
    int bytes = uc_xenstore_list(0, folder, NULL, names, sizeof names - 1);
    names[bytes > 0 ? bytes : 0] = '\0';
    drop_vanished(driver);
    for (int at = 0; at < bytes;) {
        char path[sizeof((struct uc_xenbus_device *)0)->path] = "";
        if (append(path, sizeof path, folder) &&
            append(path, sizeof path, "/") &&
            append(path, sizeof path, names + at)) {
            seen(driver, path);
        }
        while (names[at] != '\0') {
            at++;
        }
        at++;
    }
}

static void look(struct uc_xenstore_watch *watch)
{
    (void)watch;
    UC_SET_FOREACH(xenbus_driver, struct uc_xenbus_driver, driver)
    {
        look_for(driver);
    }
}

static struct uc_xenstore_watch devices = {.path = "device", .changed = look};

void xenbus_resume(void)
{
    if (uc_xenbus_store_start() < 0) {
        uc_panic("xenbus: no store after a resumption");
    }
    store_watch_again();
    for (struct uc_xenbus_device *dev = first; dev; dev = dev->next) {
        if (dev->left) {
            continue;
        }
        /* One that has vanished may have left grants, too. */
        dev->driver->resumed(dev);
        if (!dev->present) {
            continue;
        }
        uc_xenstore_unwatch(&dev->watch);
        dev->backend_state = UC_XENBUS_UNKNOWN;
        if (find_backend(dev) < 0) {
            lose(dev);
        }
    }
}

static int xenbus_init(void)
{
    int err = uc_xenbus_store_start();

    if (err < 0) {
        uc_console_print("xenbus: no store\n");
        return 0;
    }
    look(&devices);
    err = uc_xenstore_watch(&devices);
    if (err < 0) {
        uc_console_print("xenbus: the store does not answer\n");
    } else {
        xenbus_obey_toolstack();
    }
    return 0;
}

UC_INIT(3, xenbus_init);
