/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef AHCI_REGS_H
#define AHCI_REGS_H

/* What the HBA and the drive see. Specs: Serial ATA AHCI 1.3.1 ("AHCI") and
 * ATA/ATAPI-8 ACS ("ACS"). */
#include <uc/byteorder.h>

/* Spec: AHCI, 3.1 (generic host control). */
enum {
    REG_CAP = 0x00,
    CAP_PORTS = 0x1f, /* less one */
    CAP_SLOTS_SHIFT = 8,
    CAP_NCQ = 1 << 30,
    REG_CONTROL = 0x04,
    CONTROL_RESET = 1 << 0,
    CONTROL_INTERRUPTS = 1 << 1,
    REG_INTERRUPTS = 0x08, /* by port; a one clears */
    REG_PORTS = 0x0c,
    REG_CAP2 = 0x24,
    CAP2_HANDOFF = 1 << 0,
    REG_HANDOFF = 0x28,
    HANDOFF_BIOS = 1 << 0,
    HANDOFF_OS = 1 << 1,
    HANDOFF_BUSY = 1 << 4,
    PORTS_MAX = 32,
    REGS_PORTS = 0x100,
    REGS_PORT_BYTES = 0x80,
};

#define CAP_WIDE     (UINT32_C(1) << 31) /* addresses of 64 bits */
#define CONTROL_AHCI (UINT32_C(1) << 31)

/* Spec: AHCI, 3.3 (port registers). */
enum {
    PORT_LIST = 0x00,
    PORT_FIS = 0x08,
    PORT_INTERRUPTS = 0x10, /* a one clears */
    PORT_INTERRUPTS_ON = 0x14,
    CAUSE_REGISTER_FIS = 1 << 0,
    CAUSE_PIO_FIS = 1 << 1,
    CAUSE_BITS_FIS = 1 << 3,
    CAUSE_CONNECT = 1 << 6,
    CAUSE_READY = 1 << 22, /* the link has come or gone */
    CAUSE_INTERFACE = 1 << 27,
    CAUSE_BUS_DATA = 1 << 28,
    CAUSE_BUS = 1 << 29,
    CAUSE_TASK_FILE = 1 << 30, /* the drive tells an error */
    CAUSES_LINK = CAUSE_CONNECT | CAUSE_READY,
    CAUSES_FATAL =
        CAUSE_INTERFACE | CAUSE_BUS_DATA | CAUSE_BUS | CAUSE_TASK_FILE,
    CAUSES = CAUSE_REGISTER_FIS | CAUSE_PIO_FIS | CAUSE_BITS_FIS | CAUSES_LINK |
             CAUSES_FATAL,
    PORT_COMMAND = 0x18,
    COMMAND_START = 1 << 0,
    COMMAND_SPIN_UP = 1 << 1,
    COMMAND_POWER = 1 << 2,
    COMMAND_RECEIVE = 1 << 4,
    COMMAND_RECEIVING = 1 << 14,
    COMMAND_RUNNING = 1 << 15,
    COMMAND_ACTIVE = 1 << 28, /* wakes the link */
    PORT_TASK_FILE = 0x20,
    STATUS_ERROR = 1 << 0,
    STATUS_WANTS_DATA = 1 << 3,
    STATUS_FAULT = 1 << 5,
    STATUS_BUSY = 1 << 7,
    TASK_FILE_ERROR_SHIFT = 8,
    PORT_SIGNATURE = 0x24,
    PORT_LINK = 0x28,
    LINK_STATE = 0xf,
    LINK_NOBODY = 0,
    LINK_UP = 3,
    PORT_LINK_CONTROL = 0x2c,
    LINK_RESET = 1,
    LINK_NO_SLEEP = 3 << 8,
    PORT_LINK_ERRORS = 0x30, /* a one clears */
    PORT_ACTIVE = 0x34,      /* queued commands that the drive works on */
    PORT_ISSUE = 0x38,
};

/* Spec: AHCI, 3.3.9 (signature). */
#define SIGNATURE_DISK       UINT32_C(0x00000101)
#define SIGNATURE_PACKET     UINT32_C(0xeb140101)
#define SIGNATURE_MULTIPLIER UINT32_C(0x96690101)

/* Spec: ACS, 7 (command descriptions). */
enum {
    ATA_TRIM = 0x06, /* DATA SET MANAGEMENT */
    TRIM_FEATURE = 1,
    TRIM_RANGE_BLOCKS = 65535,
    ATA_READ_WIDE = 0x25,
    ATA_READ_LOG = 0x2f,
    LOG_QUEUED_ERROR = 0x10,
    ATA_WRITE_WIDE = 0x35,
    ATA_WRITE_FUA = 0x3d,
    ATA_READ_QUEUED = 0x60,
    ATA_WRITE_QUEUED = 0x61,
    ATA_READ = 0xc8,
    ATA_WRITE = 0xca,
    ATA_FLUSH = 0xe7,
    ATA_FLUSH_WIDE = 0xea,
    ATA_IDENTIFY = 0xec,
    DEVICE_LBA = 1 << 6,
    DEVICE_FUA = 1 << 7, /* of queued writes */
    ERROR_ABORT = 1 << 2,
    ERROR_ADDRESS = 1 << 4,
    ERROR_CRC = 1 << 7,
};

enum {
    FIS_TO_DEVICE = 0x27, /* Spec: Serial ATA 3.0, 10.3.4 */
    FIS_COMMAND = 1 << 7,
    FIS_WORDS = 5,
};

struct ahci_fis {
    uint8_t type;
    uint8_t flags;
    uint8_t command;
    uint8_t feature;
    uint8_t block[3];
    uint8_t device;
    uint8_t block_high[3];
    uint8_t feature_high;
    uint8_t count;
    uint8_t count_high;
    uint8_t completion;
    uint8_t control;
    uint8_t reserved[48];
};

/* Spec: AHCI, 4.2.3.3 (physical region descriptor). */
struct ahci_region {
    uc_le64 address;
    uc_le32 reserved;
    uc_le32 bytes; /* less one */
};

/* Spec: AHCI, 4.2.2 (command list). */
struct ahci_header {
    uc_le16 flags;
    uc_le16 regions_n;
    uc_le32 moved;
    uc_le64 table;
    uc_le32 reserved[4];
};
enum {
    HEADER_WRITE = 1 << 6,
};

enum {
    SLOTS_MAX = 32,
    REGIONS_MAX = 120,
    PAGE_BYTES = 512, /* of what IDENTIFY and logs tell */
};

/* Spec: AHCI, 4.2.3 (command table); never in two pages. */
struct ahci_table {
    struct ahci_fis fis;
    uint8_t packet[64];
    struct ahci_region regions[REGIONS_MAX];
};

/* What a port has beside its tables: one page, which its device may write to.
 */
struct ahci_page {
    struct ahci_header list[SLOTS_MAX];
    uint8_t fises[256]; /* that were received */
    uint8_t unused[256];
    uint8_t data[PAGE_BYTES]; /* of commands of our own */
    struct ahci_table table;  /* likewise */
};

_Static_assert(sizeof(struct ahci_fis) == 64 &&
                   sizeof(struct ahci_region) == 16 &&
                   sizeof(struct ahci_header) == 32 &&
                   sizeof(struct ahci_table) == 2048 &&
                   sizeof(struct ahci_page) == 4096,
               "as the HBA sees them");

#endif /* AHCI_REGS_H */
