/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch/x86_64/cpu.h>
#include <uc/arch/x86_64/port.h>
#include <uc/arch/x86_64/pvh.h>
#include <uc/assert.h>

#include "internal.h"

/* Spec: Xen, xen/include/public/arch-x86/cpuid.h. "XenVMMXenVMM" */
static bool is_xen(void)
{
    for (uint32_t leaf = 0x40000000; leaf < 0x40010000; leaf += 0x100) {
        struct uc_x86_cpuid id = uc_x86_cpuid(leaf, 0);
        if (id.ebx == 0x566e6558 && id.ecx == 0x65584d4d &&
            id.edx == 0x4d4d566e) {
            return true;
        }
    }
    return false;
}

/* Other hypervisors start PVH images too: to be said where they may listen. */
static UC_NORETURN void refuse_host(void)
{
    static const char text[] =
        "unicore: this image is for Xen, which this is not; for KVM and QEMU "
        "build it with --plat kvm\n";

    uc_x86_out8_string(0x3f8, text, sizeof text - 1);
    uc_x86_out32(0xf4, 127); /* QEMU's isa-debug-exit, where there is one */
    for (;;) {
        __asm__ volatile("cli; hlt");
    }
}

/* Spec: AMD APM volume 3 and Intel SDM volume 2: each has its own. */
static uint8_t call_instruction(void)
{
    uint32_t vendor = uc_x86_cpuid(0, 0).ebx;
    /* "Auth"enticAMD, "Hygo"nGenuine */
    bool amd = vendor == 0x68747541 || vendor == 0x6f677948;
    return amd ? XENPLAT_PVH_AMD : XENPLAT_PVH_INTEL;
}

static uint64_t hvm_param(uint32_t index)
{
    struct xen_hvm_param param = {XEN_DOMID_SELF, 0, index, 0};
    return xenplat_call(XEN_HVM_OP, XEN_HVM_GET_PARAM, &param) < 0
               ? 0
               : param.value;
}

static struct uc_xen_channel find_channel(uint32_t pfn_param,
                                          uint32_t port_param)
{
    uint64_t pfn = hvm_param(pfn_param);
    struct uc_xen_channel channel = {NULL, (uint32_t)hvm_param(port_param)};

    if (pfn != 0) {
        channel.page = xenplat_pvh_map_special(pfn << UC_PAGE_SHIFT);
    }
    return channel;
}

static void find_channels(void)
{
    xenplat_boot.console =
        find_channel(XEN_HVM_PARAM_CONSOLE_PFN, XEN_HVM_PARAM_CONSOLE_PORT);
    xenplat_boot.store =
        find_channel(XEN_HVM_PARAM_STORE_PFN, XEN_HVM_PARAM_STORE_PORT);
}

/* What the builder puts behind the image, page by page. */
static void take(uc_paddr_t base, uint64_t bytes)
{
    uc_paddr_t end = UC_ALIGN_UP(base + bytes, (uc_paddr_t)UC_PAGE_SIZE);

    if (end > xenplat_boot.taken_end) {
        xenplat_boot.taken_end = end;
    }
}

static void read_memory_map(const struct uc_x86_pvh_memmap_entry *map,
                            unsigned n)
{
    struct xenplat_boot *boot = &xenplat_boot;

    for (unsigned i = 0; i < n && boot->ram_n < XENPLAT_RAM_MAX; i++) {
        struct xenplat_range ram = {
            UC_ALIGN_UP(map[i].base, (uc_paddr_t)UC_PAGE_SIZE),
            UC_ALIGN_DOWN(map[i].base + map[i].bytes,
                          (uc_paddr_t)UC_PAGE_SIZE)};
        if (map[i].type == UC_X86_PVH_MEMMAP_RAM && ram.base < ram.end) {
            boot->ram[boot->ram_n] = ram;
            boot->ram_n++;
        }
    }
}

static void read_command_line(uc_paddr_t pa)
{
    static char nothing[1];

    xenplat_boot.command_line = nothing;
    if (pa == 0) {
        return;
    }
    uint64_t bytes = 0;
    do {
        xenplat_pvh_reach(pa + bytes, 1);
    } while (((const char *)xenplat_virtual(pa))[bytes++] != '\0');
    take(pa, bytes);
    xenplat_boot.command_line = xenplat_virtual(pa);
}

static void read_start_info(uc_paddr_t start_info)
{
    const struct uc_x86_pvh_start_info *info =
        xenplat_pvh_reach(start_info, sizeof *info);
    size_t map_bytes = info->memmap_n * sizeof(struct uc_x86_pvh_memmap_entry);

    take(xenplat_physical(__xenplat_end), 0);
    take(start_info, sizeof *info);
    take(info->memmap, map_bytes);
    read_memory_map(xenplat_pvh_reach(info->memmap, map_bytes), info->memmap_n);
    if (info->modules_n > 0) {
        const struct uc_x86_pvh_module *module =
            xenplat_pvh_reach(info->modules, sizeof *module);
        take(info->modules, info->modules_n * sizeof *module);
        take(module->base, module->bytes);
        xenplat_boot.initrd = xenplat_virtual(module->base);
        xenplat_boot.initrd_bytes = module->bytes;
    }
    read_command_line(info->command_line);
}

static void map_shared_info(void)
{
    if (xenplat_pvh_overlay(&xenplat_shared_info, XEN_MAPSPACE_SHARED_INFO, 0) <
        0) {
        uc_panic("xen: no shared info page");
    }
}

/*
 * A vector for events, which never comes, since interrupts stay off. The
 * toolstack tells a guest whose suspension it cancels only if it has one; and
 * see entry.S.
 */
static void ask_for_events(void)
{
    const struct xen_hvm_param param = {
        XEN_DOMID_SELF, 0, XEN_HVM_PARAM_CALLBACK_IRQ, XEN_HVM_CALLBACK_VECTOR};
    (void)xenplat_call(XEN_HVM_OP, XEN_HVM_SET_PARAM, &param);
}

void xenplat_pvh_resume(void)
{
    find_channels();
    map_shared_info();
    ask_for_events();
}

void xenplat_pvh_start(uint32_t start_info)
{
    xenplat_relocate();
    if (!is_xen()) {
        refuse_host();
    }
    xenplat_mode = call_instruction();
    ask_for_events();
    find_channels();
    read_start_info(start_info);
    xenplat_pvh_protect();
    xenplat_pvh_set_up_cpu();
    map_shared_info();
    xenplat_start();
}
