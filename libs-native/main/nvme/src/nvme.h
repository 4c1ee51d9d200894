/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef NVME_NVME_H
#define NVME_NVME_H

#include <uc/blkdev.h>
#include <uc/byteorder.h>
#include <uc/pci.h>
#include <uc/timer.h>

/* Spec: NVM Express 1.4, 3.1 (register definition). */
enum {
    REG_CAP = 0x00,
    REG_CAP_HIGH = 0x04,
    REG_VERSION = 0x08,
    REG_MASK_SET = 0x0c,
    REG_MASK_CLEAR = 0x10,
    REG_CONFIG = 0x14,
    CONFIG_ENABLE = 1 << 0,
    CONFIG_SIZES = 6 << 16 | 4 << 20, /* of entries: 64 and 16 bytes */
    REG_STATUS = 0x1c,
    STATUS_READY = 1 << 0,
    STATUS_FATAL = 1 << 1,
    REG_ADMIN_SIZES = 0x24,
    REG_ADMIN_SUBMISSION = 0x28,
    REG_ADMIN_COMPLETION = 0x30,
    REG_DOORBELLS = 0x1000,
};

/* Spec: NVM Express 1.4, 5 (admin commands) and 6 (NVM commands). */
enum {
    ADMIN_CREATE_SUBMISSION = 0x01,
    ADMIN_CREATE_COMPLETION = 0x05,
    ADMIN_IDENTIFY = 0x06,
    ADMIN_ABORT = 0x08,
    ADMIN_SET_FEATURES = 0x09,
    IDENTIFY_NAMESPACE = 0,
    IDENTIFY_CONTROLLER = 1,
    IDENTIFY_LIST = 2,
    FEATURE_QUEUES = 7,
    QUEUE_CONTIGUOUS = 1 << 0,
    QUEUE_INTERRUPTS = 1 << 1,

    NVM_FLUSH = 0x00,
    NVM_WRITE = 0x01,
    NVM_READ = 0x02,
    NVM_ZERO = 0x08,
    NVM_DATASET = 0x09,
    NVM_FUA = 1 << 30,
    NVM_DEALLOCATE = 1 << 25,
    DATASET_DEALLOCATE = 1 << 2,
};

struct nvme_command {
    uint8_t opcode;
    uint8_t flags;
    uc_le16 id;
    uc_le32 namespace;
    uc_le32 reserved[4];
    uc_le64 prp[2];
    uc_le32 words[6]; /* 10 to 15 */
};

struct nvme_completion {
    uc_le32 result;
    uc_le32 reserved;
    uc_le16 head;
    uc_le16 queue;
    uc_le16 id;
    uc_le16 status; /* bit 0 is the phase */
};

struct nvme_range {
    uc_le32 attributes;
    uc_le32 blocks;
    uc_le64 block;
};

_Static_assert(sizeof(struct nvme_command) == 64 &&
                   sizeof(struct nvme_completion) == 16 &&
                   sizeof(struct nvme_range) == 16,
               "as the device sees them");

enum {
    ADMIN = 0,
    IO = 1,
    ADMIN_ENTRIES = 4,
    ENTRIES_MAX = 64, /* what a page holds: pages need not be neighbours */
    /* Pages of one request beside the first; lists never lie in two pages. */
    LIST_ENTRIES = 64,
    CANDIDATES_MAX = 16, /* namespaces that are looked at */
    RESETS_MAX = 3,      /* with nothing done in between */
    NOT_DONE = -1,       /* for a command's status */
};

/* A submission and a completion queue. */
struct nvme_queue {
    struct nvme_command *commands;
    struct nvme_completion *completions;
    volatile uint8_t *submission_bell;
    volatile uint8_t *completion_bell;
    uint16_t id;
    uint16_t entries;
    uint16_t tail;
    uint16_t head;
    uint16_t phase;
    bool rung; /* the device has been told of all commands */
};

/* A command of the I/O queue; its number is the command's id. */
struct nvme_slot {
    struct uc_blk_request *request; /* NULL: free */
    struct nvme_slot *next;         /* while free */
    uint32_t age;                   /* in ticks */
    bool aborting;
    bool expired; /* ends as soon as the device cannot touch it any more */
    struct nvme_command command;
};

/* What the controller goes through, at start and after each reset. */
enum nvme_state {
    STATE_DISABLING,
    STATE_ENABLING,
    STATE_CONTROLLER,
    STATE_LIST,
    STATE_NAMESPACE,
    STATE_QUEUES,
    STATE_COMPLETION,
    STATE_SUBMISSION,
    STATE_RUNNING,
    STATE_DEAD
};

struct nvme {
    struct uc_blkdev disk;
    struct uc_pci_device *pci;
    volatile uint8_t *regs;
    enum nvme_state state;
    uc_nsec_t deadline; /* of the state */
    uc_nsec_t ready_time;
    struct uc_timer timer;   /* steps of a reset, else the watchdog */
    struct uc_timer polling; /* where there is no interrupt */
    bool polled;
    bool added;
    bool masked; /* a line that waits for poll */
    unsigned resets;
    uint32_t age_max;
    struct nvme_queue queues[2];
    uint8_t *data; /* a page, of admin commands */
    uc_paddr_t data_address;
    uint16_t admin_id;
    bool admin_busy;
    int admin_status; /* NOT_DONE, or as the device told it */

    uint32_t namespace; /* 0: not chosen yet */
    uint32_t candidates[CANDIDATES_MAX];
    unsigned candidates_n;
    unsigned candidate;
    uint32_t bytes_max; /* of the controller */
    uint16_t abilities; /* ONCS */
    bool cache;
    uint64_t blocks_told;

    struct nvme_slot *slots;
    struct nvme_slot *free;
    uc_le64 *lists; /* LIST_ENTRIES for each slot */
    uint16_t slots_n;
    struct uc_work late; /* what wants no lock: a new size, the end */
    char serial[21];
};

extern const struct uc_blkdev_ops nvme_ops;

static inline struct nvme *nvme_of(struct uc_blkdev *disk)
{
    return UC_CONTAINER_OF(disk, struct nvme, disk);
}

/* queue.c */
void nvme_queue_reset(struct nvme_queue *queue);
/* Adds a command, of which there is room. */
void nvme_queue_add(struct nvme_queue *queue,
                    const struct nvme_command *command);
/* Tells the device of what was added. */
void nvme_queue_ring(struct nvme_queue *queue);
/* Takes what has been completed; false: nothing. */
bool nvme_queue_take(struct nvme_queue *queue, struct nvme_completion *out);
/* Whether there is something to take. */
bool nvme_queue_pending(const struct nvme_queue *queue);
/* Lets the device reuse what was taken. */
void nvme_queue_taken(struct nvme_queue *queue);

/* bring_up.c */
/* Starts over; nvme_step goes on. */
void nvme_disable(struct nvme *nvme);
/*
 * One step, without waiting: 0 when commands can be carried out, -UC_EAGAIN:
 * again soon; any other error is the end of the device.
 */
int nvme_step(struct nvme *nvme);
void nvme_admin_poll(struct nvme *nvme);
void nvme_admin_send(struct nvme *nvme, struct nvme_command *command);
bool nvme_removed(const struct nvme *nvme);

/* identify.c: what the page holds; any negative result: not usable. */
int nvme_read_controller(struct nvme *nvme);
void nvme_read_list(struct nvme *nvme);
int nvme_read_namespace(struct nvme *nvme);

/* requests.c */
void nvme_send(struct nvme *nvme, struct nvme_slot *slot);
void nvme_end(struct nvme *nvme, struct nvme_slot *slot, int result);

/* recover.c; all with the disk's lock. */
void nvme_watch(struct nvme *nvme);
void nvme_restart(struct nvme *nvme, const char *why);
void nvme_timer(struct uc_timer *timer);
void nvme_late(struct uc_work *work);
void nvme_report(const char *what);

#endif /* NVME_NVME_H */
