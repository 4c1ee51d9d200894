/* SPDX-License-Identifier: BSD-3-Clause */
#include "fadt.h"

/* Spec: ACPI 6.4, 5.2.9 (Fixed ACPI Description Table). */
enum {
    DSDT = 40,
    SMI_COMMAND = 48,
    ACPI_ENABLE = 52,
    PM1A_CONTROL = 64,
    PM1B_CONTROL = 68,
    FLAGS = 112,
    FLAGS_RESET = 1 << 10,
    RESET_SPACE = 116, /* a Generic Address Structure of 12 bytes */
    RESET_ADDRESS = 120,
    RESET_VALUE = 128,
    X_DSDT = 140,
    SPACE_MEMORY = 0,
    SPACE_PORT = 1,
};

static uint64_t field(const struct uc_pc_acpi_table *table, size_t at,
                      size_t bytes)
{
    uint64_t value = 0;
    if (at + bytes <= table->bytes) {
        __builtin_memcpy(&value, (const char *)table + at, bytes);
    }
    return value;
}

void pc_fadt_parse(const struct uc_pc_acpi_table *table, struct pc_fadt *out)
{
    uint64_t dsdt = field(table, X_DSDT, 8);
    uint64_t space = field(table, RESET_SPACE, 1);
    bool resets = (field(table, FLAGS, 4) & FLAGS_RESET) != 0;

    *out = (struct pc_fadt){
        .smi_command = (uint16_t)field(table, SMI_COMMAND, 4),
        .acpi_enable = (uint8_t)field(table, ACPI_ENABLE, 1),
        .pm1a_control = (uint16_t)field(table, PM1A_CONTROL, 4),
        .pm1b_control = (uint16_t)field(table, PM1B_CONTROL, 4),
        .dsdt = dsdt != 0 ? dsdt : field(table, DSDT, 4),
    };
    if (resets && (space == SPACE_MEMORY || space == SPACE_PORT)) {
        out->reset_by_memory = space == SPACE_MEMORY;
        out->reset = field(table, RESET_ADDRESS, 8);
        out->reset_value = (uint8_t)field(table, RESET_VALUE, 1);
    }
}

/* Spec: ACPI 6.4, 20.2 (AML grammar). */
enum {
    OP_ZERO = 0x00,
    OP_ONE = 0x01,
    OP_NAME = 0x08,
    OP_BYTE = 0x0a,
    OP_WORD = 0x0b,
    OP_DWORD = 0x0c,
    OP_PACKAGE = 0x12,
    SLEEP_TYPE_MAX = 7,
};

/* A number at (*at), which moves on; false where there is none. */
static bool read_number(const uint8_t **at, const uint8_t *end, uint8_t *out)
{
    static const uint8_t bytes[] = {
        [OP_BYTE] = 1, [OP_WORD] = 2, [OP_DWORD] = 4};
    if (*at >= end) {
        return false;
    }
    unsigned op = *(*at)++;
    if (op == OP_ZERO || op == OP_ONE) {
        *out = (uint8_t)op;
        return true;
    }
    if (op < OP_BYTE || op > OP_DWORD || end - *at < bytes[op]) {
        return false;
    }
    *out = **at;
    *at += bytes[op];
    return *out <= SLEEP_TYPE_MAX;
}

/* Behind NameOp and "_S5_": a package whose first two elements are numbers. */
static bool read_package(const uint8_t *at, const uint8_t *end, uint8_t type[2])
{
    if (end - at < 3 || *at++ != OP_PACKAGE) {
        return false;
    }
    /* PkgLength: the lead byte tells how many follow; then NumElements. */
    size_t skip = 1u + (*at >> 6) + 1u;
    if ((size_t)(end - at) < skip) {
        return false;
    }
    unsigned elements = at[skip - 1];
    at += skip;
    uint8_t a, b = 0;
    if (elements < 1 || !read_number(&at, end, &a) ||
        (elements >= 2 && !read_number(&at, end, &b))) {
        return false;
    }
    type[0] = a;
    type[1] = b;
    return true;
}

bool pc_find_s5(const struct uc_pc_acpi_table *table, uint8_t type[2])
{
    const uint8_t *at = (const uint8_t *)(table + 1);
    const uint8_t *end = (const uint8_t *)table + table->bytes;

    for (; end - at >= 4; at++) {
        if (at[0] != '_' || at[1] != 'S' || at[2] != '5' || at[3] != '_') {
            continue;
        }
        /* "\_S5_" is the same name, from the root. */
        bool named = at[-1] == OP_NAME ||
                     (at[-1] == '\\' &&
                      (const void *)(at - 1) > (const void *)(table + 1) &&
                      at[-2] == OP_NAME);
        if (named && read_package(at + 4, end, type)) {
            return true;
        }
    }
    return false;
}
