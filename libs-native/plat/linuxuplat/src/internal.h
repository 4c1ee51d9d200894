/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LINUXUPLAT_INTERNAL_H
#define LINUXUPLAT_INTERNAL_H

#include <uc/compiler.h>
#include <uc/linux/syscall.h>
#include <uc/types.h>

/* What the kernel left on the stack. Spec: System V ABI, process start. */
struct linuxuplat_start_info {
    int argc;
    char **argv;
    char **envp;
    const void *vdso;      /* NULL where there is none */
    const char *exec_path; /* as the image was called; "" if unknown */
};

extern struct linuxuplat_start_info linuxuplat_start_info;

/* Called by the architecture's entry, with what the kernel passed. */
UC_NORETURN void linuxuplat_start(uintptr_t *stack);

/* The architecture's part (src/arch/<arch>/). */
extern const uint16_t linuxuplat_call_numbers[UC_LINUX_CALLS];
extern const uint32_t linuxuplat_audit_arch; /* AUDIT_ARCH_x, for seccomp */
long linuxuplat_raw_call(long number, const long args[6]);
/* Called before relocation: touches no pointer in memory. */
void linuxuplat_relocate(void);
int linuxuplat_sigaction(int signal, void (*handler)(int, void *, void *));
/* Ends the image: (context) is the kernel's ucontext of signal (signal). */
UC_NORETURN void linuxuplat_trap(const char *what, uintptr_t address,
                                 const void *context);

/* Linux' own numbers for what went wrong, positive, to enum uc_error. */
int linuxuplat_error(long number);

void linuxuplat_signals_init(void);
void linuxuplat_command_line_init(void);
void linuxuplat_clock_init(void);

struct linuxuplat_timespec {
    int64_t s;
    int64_t ns;
};

/* Returns clock_gettime of the vDSO, or NULL. */
typedef int (*linuxuplat_gettime)(int clock, struct linuxuplat_timespec *out);
linuxuplat_gettime linuxuplat_vdso_gettime(const void *vdso);

size_t linuxuplat_text_length(const char *text);

/* Anonymous memory, or NULL. */
void *linuxuplat_map(size_t bytes);
/* File (fd), readable, or NULL. */
void *linuxuplat_map_file(int fd, size_t bytes);
/* Shared, so that the file has what is written; NULL where that fails. */
void *linuxuplat_map_shared(int fd, size_t bytes);
/* Memory of the image, of the file that the command line names if any. */
void *linuxuplat_map_memory(size_t bytes);
/* That file; -UC_ENOENT (none), -UC_ENOSPC (too short). */
int linuxuplat_memory_file(size_t bytes);

enum {
    LINUXUPLAT_PROT_NONE = 0,
    LINUXUPLAT_PROT_READ = 1,
    LINUXUPLAT_PROT_WRITE = 2,
    LINUXUPLAT_PROT_EXEC = 4,
};
int linuxuplat_protect(void *mem, size_t bytes, int prot);

#endif /* LINUXUPLAT_INTERNAL_H */
