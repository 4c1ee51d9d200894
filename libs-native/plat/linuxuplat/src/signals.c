/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/plat/power.h>

#include "internal.h"
#include "paging.h"

/* Spec: Linux, include/uapi/asm-generic/signal.h. */
enum {
    SIGINT = 2,
    SIGILL = 4,
    SIGBUS = 7,
    SIGFPE = 8,
    SIGSEGV = 11,
    SIGPIPE = 13,
    SIGTERM = 15,
    SIGSYS = 31,
    STATUS_BY_SIGNAL = 128,
    FAULT_STACK_BYTES = 32768, /* registers of AVX-512 take 3 KiB of it */
};

static const struct {
    int signal;
    const char *what;
} faults[] = {
    {SIGSEGV, "SIGSEGV, access to memory that is not mapped so"},
    {SIGBUS, "SIGBUS, access to memory that is not there"},
    {SIGILL, "SIGILL, illegal instruction"},
    {SIGFPE, "SIGFPE, arithmetic error"},
    {SIGSYS, "SIGSYS, system call that the seccomp filter forbids, number as"},
};

/* siginfo_t of the kernel, its first words. */
struct signal_info {
    int signal;
    int error;
    int code;
    void *address;
    int call; /* SIGSYS */
};

static void on_end(int signal, void *info, void *context)
{
    (void)info;
    (void)context;
    uc_plat_exit(STATUS_BY_SIGNAL + signal);
}

static void on_fault(int signal, void *info, void *context)
{
    const struct signal_info *i = info;
    const char *what = "signal";
    uintptr_t address = (uintptr_t)i->address;

    if (UC_CONFIG_LINUXUPLAT_ASPACE && signal == SIGSEGV) {
        what = linuxuplat_fault(address, context);
        if (what == NULL) {
            return;
        }
        linuxuplat_trap(what, address, context);
    }
    for (unsigned n = 0; n < UC_ARRAY_SIZE(faults); n++) {
        if (faults[n].signal == signal) {
            what = faults[n].what;
        }
    }
    if (signal == SIGSYS) {
        address = (uintptr_t)i->call;
    }
    linuxuplat_trap(what, address, context);
}

static void on_pipe(int signal, void *info, void *context)
{
    (void)signal;
    (void)info;
    (void)context;
}

void linuxuplat_signals_init(void)
{
    static char fault_stack[FAULT_STACK_BYTES];
    /* stack_t of the kernel. */
    const struct {
        void *base;
        int flags;
        size_t bytes;
    } stack = {fault_stack, 0, sizeof fault_stack};
    const long args[6] = {(long)&stack, 0};

    (void)uc_linux_call(UC_LINUX_SIGALTSTACK, args);
    for (unsigned n = 0; n < UC_ARRAY_SIZE(faults); n++) {
        (void)linuxuplat_sigaction(faults[n].signal, on_fault);
    }
    /* Process 1 of a container has no default action, so both are handled. */
    (void)linuxuplat_sigaction(SIGINT, on_end);
    (void)linuxuplat_sigaction(SIGTERM, on_end);
    (void)linuxuplat_sigaction(SIGPIPE, on_pipe);
}
