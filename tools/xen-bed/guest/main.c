/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The least that a guest can do: says what it is and its command line, and ends
 * with the status that a word "status=N" there asks for; "crash" is the reason
 * crash, "loop" never ends. It stands for the test bed's own work: what a
 * platform takes longer than this guest is the platform's.
 */
#include <stdint.h>

/* Spec: Xen, public/xen.h, sched.h, event_channel.h, hvm/params.h */
enum {
    SCHED_OP = 29,
    EVENT_CHANNEL_OP = 32,
    HVM_OP = 34,
    SCHED_YIELD = 0,
    SCHED_SHUTDOWN = 2,
    REASON_CRASH = 3,
    REASON_STATUS = 128,
    EVENT_SEND = 4,
    HVM_GET_PARAM = 1,
    PARAM_CONSOLE_PFN = 17,
    PARAM_CONSOLE_PORT = 18,
    DOMID_SELF = 0x7ff0,
    PAGE_SHIFT = 12,
    OUT_SIZE = 2048,
};

/* Spec: Xen, public/io/console.h */
struct console {
    char in[1024];
    char out[OUT_SIZE];
    volatile uint32_t in_cons, in_prod, out_cons, out_prod;
};

/* Spec: Xen, public/xen.h */
struct start_info {
    char magic[32];
    uint64_t pages, shared_info;
    uint32_t flags, pad0;
    uint64_t store_mfn;
    uint32_t store_port, pad1;
    uint64_t console_mfn;
    uint32_t console_port, pad2;
    uint64_t tables, table_count, mfn_list, module, module_size;
    char command_line[1024];
};

/* Spec: Xen, public/arch-x86/hvm/start_info.h */
struct hvm_start_info {
    uint32_t magic, version, flags, module_count;
    uint64_t modules, command_line;
};

extern char hypercall_page[];

static struct console *console;
static uint32_t console_port;

static long hypercall(long number, long first, const void *second)
{
    long result;
    const void *entry = hypercall_page + number * 32;

    __asm__ volatile("call *%[entry]"
                     : "=a"(result), "+D"(first), "+S"(second)
                     : [entry] "r"(entry)
                     : "rcx", "rdx", "r8", "r9", "r10", "r11", "memory");
    return result;
}

static void print(const char *text)
{
    for (; *text != '\0'; text++) {
        while (console->out_prod - console->out_cons == OUT_SIZE) {
            hypercall(SCHED_OP, SCHED_YIELD, 0);
        }
        console->out[console->out_prod % OUT_SIZE] = *text;
        __asm__ volatile("" ::: "memory");
        console->out_prod++;
    }
    hypercall(EVENT_CHANNEL_OP, EVENT_SEND, &console_port);
}

static _Noreturn void end(uint32_t reason)
{
    /* What dom0 has not read by then is lost. */
    while (console->out_cons != console->out_prod) {
        hypercall(SCHED_OP, SCHED_YIELD, 0);
    }
    for (;;) {
        hypercall(SCHED_OP, SCHED_SHUTDOWN, &reason);
    }
}

/* Returns what follows (word) in (text), or null. */
static const char *find(const char *text, const char *word)
{
    for (; *text != '\0'; text++) {
        unsigned length = 0;

        while (word[length] != '\0' && text[length] == word[length]) {
            length++;
        }
        if (word[length] == '\0') {
            return text + length;
        }
    }
    return 0;
}

static _Noreturn void run(const char *kind, const char *command_line)
{
    print("a ");
    print(kind);
    print(" guest: ");
    print(command_line);
    print("\n");
    if (find(command_line, "crash")) {
        end(REASON_CRASH);
    }
    while (find(command_line, "loop")) {
        hypercall(SCHED_OP, SCHED_YIELD, 0);
    }
    uint32_t status = 0;
    const char *digit = find(command_line, "status=");

    for (; digit && *digit >= '0' && *digit <= '9'; digit++) {
        status = status * 10 + (uint32_t)(*digit - '0');
    }
    end(status == 0 ? 0 : REASON_STATUS + status);
}

_Noreturn void pv_main(const struct start_info *info)
{
    /* Xen shows each PV guest the pseudo-physical number of a machine page. */
    const uint64_t *m2p = (const uint64_t *)0xffff800000000000UL;

    console = (struct console *)(m2p[info->console_mfn] << PAGE_SHIFT);
    console_port = info->console_port;
    run("PV", info->command_line);
}

static uint64_t parameter(uint32_t index)
{
    struct {
        uint16_t domain, pad;
        uint32_t index;
        uint64_t value;
    } query = {.domain = DOMID_SELF, .index = index};

    hypercall(HVM_OP, HVM_GET_PARAM, &query);
    return query.value;
}

_Noreturn void pvh_main(const struct hvm_start_info *info)
{
    uint32_t a = 0x40000002; /* Xen's leaf that names the page's MSR */
    uint32_t b;
    uint32_t c = 0;
    uint32_t d;

    __asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
    __asm__ volatile("wrmsr"
                     :
                     : "c"(b), "a"((uint32_t)(uintptr_t)hypercall_page), "d"(0)
                     : "memory");
    console = (struct console *)(parameter(PARAM_CONSOLE_PFN) << PAGE_SHIFT);
    console_port = (uint32_t)parameter(PARAM_CONSOLE_PORT);
    run("PVH", (const char *)info->command_line);
}
