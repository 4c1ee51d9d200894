/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/boot.h>
#include <uc/console.h>
#include <uc/errors.h>
#include <uc/plat.h>
#include <uc/syscall.h>

static struct uc_syscall_stub *first;
static struct uc_syscall_stub **last = &first;

static void print_number(uintptr_t value, unsigned base)
{
    char text[3 * sizeof value + 1];
    char *at = text + sizeof text - 1;

    *at = '\0';
    do {
        *--at = "0123456789abcdef"[value % base];
        value /= base;
    } while (value > 0);
    uc_console_print(at);
}

/* The form of a backtrace's line, so that the runner names the function. */
static void print_caller(const void *caller)
{
    uintptr_t start, text_end, end;

    uc_plat_image(&start, &text_end, &end);
    uc_console_print("  at +0x");
    print_number((uintptr_t)caller - start, 16);
    uc_console_print("\n");
}

long uc_syscall_missing(struct uc_syscall_stub *stub, const void *caller)
{
    if (stub->calls == 0) {
        *last = stub;
        last = &stub->next;
        uc_console_print("syscall: no library of this image provides ");
        uc_console_print(stub->name);
        uc_console_print(", called\n");
        print_caller(caller);
    }
    stub->calls++;
    return -UC_ENOSYS;
}

void uc_syscall_report(void)
{
    if (first == NULL) {
        return;
    }
    uc_console_print("syscall: missing were");
    for (const struct uc_syscall_stub *stub = first; stub != NULL;
         stub = stub->next) {
        uc_console_print(stub == first ? " " : ", ");
        uc_console_print(stub->name);
        uc_console_print(" (");
        print_number(stub->calls, 10);
        uc_console_print(")");
    }
    uc_console_print("\n");
}
