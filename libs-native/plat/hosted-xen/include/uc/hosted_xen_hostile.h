/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_HOSTED_XEN_HOSTILE_H
#define UC_HOSTED_XEN_HOSTILE_H

/*
 * For tests in which the other end of a device does whatever the bytes of an
 * input say: what is the same for all kinds of devices. States come out of
 * order, nodes vanish and come back, the store tells nonsense or refuses, the
 * hypervisor has no more to give, pages are kept, the image is suspended.
 */
#include <uc/hosted_input.h>
#include <uc/hosted_xen.h>
#include <uc/pages.h>
#include <uc/xenbus.h>

/* What a test tells of its device. Paths as in uc_hosted_store_write. */
struct uc_hosted_xen_device {
    const char *front;        /* folder of the guest's end, "device/vif/0" */
    const char *back;         /* of the other one */
    const char *const *nodes; /* whose values the driver reads */
    unsigned nodes_n;
    void (*plug)(void);      /* makes both, as the toolstack does */
    void (*elsewhere)(void); /* behind a suspension: plugs into a new store */
};

static inline void
uc_hosted_xen_tell_nonsense(const struct uc_hosted_xen_device *device,
                            struct uc_hosted_input *input)
{
    static const char *const values[] = {
        "",     "0",          "1",  "2",
        "-1",   "4096",       "x",  "18446744073709551615",
        "00:1", "4294967296", "/a", "99999999999999999999",
        "512",  "\xff\xff",   "3",  "00:16:3e:01:02:0g",
    };
    static char longest[400];
    uint32_t node = uc_hosted_input_byte(input) % device->nodes_n;
    uint32_t what = uc_hosted_input_byte(input) % 17;

    __builtin_memset(longest, 'a', sizeof longest - 1);
    uc_hosted_store_write(device->nodes[node],
                          what == 16 ? longest : values[what]);
}

static inline void
uc_hosted_xen_refuse(const struct uc_hosted_xen_device *device,
                     struct uc_hosted_input *input)
{
    uint32_t what = uc_hosted_input_byte(input);

    switch (what & 3) {
    case 0:
        uc_hosted_xen_limit(what >> 2, UC_HOSTED_XEN_PORTS_MAX);
        break;
    case 1:
        uc_hosted_xen_limit(UC_HOSTED_XEN_GRANTS_MAX, what >> 2 & 7);
        break;
    case 2:
        uc_hosted_store_conflict(what >> 1);
        break;
    default:
        uc_hosted_store_fail(device->nodes[(what >> 2) % device->nodes_n],
                             "EACCES");
        break;
    }
}

/* Nothing is refused any more; the store's nodes stay as they are. */
static inline void
uc_hosted_xen_relent(const struct uc_hosted_xen_device *device)
{
    uc_hosted_xen_limit(UC_HOSTED_XEN_GRANTS_MAX, UC_HOSTED_XEN_PORTS_MAX);
    uc_hosted_store_conflict(0);
    uc_hosted_store_fail(NULL, NULL);
    uc_hosted_xen_suspension(0, device->elsewhere);
}

/*
 * The other end is gone, with all that it has kept. What the driver had given
 * up because of that, a page of its own each time, is freed here; (in_use)
 * tells which grants it has yet.
 */
static inline void uc_hosted_xen_reclaim(bool (*in_use)(uint32_t ref))
{
    uc_hosted_xen_unmap_all();
    for (uint32_t ref = 1; ref < UC_HOSTED_XEN_GRANTS_MAX; ref++) {
        void *page = uc_hosted_xen_page(ref);
        if (page != NULL && !in_use(ref)) {
            (void)uc_xen_grant_end(ref);
            uc_pages_free(page, 1);
        }
    }
}

/* One thing that the other end, or the toolstack, does. */
static inline void
uc_hosted_xen_hostile_step(const struct uc_hosted_xen_device *device,
                           struct uc_hosted_input *input)
{
    uint32_t what = uc_hosted_input_byte(input);
    char state[80];

    (void)__builtin_snprintf(state, sizeof state, "%s/state", device->back);
    switch (what & 7) {
    case 0:
    case 1: /* any, and one that there is not */
        uc_hosted_store_write_number(state, what >> 3 & 7);
        break;
    case 2:
        uc_hosted_store_write_number(state, UC_XENBUS_INIT_WAIT);
        break;
    case 3:
        uc_hosted_store_remove((what >> 3) % 3 == 0   ? device->front
                               : (what >> 3) % 3 == 1 ? device->back
                                                      : state);
        break;
    case 4:
        device->plug();
        break;
    case 5:
        uc_hosted_xen_tell_nonsense(device, input);
        break;
    case 6:
        if (what & 8) {
            uc_hosted_xen_refuse(device, input);
        } else {
            uc_hosted_xen_relent(device);
        }
        break;
    default: /* comes to nothing, or the image is somewhere else */
        uc_hosted_xen_suspension((what >> 3 & 3) != 0 ? 1 : 0,
                                 device->elsewhere);
        uc_hosted_store_write("control/shutdown", "suspend");
        break;
    }
}

#endif /* UC_HOSTED_XEN_HOSTILE_H */
