/* SPDX-License-Identifier: BSD-3-Clause */
/* What posix-process knows of the one process. Spec: Linux, proc(5). */
#include "internal.h"
#include "memory.h"

/* struct rlimit64. */
struct limit {
    uint64_t soft;
    uint64_t hard;
};

/* struct tms. */
struct times {
    long user;
    long system;
    long children_user;
    long children_system;
};

long uc_sys_getpid(void);
long uc_sys_getppid(void);
long uc_sys_getpgrp(void);
long uc_sys_getsid(int pid);
long uc_sys_times(struct times *out);
long uc_sys_prlimit64(int pid, unsigned resource, const struct limit *set,
                      struct limit *old);

static void numbers(struct procfs_text *text, const uint64_t *list, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        procfs_print(text, " ");
        procfs_number(text, list[i]);
    }
}

/* Fields that nobody counts are 0, as Linux' are to whom it does not tell. */
static void stat(struct procfs_text *text)
{
    struct times times;
    (void)uc_sys_times(&times);
    const uint64_t used = procfs_used_pages();
    const uint64_t first[] = {
        (uint64_t)uc_sys_getppid(),
        (uint64_t)uc_sys_getpgrp(),
        (uint64_t)uc_sys_getsid(0),
        0, /* tty_nr */
    };
    /* From flags on: 9 to 24. */
    const uint64_t rest[] = {
        0,                      /* flags */
        0,                      /* minflt */
        0,                      /* cminflt */
        0,                      /* majflt */
        0,                      /* cmajflt */
        (uint64_t)times.user,   /* utime */
        (uint64_t)times.system, /* stime */
        0,                      /* cutime */
        0,                      /* cstime */
        20,                     /* priority: that of nice 0 */
        0,                      /* nice */
        0,                      /* num_threads */
        0,                      /* itrealvalue */
        0,                      /* starttime */
        used * UC_PAGE_SIZE,    /* vsize */
        used,                   /* rss */
    };
    const uint64_t zeros[52 - 24] = {0};

    procfs_number(text, (uint64_t)uc_sys_getpid());
    procfs_print(text, " (");
    procfs_short_name(text);
    procfs_print(text, ") R");
    numbers(text, first, UC_ARRAY_SIZE(first));
    procfs_print(text, " -1"); /* tpgid: no terminal controls it */
    numbers(text, rest, UC_ARRAY_SIZE(rest));
    numbers(text, zeros, UC_ARRAY_SIZE(zeros));
    procfs_print(text, "\n");
}

/* In the order of their numbers; the columns are Linux'. */
static const char *const limits_rows[][2] = {
    {"Max cpu time              ", "seconds   "},
    {"Max file size             ", "bytes     "},
    {"Max data size             ", "bytes     "},
    {"Max stack size            ", "bytes     "},
    {"Max core file size        ", "bytes     "},
    {"Max resident set          ", "bytes     "},
    {"Max processes             ", "processes "},
    {"Max open files            ", "files     "},
    {"Max locked memory         ", "bytes     "},
    {"Max address space         ", "bytes     "},
    {"Max file locks            ", "locks     "},
    {"Max pending signals       ", "signals   "},
    {"Max msgqueue size         ", "bytes     "},
    {"Max nice priority         ", "          "},
    {"Max realtime priority     ", "          "},
    {"Max realtime timeout      ", "us        "},
};

static void print_limit(struct procfs_text *text, uint64_t limit)
{
    enum {
        WIDTH = 20,
    };
    const size_t before = text->bytes;

    if (limit == UINT64_MAX) {
        procfs_print(text, "unlimited");
    } else {
        procfs_number(text, limit);
    }
    while (text->data != NULL && text->bytes - before <= WIDTH) {
        procfs_print(text, " ");
    }
}

static void limits(struct procfs_text *text)
{
    procfs_print(text, "Limit                     Soft Limit           "
                       "Hard Limit           Units     \n");
    for (unsigned i = 0; i < UC_ARRAY_SIZE(limits_rows); i++) {
        struct limit limit;
        if (uc_sys_prlimit64(0, i, NULL, &limit) < 0) {
            continue;
        }
        procfs_print(text, limits_rows[i][0]);
        print_limit(text, limit.soft);
        print_limit(text, limit.hard);
        procfs_print(text, limits_rows[i][1]);
        procfs_print(text, "\n");
    }
}

PROCFS_FILE(process_stat, PROCFS_SELF, "stat", stat);
PROCFS_FILE(limits, PROCFS_SELF, "limits", limits);
