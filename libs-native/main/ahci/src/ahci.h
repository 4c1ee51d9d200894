/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef AHCI_AHCI_H
#define AHCI_AHCI_H

#include <uc/blkdev.h>
#include <uc/pci.h>
#include <uc/timer.h>

#include "regs.h"

enum {
    RESTARTS_MAX = 3, /* with nothing done in between */
    TRIES_MAX = 2,    /* of a command whose transfer fails, after the first */
};

/* A command; its number is that in the command list. */
struct ahci_slot {
    struct uc_blk_request *request; /* NULL: free */
    struct ahci_slot *next;         /* while free, or not issued */
    uc_paddr_t table;
    uint32_t age; /* in ticks since it was issued */
    int verdict;  /* how it ends when the port has stopped; 0: sent again */
    uint16_t regions_n;
    uint8_t tries;
    bool queued; /* by the drive (NCQ) */
    bool writes;
};

/* What a port goes through, at start and after each error. */
enum ahci_state {
    STATE_STOPPING, /* its engine still runs */
    STATE_RESET,    /* of the link */
    STATE_LINK,     /* comes up */
    STATE_READY,    /* the drive spins up */
    STATE_IDENTIFY,
    STATE_LOG, /* tells which queued command failed */
    STATE_RUNNING,
    STATE_DEAD
};

/* What IDENTIFY DEVICE told. */
struct ahci_identity {
    uint64_t blocks;
    uint32_t block_bytes;
    uint32_t per_physical; /* blocks of a physical sector */
    uint8_t depth;         /* of the drive's queue; 0: none */
    bool wide;             /* commands have 48 bits of address */
    bool flushes_wide;
    bool cache;
    bool fua;
    bool trims;
    char serial[21];
};

struct ahci_port {
    struct uc_blkdev disk;
    struct ahci *hba;
    volatile uint8_t *regs;
    unsigned number;
    enum ahci_state state;
    uc_nsec_t deadline;    /* of the state */
    struct uc_timer timer; /* steps of a restart, else the watchdog */
    struct uc_timer polling;
    bool added;
    bool reset_link;   /* wanted when the engine has stopped */
    bool read_log;     /* likewise */
    uint8_t error;     /* of the task file, when the port failed */
    int doom;          /* not 0: given up when the engine has stopped */
    unsigned restarts; /* with nothing done in between */
    uint32_t causes;   /* that the interrupt handler saw */
    struct uc_work
        late; /* what wants no lock: a new size, the end; errors while idle */

    struct ahci_page *page;
    struct ahci_table *tables;
    struct ahci_slot *slots;
    struct ahci_slot *free;
    struct ahci_slot *waiting; /* to be issued, first come first served */
    struct ahci_slot *waiting_last;
    uint32_t issued;
    uint32_t lost;     /* were issued when the port stopped */
    uint32_t suspects; /* one of these failed: they go one by one */
    bool queued;       /* what is issued is queued by the drive */
    uint8_t slots_n;

    struct ahci_identity identity;
};

struct ahci {
    struct uc_pci_device *pci;
    volatile uint8_t *regs;
    uint32_t cap;
    bool polled; /* there is no interrupt */
    bool quiet;  /* kept from memory, for good */
    struct ahci_port *ports[PORTS_MAX];
};

extern const struct uc_blkdev_ops ahci_ops;

static inline struct ahci_port *ahci_port_of(struct uc_blkdev *disk)
{
    return UC_CONTAINER_OF(disk, struct ahci_port, disk);
}

/* memory.c */
/* Gives the port its page and lets it receive. Returns 0 or an error. */
int ahci_attach(struct ahci_port *port);
/* Slots and their tables, as many as IDENTIFY and the HBA allow. */
int ahci_make_slots(struct ahci_port *port);
/* Takes all memory back, where the port has let go of it. */
void ahci_detach(struct ahci_port *port);

/* bring_up.c */
/* Starts over, from the reset of the link; ahci_step goes on. */
void ahci_begin(struct ahci_port *port);
/* Lets the port finish what it is at, to start again or not. */
void ahci_stop(struct ahci_port *port);
/*
 * One step, without waiting: 0 when commands can be carried out, -UC_EAGAIN:
 * again soon; any other error is the end of the disk.
 */
int ahci_step(struct ahci_port *port);
bool ahci_removed(const struct ahci *hba);
/* Adds what the port's register tells to (causes), clears and returns it.
 * Context: any. */
uint32_t ahci_take_causes(struct ahci_port *port);

/* identify.c: what the page holds; any negative result: not usable. */
int ahci_read_identity(struct ahci_port *port);
/* The number of the slot whose queued command failed, or -UC_EPROTO. */
int ahci_read_log(const struct ahci_port *port, uint8_t *error);

/* commands.c */
struct ahci_command {
    uint8_t code;
    uint8_t device;
    uint16_t feature;
    uint16_t count;
    uint64_t block;
};
void ahci_put_fis(struct ahci_table *table, const struct ahci_command *command);
/* A command of our own: PAGE_BYTES to the port's page. Nothing is issued. */
void ahci_ask(struct ahci_port *port, const struct ahci_command *command);
/* Moves what waits to the drive, as far as may be now. */
void ahci_issue(struct ahci_port *port);

/* requests.c */
/* Puts a slot among those that wait to be issued. */
void ahci_wait_last(struct ahci_port *port, struct ahci_slot *slot);
void ahci_wait_first(struct ahci_port *port, struct ahci_slot *slot);
void ahci_end(struct ahci_port *port, struct ahci_slot *slot, int result);

/* recover.c; all with the disk's lock. */
void ahci_watch(struct ahci_port *port);
/* The port told of errors: finds out whose, and starts again. */
void ahci_failed(struct ahci_port *port, uint32_t causes);
/* One of (slots) failed with (error): it ends soon, or all go one by one. */
void ahci_blame(struct ahci_port *port, uint32_t slots, uint8_t error);
void ahci_restart(struct ahci_port *port, const char *why);
/* The engine has stopped: what has a verdict ends, the rest waits again. */
void ahci_stopped(struct ahci_port *port);
void ahci_end_judged(struct ahci_port *port);
void ahci_timer(struct uc_timer *timer);
void ahci_late(struct uc_work *work);
void ahci_report(const struct ahci_port *port, const char *what);

#endif /* AHCI_AHCI_H */
