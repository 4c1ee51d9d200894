/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Restricts the process to the system calls that a running image makes.
 *
 * Spec: Linux, Documentation/userspace-api/seccomp_filter.rst.
 */
#include <uc/console.h>
#include <uc/init.h>
#include <uc/plat/memory.h>

#include "files.h"
#include "internal.h"
#include "thread_pointer.h"

enum {
    PR_SET_NO_NEW_PRIVS = 38,
    PR_SET_SECCOMP = 22,
    SECCOMP_MODE_FILTER = 2,
    /* enum uc_linux_call lists those first. */
    ALLOWED = UC_LINUX_EXIT_GROUP + 1,
};

/* Classic BPF. Spec: Linux, include/uapi/linux/{filter,bpf_common}.h. */
struct instruction {
    uint16_t code;
    uint8_t if_true;
    uint8_t if_false;
    uint32_t k;
};

enum {
    LOAD_WORD = 0x20,
    JUMP_EQUAL = 0x15,
    JUMP_ANY_BIT = 0x45,
    RETURN = 0x06,
    /* struct seccomp_data. */
    AT_NUMBER = 0,
    AT_ARCH = 4,
    AT_ARGS = 16,
};

static const uint32_t RETURN_ALLOW = 0x7fff0000;
static const uint32_t RETURN_TRAP = 0x00030000; /* SIGSYS: says which */
static const uint32_t RETURN_KILL = 0x80000000;

struct program {
    struct instruction
        code[2 * ALLOWED + 8 +
             (UC_CONFIG_LINUXUPLAT_FILES ? 2 * LINUXUPLAT_FILE_CALLS : 0) +
             (UC_CONFIG_LINUXUPLAT_ASPACE ? 5 : 0) +
             (UC_CONFIG_API_THREAD_POINTER ? 2 : 0)];
    uint16_t count;
};

static void emit(struct program *p, uint16_t code, uint32_t k, uint8_t if_true,
                 uint8_t if_false)
{
    p->code[p->count++] = (struct instruction){code, if_true, if_false, k};
}

/* Where the low half of 64-bit argument (index) lies. */
static uint32_t argument(unsigned index)
{
    const bool little = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;

    return AT_ARGS + 8 * index + (little ? 0 : 4);
}

static void allow(struct program *p, uint32_t number)
{
    emit(p, JUMP_EQUAL, number, 0, 1);
    emit(p, RETURN, RETURN_ALLOW, 0, 0);
}

static void build(struct program *p)
{
    emit(p, LOAD_WORD, AT_ARCH, 0, 0);
    emit(p, JUMP_EQUAL, linuxuplat_audit_arch, 1, 0);
    emit(p, RETURN, RETURN_KILL, 0, 0);
    emit(p, LOAD_WORD, AT_NUMBER, 0, 0);
    for (unsigned i = 0; i < ALLOWED + UC_CONFIG_LINUXUPLAT_ASPACE; i++) {
        unsigned call = i < ALLOWED ? i : UC_LINUX_MMAP;
        uint32_t number = linuxuplat_call_numbers[call];
        if (call == UC_LINUX_MPROTECT || call == UC_LINUX_MMAP) {
            emit(p, JUMP_EQUAL, number, 0, 4);
            emit(p, LOAD_WORD, argument(2), 0, 0);
            emit(p, JUMP_ANY_BIT, LINUXUPLAT_PROT_EXEC, 0, 1);
            emit(p, RETURN, RETURN_TRAP, 0, 0);
            emit(p, RETURN, RETURN_ALLOW, 0, 0);
        } else {
            allow(p, number);
        }
    }
    if (UC_CONFIG_LINUXUPLAT_FILES) {
        for (unsigned i = 0; i < LINUXUPLAT_FILE_CALLS; i++) {
            allow(p, linuxuplat_file_call_numbers[i]);
        }
    }
    if (UC_CONFIG_API_THREAD_POINTER) {
        allow(p, linuxuplat_thread_pointer_call);
    }
    emit(p, RETURN, RETURN_TRAP, 0, 0);
}

/* struct sock_fprog of the kernel. */
struct filter {
    uint16_t count;
    const struct instruction *code;
};

static int linuxu_seccomp(void)
{
    static const char failed[] =
        "linuxu: this kernel takes no seccomp filter; going on without\n";
    struct program program = {.count = 0};
    struct uc_plat_memory memory;

    /* The last mapping that anybody may make, but for pages of programs. */
    (void)uc_plat_memory_region(0, &memory);
    build(&program);
    const struct filter filter = {program.count, program.code};
    const long no_new_privileges[6] = {PR_SET_NO_NEW_PRIVS, 1};
    const long install[6] = {PR_SET_SECCOMP, SECCOMP_MODE_FILTER,
                             (long)&filter};
    if (uc_linux_call(UC_LINUX_PRCTL, no_new_privileges) < 0 ||
        uc_linux_call(UC_LINUX_PRCTL, install) < 0) {
        /* Where Linux itself is emulated, for example. */
        uc_console_write(failed, sizeof failed - 1);
    }
    return 0;
}

UC_INIT(6, linuxu_seccomp);
