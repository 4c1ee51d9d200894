/* SPDX-License-Identifier: BSD-3-Clause */
#include "strace.h"

/* Letters: strace.h. */
static const struct {
    const char *name;
    const char *arguments;
} signatures[] = {
    {"accept", "dpp"},
    {"accept4", "dppx"},
    {"access", "sx"},
    {"bind", "dpu"},
    {"brk", "p"},
    {"chdir", "s"},
    {"chmod", "sm"},
    {"chown", "suu"},
    {"clock_getres", "Ct"},
    {"clock_gettime", "Ct"},
    {"clock_nanosleep", "Cdtp"},
    {"clock_settime", "Ct"},
    {"close", "d"},
    {"connect", "dpu"},
    {"creat", "sm"},
    {"dup", "d"},
    {"dup2", "dd"},
    {"dup3", "ddo"},
    {"epoll_create1", "x"},
    {"epoll_ctl", "dddp"},
    {"epoll_wait", "dpdd"},
    {"eventfd2", "ux"},
    {"exit", "d"},
    {"exit_group", "d"},
    {"faccessat", "Dsx"},
    {"fchdir", "d"},
    {"fchmod", "dm"},
    {"fchmodat", "Dsm"},
    {"fcntl", "ddx"},
    {"fdatasync", "d"},
    {"fstat", "dp"},
    {"fsync", "d"},
    {"ftruncate", "dl"},
    {"futex", "pFuT"},
    {"getcwd", "Bu"},
    {"getdents64", "dpu"},
    {"getegid", ""},
    {"geteuid", ""},
    {"getgid", ""},
    {"getpid", ""},
    {"getppid", ""},
    {"getrandom", "Bux"},
    {"gettid", ""},
    {"getuid", ""},
    {"ioctl", "dxp"},
    {"kill", "dd"},
    {"link", "ss"},
    {"linkat", "DsDsx"},
    {"listen", "dd"},
    {"lseek", "dlw"},
    {"lstat", "sp"},
    {"madvise", "pud"},
    {"mkdir", "sm"},
    {"mkdirat", "Dsm"},
    {"mmap", "puPMdl"},
    {"mprotect", "puP"},
    {"mremap", "puux"},
    {"munmap", "pu"},
    {"nanosleep", "tp"},
    {"newfstatat", "Dspx"},
    {"open", "som"},
    {"openat", "Dsom"},
    {"pipe", "p"},
    {"pipe2", "po"},
    {"poll", "pud"},
    {"pread64", "dBul"},
    {"pwrite64", "dbul"},
    {"read", "dBu"},
    {"readlink", "sBu"},
    {"readlinkat", "DsBu"},
    {"readv", "dpd"},
    {"recvfrom", "dBuxpp"},
    {"rename", "ss"},
    {"renameat", "DsDs"},
    {"renameat2", "DsDsx"},
    {"rmdir", "s"},
    {"rt_sigaction", "dppu"},
    {"rt_sigprocmask", "dppu"},
    {"sendfile", "ddpu"},
    {"sendto", "dbuxpu"},
    {"set_tid_address", "p"},
    {"shutdown", "dd"},
    {"socket", "ddd"},
    {"stat", "sp"},
    {"statx", "Dsxxp"},
    {"symlink", "ss"},
    {"symlinkat", "sDs"},
    {"sysinfo", "p"},
    {"tgkill", "ddd"},
    {"tkill", "dd"},
    {"truncate", "sl"},
    {"umask", "m"},
    {"uname", "p"},
    {"unlink", "s"},
    {"unlinkat", "Dsx"},
    {"write", "dbu"},
    {"writev", "dpd"},
};

static bool is(const char *a, const char *b)
{
    while (*a != '\0' && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

const char *strace_signature(const char *name)
{
    for (size_t i = 0; i < sizeof signatures / sizeof *signatures; i++) {
        if (is(signatures[i].name, name)) {
            return signatures[i].arguments;
        }
    }
    return NULL;
}
