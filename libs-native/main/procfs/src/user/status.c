/* SPDX-License-Identifier: BSD-3-Clause */
/* The process in words, as far as anybody knows it. Spec: Linux, proc(5). */
#include "internal.h"
#include "memory.h"

long uc_sys_getresuid(uint32_t *real, uint32_t *effective, uint32_t *saved);
long uc_sys_getresgid(uint32_t *real, uint32_t *effective, uint32_t *saved);

/* Of the file system, too: the effective one. */
static void print_ids(struct procfs_text *text, const char *name,
                      const uint32_t ids[3])
{
    procfs_print(text, name);
    for (unsigned i = 0; i < 4; i++) {
        procfs_print(text, "\t");
        procfs_number(text, ids[i == 3 ? 1 : i]);
    }
    procfs_print(text, "\n");
}

static void status(struct procfs_text *text)
{
    uint32_t ids[3];

    procfs_print(text, "Name:\t");
    procfs_short_name(text);
    procfs_print(text, "\nState:\tR (running)\nTgid:\t" PROCFS_PID
                       "\nPid:\t" PROCFS_PID "\nPPid:\t0\n");
    (void)uc_sys_getresuid(&ids[0], &ids[1], &ids[2]);
    print_ids(text, "Uid:", ids);
    (void)uc_sys_getresgid(&ids[0], &ids[1], &ids[2]);
    print_ids(text, "Gid:", ids);
    procfs_print(text, "VmRSS:\t");
    procfs_padded(text, procfs_used_pages() * (UC_PAGE_SIZE / 1024), 8);
    procfs_print(text, " kB\n");
}

PROCFS_FILE(status, PROCFS_SELF, "status", status);
