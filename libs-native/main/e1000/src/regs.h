/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef E1000_REGS_H
#define E1000_REGS_H

#include <uc/byteorder.h>

/*
 * Spec: Intel, PCI/PCI-X Family of Gigabit Ethernet Controllers Software
 * Developer's Manual (317453), chapter 13; Intel 82574 GbE Controller Family
 * datasheet, chapter 10.
 */
enum {
    REG_CTRL = 0x0000,
    CTRL_ASDE = 1 << 5,
    CTRL_SLU = 1 << 6,
    CTRL_ILOS = 1 << 7,
    CTRL_RST = 1 << 26,
    REG_ICR = 0x00c0,
    REG_ITR = 0x00c4,
    REG_IMS = 0x00d0,
    REG_IMC = 0x00d8,
    REG_IVAR = 0x00e4, /* 82574L: which message each cause becomes */
    REG_RCTL = 0x0100,
    RCTL_EN = 1 << 1,
    RCTL_MPE = 1 << 4, /* all multicast: the stack chooses */
    RCTL_BAM = 1 << 15,
    RCTL_SECRC = 1 << 26,
    REG_TCTL = 0x0400,
    TCTL_EN = 1 << 1,
    TCTL_PSP = 1 << 3,
    TCTL_CT = 0x0f << 4,
    TCTL_COLD = 0x40 << 12,
    REG_TIPG = 0x0410,
    TIPG_COPPER = 10 | 8 << 10 | 6 << 20,
    REG_RDBAL = 0x2800,
    REG_RDBAH = 0x2804,
    REG_RDLEN = 0x2808,
    REG_RDH = 0x2810,
    REG_RDT = 0x2818,
    REG_RDTR = 0x2820,
    REG_RADV = 0x282c,
    REG_TDBAL = 0x3800,
    REG_TDBAH = 0x3804,
    REG_TDLEN = 0x3808,
    REG_TDH = 0x3810,
    REG_TDT = 0x3818,
    REG_TIDV = 0x3820,
    REG_RXCSUM = 0x5000,
    RXCSUM_TUOFL = 1 << 9,
    REG_MTA = 0x5200,
    MTA_WORDS = 128,
    REG_RAL = 0x5400,
    REG_RAH = 0x5404,
    REGS_BYTES = 0x6000,

    CAUSE_TXDW = 1 << 0,
    CAUSE_RXDMT = 1 << 4,
    CAUSE_RXO = 1 << 6,
    CAUSE_RXT = 1 << 7,
    /* By MSI-X the 82574L has causes of its own. */
    CAUSE_MSIX_RX = 1 << 20,
    CAUSE_MSIX_TX = 1 << 22,
    CAUSE_MSIX_OTHER = 1 << 24,
    IVAR_ALL_FIRST = 0x00080808, /* receive, send, other: message 0 */
};

#define RAH_VALID       0x80000000u
#define IVAR_EVERY_SENT 0x80000000u

/* Legacy receive descriptor. Spec: 317453, 3.2.3. */
struct e1000_rx_desc {
    uc_le64 address;
    uc_le16 bytes;
    uc_le16 checksum;
    uint8_t status;
    uint8_t errors;
    uc_le16 special;
};

enum {
    RX_DONE = 1 << 0,
    RX_END = 1 << 1,
    RX_NO_CHECKSUM = 1 << 2,
    RX_TCP_CHECKED = 1 << 5,
    RX_ERROR_TCP = 1 << 5,
    RX_ERROR_IP = 1 << 6,
    RX_ERRORS = 0x97, /* of the frame itself */
};

/*
 * Extended send descriptors: a context, which tells where the checksum lies,
 * and data. Spec: 317453, 3.3.6 and 3.3.7.
 */
struct e1000_tx_desc {
    uc_le64 address; /* context: where it begins, where it goes */
    uc_le32 command; /* and length */
    uc_le32 status;  /* and options */
};

enum {
    TX_TYPE_DATA = 1 << 20,
    TX_END = 1 << 24,
    TX_CRC = 1 << 25,
    TX_REPORT = 1 << 27,
    TX_EXTENDED = 1 << 29,
    TX_BYTES_MAX = 4096, /* of one descriptor: what every kind takes */
    TX_DONE = 1 << 0,
    TX_INSERT_CHECKSUM = 2 << 8,
};

#endif /* E1000_REGS_H */
