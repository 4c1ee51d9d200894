/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Xen starts any image that can be started by PVH, and has nothing of what this
 * one speaks by. So the image has run unheard when it gets here, at its end,
 * which is where KVM and QEMU have taken it away.
 * Spec: Xen, xen/include/public/: xen.h, hvm/{hvm_op,params}.h, io/console.h.
 */
#include <uc/arch/x86_64/cpu.h>
#include <uc/barrier.h>

#include "internal.h"

enum {
    SCHED_OP = 29,
    SCHED_YIELD = 0,
    SCHED_SHUTDOWN = 2,
    REASON_CRASH = 3,
    EVENT_CHANNEL_OP = 32,
    EVENT_SEND = 4,
    HVM_OP = 34,
    HVM_GET_PARAM = 1,
    CONSOLE_PFN = 17,
    CONSOLE_PORT = 18,
    DOMID_SELF = 0x7ff0,
    PATIENCE = 100000, /* turns */
};

struct console_ring {
    char in[1024];
    char out[2048];
    uint32_t in_cons, in_prod;
    uint32_t out_cons, out_prod;
};

static long call(uint64_t number, uint64_t command, const void *arg)
{
    long result;

    /* "Auth"enticAMD, "Hygo"nGenuine */
    uint32_t vendor = uc_x86_cpuid(0, 0).ebx;
    if (vendor == 0x68747541 || vendor == 0x6f677948) {
        __asm__ volatile("vmmcall"
                         : "=a"(result)
                         : "a"(number), "D"(command), "S"(arg)
                         : "memory", "rdx", "r10", "r8");
    } else {
        __asm__ volatile("vmcall"
                         : "=a"(result)
                         : "a"(number), "D"(command), "S"(arg)
                         : "memory", "rdx", "r10", "r8");
    }
    return result;
}

static uint64_t param(uint32_t index)
{
    static struct {
        uint16_t domid, pad;
        uint32_t index;
        volatile uint64_t value;
    } op = {.domid = DOMID_SELF};

    op.index = index;
    return call(HVM_OP, HVM_GET_PARAM, &op) < 0 ? 0 : op.value;
}

/* By the tables of the image itself, which is in another part of the GiB. */
static volatile struct console_ring *map(uc_paddr_t pa)
{
    kvmplat_pdpt[pa >> UC_X86_PDPT_SHIFT & (UC_X86_TABLE_ENTRIES - 1)] =
        uc_pc_physical(kvmplat_pd) | UC_X86_TABLE;
    kvmplat_pd[pa >> UC_X86_PD_SHIFT & (UC_X86_TABLE_ENTRIES - 1)] =
        UC_ALIGN_DOWN(pa, UINT64_C(1) << UC_X86_PD_SHIFT) | UC_X86_MAP_RW |
        UC_X86_PTE_PS;
    uc_x86_cr3_write(uc_x86_cr3_read());
    return uc_pc_virtual(pa);
}

static void print(volatile struct console_ring *ring, const char *text)
{
    static uint32_t port;

    port = (uint32_t)param(CONSOLE_PORT);
    while (*text != '\0') {
        ring->out[ring->out_prod++ % sizeof ring->out] = *text++;
    }
    uc_dma_wmb();
    (void)call(EVENT_CHANNEL_OP, EVENT_SEND, &port);
    for (unsigned i = 0; i < PATIENCE && ring->out_cons != ring->out_prod;
         i++) {
        (void)call(SCHED_OP, SCHED_YIELD, NULL);
    }
}

void kvmplat_tell_xen(void)
{
    static const uint32_t reason = REASON_CRASH;

    /* "XenV"MMXenVMM. Spec: xen/include/public/arch-x86/cpuid.h. */
    if (uc_x86_cpuid(0x40000000, 0).ebx != 0x566e6558) {
        return;
    }
    uint64_t pfn = param(CONSOLE_PFN);
    if (pfn != 0) {
        print(map(pfn << UC_PAGE_SHIFT),
              "unicore: this image is for KVM and QEMU; for Xen build it with "
              "--plat xen\n");
    }
    (void)call(SCHED_OP, SCHED_SHUTDOWN, &reason);
}
