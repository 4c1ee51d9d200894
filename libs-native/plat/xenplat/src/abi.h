/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef XENPLAT_ABI_H
#define XENPLAT_ABI_H

/*
 * Layouts and numbers that Xen fixes. Spec: Xen, xen/include/public/: xen.h,
 * arch-x86/{xen,xen-x86_64}.h, arch-x86/hvm/start_info.h,
 * hvm/{hvm_op,params}.h, memory.h, sched.h, event_channel.h, grant_table.h,
 * io/console.h.
 */
#include <stddef.h>
#include <stdint.h>

#include <uc/arch/x86_64/pvclock.h>
#include <uc/compiler.h>

enum xen_hypercall {
    XEN_SET_TRAP_TABLE = 0,
    XEN_MMU_UPDATE = 1,
    XEN_MEMORY_OP = 12,
    XEN_UPDATE_VA_MAPPING = 14,
    XEN_GRANT_TABLE_OP = 20,
    XEN_SET_SEGMENT_BASE = 25,
    XEN_MMUEXT_OP = 26,
    XEN_SCHED_OP = 29,
    XEN_EVENT_CHANNEL_OP = 32,
    XEN_HVM_OP = 34,
};

/* Of XEN_SET_SEGMENT_BASE. */
#define XEN_SEGBASE_FS 0

#define XEN_DOMID_SELF 0x7ff0

struct xen_vcpu_info {
    uint8_t upcall_pending;
    uint8_t upcall_mask;
    uint8_t pad[6];
    uint64_t pending_words; /* bit i: pending[i] has a new bit */
    uint64_t cr2;
    uint64_t pad2;
    struct uc_x86_pvclock time;
};

/* One page, which Xen and the guest both write. */
struct xen_shared_info {
    struct xen_vcpu_info vcpu[32];
    uint64_t pending[64];
    uint64_t mask[64];
    uint32_t wall_version; /* odd while Xen writes */
    uint32_t wall_seconds; /* since 1970, when the system time was 0 */
    uint32_t wall_ns;
    uint32_t wall_seconds_high;
    /* PV, for whoever saves the guest: */
    uint64_t max_pfn;
    uint64_t frame_list_list; /* machine frame of the list of P2M frames */
    uint64_t nmi_reason;
    uint64_t by_page_tables[3]; /* another way to the P2M, where not 0 */
};

UC_STATIC_ASSERT(sizeof(struct xen_vcpu_info) == 64, "as Xen lays it out");
UC_STATIC_ASSERT(offsetof(struct xen_shared_info, wall_version) == 0xc00,
                 "as Xen lays it out");

struct xen_start_info {
    char magic[32];
    uint64_t pages;       /* of memory */
    uint64_t shared_info; /* machine address */
    uint32_t flags;
    uint32_t pad;
    uint64_t store_mfn;
    uint32_t store_port;
    uint32_t pad2;
    uint64_t console_mfn;
    uint32_t console_port;
    uint32_t pad3;
    uint64_t page_tables; /* virtual address of the root */
    uint64_t page_tables_n;
    uint64_t p2m;    /* virtual address: machine frame of each page */
    uint64_t module; /* virtual address; see the flag */
    uint64_t module_bytes;
    char command_line[1024];
};

enum {
    XEN_SIF_MODULE_IS_PFN = 1 << 3,
};

struct xen_trap_info {
    uint8_t vector;
    uint8_t flags; /* bits 0 and 1: least privilege that may raise it by INT */
    uint16_t cs;
    uint32_t pad;
    uint64_t address;
};

enum {
    XEN_CODE_SELECTOR = 0xe033,
};

/* Machine address of a page table entry, low bits 0, and its new value. */
struct xen_mmu_update {
    uint64_t entry;
    uint64_t value;
};

enum {
    XEN_MMUEXT_TLB_FLUSH_LOCAL = 6,
};

struct xen_mmuext_op {
    uint32_t command;
    uint32_t pad;
    uint64_t arg1;
    uint64_t arg2;
};

enum {
    XEN_UVMF_INVLPG = 2, /* on this CPU */
};

enum {
    XEN_MEMORY_ADD_TO_PHYSMAP = 7,
    XEN_MAPSPACE_SHARED_INFO = 0,
    XEN_MAPSPACE_GRANT_TABLE = 1,
};

struct xen_add_to_physmap {
    uint16_t domid;
    uint16_t size;
    uint32_t space;
    uint64_t index;
    uint64_t gfn;
};

enum {
    XEN_SCHED_YIELD = 0,
    XEN_SCHED_SHUTDOWN = 2,
    XEN_SCHED_POLL = 3,
};

struct xen_sched_poll {
    const uint32_t *ports;
    uint32_t ports_n;
    uint32_t pad;
    uint64_t timeout; /* system time in ns; 0: none */
};

enum {
    XEN_HVM_SET_PARAM = 0,
    XEN_HVM_GET_PARAM = 1,
    XEN_HVM_PARAM_CALLBACK_IRQ = 0,
    XEN_HVM_PARAM_STORE_PFN = 1,
    XEN_HVM_PARAM_STORE_PORT = 2,
    XEN_HVM_PARAM_CONSOLE_PFN = 17,
    XEN_HVM_PARAM_CONSOLE_PORT = 18,
};

/* Events by this vector; type 2 in the highest byte. */
#define XEN_HVM_CALLBACK_VECTOR (UINT64_C(2) << 56 | 0xf3)

struct xen_hvm_param {
    uint16_t domid;
    uint16_t pad;
    uint32_t index;
    uint64_t value;
};

enum {
    XEN_EVTCHN_BIND_INTERDOMAIN = 0,
    XEN_EVTCHN_CLOSE = 3,
    XEN_EVTCHN_SEND = 4,
    XEN_EVTCHN_ALLOC_UNBOUND = 6,
    XEN_EVTCHN_UNMASK = 9,
    XEN_EVTCHN_INIT_CONTROL = 11,
    XEN_EVTCHN_EXPAND_ARRAY = 12,
};

struct xen_evtchn_init_control {
    uint64_t control_frame;
    uint32_t offset; /* in that page */
    uint32_t vcpu;
    uint8_t link_bits; /* filled in */
    uint8_t pad[7];
};

struct xen_evtchn_expand_array {
    uint64_t frame;
};

struct xen_evtchn_alloc_unbound {
    uint16_t domid;
    uint16_t remote_domid;
    uint32_t port; /* filled in */
};

struct xen_evtchn_bind_interdomain {
    uint16_t remote_domid;
    uint16_t pad;
    uint32_t remote_port;
    uint32_t port; /* filled in */
};

enum {
    XEN_GRANT_SETUP_TABLE = 2,
    XEN_GRANTS_PER_FRAME = 512,
    XEN_GRANTS_RESERVED = 8, /* the first ones are the toolstack's */
    XEN_GRANT_PERMIT = 1,
    XEN_GRANT_READONLY = 1 << 2,
    XEN_GRANT_READING = 1 << 3,
    XEN_GRANT_WRITING = 1 << 4,
};

struct xen_grant_entry {
    uint16_t flags;
    uint16_t domid;
    uint32_t frame;
};

struct xen_setup_table {
    uint16_t domid;
    uint16_t pad;
    uint32_t frames_n;
    int16_t status; /* filled in */
    uint16_t pad2[3];
    uint64_t *frames; /* filled in */
};

#endif /* XENPLAT_ABI_H */
