/* SPDX-License-Identifier: BSD-3-Clause */
/* /proc/self: what the program is told of itself. Spec: Linux, proc(5). */
#include <uc/boot.h>
#include <uc/malloc.h>
#include <uc/pages.h>
#include <uc/plat/boot_info.h>
#include <uc/plat/memory.h>
#include <uc/vfs.h>

#include "internal.h"
#include "memory.h"

enum {
    NAME_MAX = 15, /* of what stat, status and comm say; TASK_COMM_LEN - 1 */
};

static char *const *arguments;

/* Of contract "boot". */
void uc_hook_arguments(char *const *argv)
{
    arguments = argv;
}

const char *procfs_name(void)
{
    return arguments != NULL && arguments[0] != NULL ? arguments[0] : "app";
}

/* Each with its zero. */
static void print_strings(struct procfs_text *text, char *const *strings)
{
    for (; strings != NULL && *strings != NULL; strings++) {
        procfs_bytes(text, *strings, __builtin_strlen(*strings) + 1);
    }
}

static void cmdline(struct procfs_text *text)
{
    print_strings(text, arguments);
}

/* As it was at start. */
static void environ(struct procfs_text *text)
{
    print_strings(text, uc_plat_environment());
}

void procfs_short_name(struct procfs_text *text)
{
    const char *name = procfs_name();
    const size_t bytes = __builtin_strlen(name);

    procfs_bytes(text, name, bytes < NAME_MAX ? bytes : NAME_MAX);
}

static void comm(struct procfs_text *text)
{
    procfs_short_name(text);
    procfs_print(text, "\n");
}

static void range(struct procfs_text *text, uintptr_t from, uintptr_t to,
                  const char *what)
{
    if (to > from) {
        procfs_hex(text, from, 8);
        procfs_print(text, "-");
        procfs_hex(text, to, 8);
        procfs_print(text, what);
        procfs_print(text, "\n");
    }
}

/* The image, its read-only data with what it writes to, and memory. */
static void maps(struct procfs_text *text)
{
    struct uc_plat_memory memory;
    uintptr_t start;
    uintptr_t text_end;
    uintptr_t end;

    uc_plat_image(&start, &text_end, &end);
    range(text, start, text_end, " r-xp 00000000 00:00 0 [text]");
    range(text, text_end, end, " rw-p 00000000 00:00 0 [data]");
    for (unsigned i = 0; uc_plat_memory_region(i, &memory) == 0; i++) {
        range(text, (uintptr_t)memory.base,
              (uintptr_t)memory.base + memory.bytes,
              " rw-p 00000000 00:00 0 [heap]");
    }
}

size_t procfs_used_pages(void)
{
    struct uc_pages_stats stats;

    uc_pages_stats(&stats);
    return stats.total_pages - stats.free_pages;
}

static void statm(struct procfs_text *text)
{
    const size_t used = procfs_used_pages();

    procfs_number(text, used);
    procfs_print(text, " ");
    procfs_number(text, used);
    procfs_print(text, " 0 0 0 ");
    procfs_number(text, used);
    procfs_print(text, " 0\n");
}

static void cwd(struct procfs_text *text)
{
    char *path = uc_malloc(UC_VFS_PATH_MAX);

    if (path != NULL) {
        if (uc_vfs_path(NULL, path, UC_VFS_PATH_MAX) > 0) {
            procfs_print(text, path);
        }
        uc_free(path);
    }
}

static void root(struct procfs_text *text)
{
    procfs_print(text, "/");
}

static void self(struct procfs_text *text)
{
    procfs_print(text, PROCFS_PID);
}

PROCFS_LINK(self, PROCFS_ROOT, "self", self);
PROCFS_DIRECTORY(process, PROCFS_ROOT, PROCFS_PID, PROCFS_SELF);
PROCFS_FILE(cmdline, PROCFS_SELF, "cmdline", cmdline);
PROCFS_FILE(comm, PROCFS_SELF, "comm", comm);
PROCFS_LINK(cwd, PROCFS_SELF, "cwd", cwd);
PROCFS_FILE(environ, PROCFS_SELF, "environ", environ);
PROCFS_FILE(maps, PROCFS_SELF, "maps", maps);
PROCFS_LINK(root, PROCFS_SELF, "root", root);
PROCFS_FILE(statm, PROCFS_SELF, "statm", statm);
