/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the toolstack asks of a guest: `xl shutdown`, `xl reboot`, `xl sysrq`.
 * Spec: Xen, docs/misc/xenstore-paths.pandoc, ~/control.
 */
#include <uc/assert.h>
#include <uc/boot.h>
#include <uc/console.h>
#include <uc/pages.h>
#include <uc/sched.h>

#include "xenbus.h"

/* Where the image holds a provider of contract "pages". */
void uc_pages_stats(struct uc_pages_stats *out) UC_WEAK;

/*
 * Reads what is asked in control/(name), and takes it away, which the toolstack
 * waits for. Returns false where nothing is asked.
 */
static bool take(const char *name, char *buf, size_t bytes)
{
    return uc_xenstore_read(0, "control", name, buf, bytes) > 0 &&
           uc_xenstore_write(0, "control", name, "") == 0;
}

static void offer_features(void)
{
    (void)uc_xenstore_write(0, "control", "feature-poweroff", "1");
    (void)uc_xenstore_write(0, "control", "feature-reboot", "1");
    (void)uc_xenstore_write(0, "control", "feature-suspend", "1");
}

static void exit_image(void *arg)
{
    (void)arg;
    uc_exit(0);
}

/* What ends an image in order may wait, for disks say: it has a thread. */
static void end_in_order(enum uc_xen_shutdown reason)
{
    static const struct uc_thread_attr attr = {.name = "shutdown"};
    static bool ending;

    if (ending) {
        return;
    }
    ending = true;
    uc_xen_exit_by(reason);
    if (uc_thread_create(NULL, &attr, exit_image, NULL) < 0) {
        uc_console_print("xenbus: no memory to end in order\n");
        uc_xen_shutdown(reason);
    }
}

static void shutdown_changed(struct uc_xenstore_watch *watch)
{
    char what[16];

    (void)watch;
    if (!take("shutdown", what, sizeof what)) {
        return;
    }
    if (xenbus_same_text(what, "poweroff") || xenbus_same_text(what, "halt")) {
        end_in_order(UC_XEN_POWEROFF);
        return;
    }
    if (xenbus_same_text(what, "reboot")) {
        end_in_order(UC_XEN_REBOOT);
        return;
    }
    if (xenbus_same_text(what, "suspend")) {
        if (uc_xen_suspend() == 0) {
            xenbus_resume();
            offer_features();
        }
        return;
    }
    uc_console_print("xenbus: cannot do what the toolstack asks: ");
    uc_console_print(what);
    uc_console_print("\n");
}

static void print_memory(void)
{
    struct uc_pages_stats stats = {0};
    char number[21];

    if (uc_pages_stats != NULL) {
        uc_pages_stats(&stats);
    }
    uc_console_print("memory: ");
    store_spell(stats.free_pages * UC_PAGE_SIZE / 1024, number);
    uc_console_print(number);
    uc_console_print(" KiB free of ");
    store_spell(stats.total_pages * UC_PAGE_SIZE / 1024, number);
    uc_console_print(number);
    uc_console_print(" KiB\n");
}

/* The letters are those of Linux. */
static void sysrq_changed(struct uc_xenstore_watch *watch)
{
    char key[4];

    (void)watch;
    if (!take("sysrq", key, sizeof key)) {
        return;
    }
    switch (key[0]) {
    case 'b':
        uc_xen_shutdown(UC_XEN_REBOOT);
    case 'c':
        uc_panic("the toolstack asked for a crash");
    case 'm':
        print_memory();
        return;
    case 'o':
        uc_xen_shutdown(UC_XEN_POWEROFF);
    default:
        uc_console_print("sysrq: b reboot, c crash, m memory, o power off\n");
    }
}

static struct uc_xenstore_watch shutdown_watch = {.path = "control/shutdown",
                                                  .changed = shutdown_changed};
static struct uc_xenstore_watch sysrq_watch = {.path = "control/sysrq",
                                               .changed = sysrq_changed};

void xenbus_obey_toolstack(void)
{
    (void)uc_xenstore_watch(&shutdown_watch);
    (void)uc_xenstore_watch(&sysrq_watch);
    offer_features();
}
