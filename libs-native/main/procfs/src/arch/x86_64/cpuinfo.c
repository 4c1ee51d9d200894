/* SPDX-License-Identifier: BSD-3-Clause */
/* What the CPU says of itself. Spec: Intel SDM volume 2, CPUID. */
#include <cpuid.h>

#include "internal.h"

enum {
    LEAF_VENDOR = 0,
    LEAF_VERSION = 1,
    FAMILY_EXTENDED = 0xf,
};

static const unsigned leaf_name = 0x80000002; /* and the next two */

static void line(struct procfs_text *text, const char *name, unsigned value)
{
    procfs_print(text, name);
    procfs_number(text, value);
    procfs_print(text, "\n");
}

static void version(struct procfs_text *text, unsigned eax)
{
    unsigned family = eax >> 8 & 0xf;
    const unsigned model =
        (eax >> 4 & 0xf) |
        (family == 6 || family == FAMILY_EXTENDED ? eax >> 12 & 0xf0 : 0);

    family += family == FAMILY_EXTENDED ? eax >> 20 & 0xff : 0;
    line(text, "cpu family\t: ", family);
    line(text, "model\t\t: ", model);
    line(text, "stepping\t: ", eax & 0xf);
}

static void name(struct procfs_text *text)
{
    unsigned words[12];

    for (unsigned i = 0; i < 3; i++) {
        if (!__get_cpuid(leaf_name + i, &words[4 * i], &words[4 * i + 1],
                         &words[4 * i + 2], &words[4 * i + 3])) {
            return;
        }
    }
    const char *first = (const char *)words;
    size_t bytes = 0;
    while (bytes < sizeof words && first[bytes] != '\0') {
        bytes++;
    }
    procfs_print(text, "model name\t: ");
    procfs_bytes(text, first, bytes);
    procfs_print(text, "\n");
}

static void cpuinfo(struct procfs_text *text)
{
    unsigned words[4]; /* eax; then the vendor, as ebx, edx, ecx */

    line(text, "processor\t: ", 0);
    if (__get_cpuid(LEAF_VENDOR, &words[0], &words[1], &words[3], &words[2])) {
        procfs_print(text, "vendor_id\t: ");
        procfs_bytes(text, (const char *)&words[1], 12);
        procfs_print(text, "\n");
    }
    if (__get_cpuid(LEAF_VERSION, &words[0], &words[1], &words[2], &words[3])) {
        version(text, words[0]);
    }
    name(text);
    procfs_print(text, "\n");
}

PROCFS_FILE(cpuinfo, PROCFS_ROOT, "cpuinfo", cpuinfo);
