/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch/x86_64/pvh.h>
#include <uc/assert.h>
#include <uc/pc/acpi.h>

#include "internal.h"

struct kvmplat_boot kvmplat_boot;
struct uc_pc_boot uc_pc_boot;

/*
 * Makes [(pa), (pa) + (bytes)) readable where the tables of the start do not:
 * VMMs put what they pass low, but need not put it below the image's end.
 */
static const void *reach(uc_paddr_t pa, size_t bytes)
{
    for (uc_paddr_t at = UC_ALIGN_DOWN(pa, UINT64_C(0x200000)); at < pa + bytes;
         at += 0x200000) {
        if (at >= (UINT64_C(1) << UC_X86_PDPT_SHIFT)) {
            uc_panic("start info at %llx, above 1 GiB", (unsigned long long)at);
        }
        uint64_t *entry = &kvmplat_pd[at >> UC_X86_PD_SHIFT];
        if (*entry == 0) {
            *entry = at | UC_X86_MAP_RW | UC_X86_PTE_PS;
        }
    }
    return uc_pc_virtual(pa);
}

static struct uc_pc_range pages_around(uc_paddr_t base, uint64_t bytes)
{
    return (struct uc_pc_range){
        UC_ALIGN_DOWN(base, (uc_paddr_t)UC_PAGE_SIZE),
        UC_ALIGN_UP(base + bytes, (uc_paddr_t)UC_PAGE_SIZE)};
}

static void read_memory_map(const struct uc_x86_pvh_memmap_entry *map,
                            unsigned n)
{
    for (unsigned i = 0;
         i < n && uc_pc_boot.ram_n < UC_ARRAY_SIZE(uc_pc_boot.ram); i++) {
        struct uc_pc_range ram = {
            UC_ALIGN_UP(map[i].base, (uc_paddr_t)UC_PAGE_SIZE),
            UC_ALIGN_DOWN(map[i].base + map[i].bytes,
                          (uc_paddr_t)UC_PAGE_SIZE)};
        /* Page 0 stays out: devices take address 0 for "not set". */
        if (ram.base == 0) {
            ram.base = UC_PAGE_SIZE;
        }
        if (map[i].type == UC_X86_PVH_MEMMAP_RAM && ram.base < ram.end) {
            uc_pc_boot.ram[uc_pc_boot.ram_n] = ram;
            uc_pc_boot.ram_n++;
        }
    }
}

/* The word that ends before (end), if it is one of the VMM's own; else NULL. */
static char *own_word(char *line, char *end)
{
    static const char own[] = "virtio_mmio.device=";
    char *word = end;

    while (word > line && word[-1] != ' ') {
        word--;
    }
    for (size_t i = 0; i + 1 < sizeof own; i++) {
        if (word + i == end || word[i] != own[i]) {
            return NULL;
        }
    }
    return word;
}

/*
 * Quirk: QEMU's microvm adds its virtio_mmio.device= words at the end of the
 * command line, behind `--`, where they would become arguments of main().
 */
static void take_own_words(char *line, char *end)
{
    char *cut = end;
    for (char *word; (word = own_word(line, end)) != NULL;) {
        cut = word;
        end = word;
        while (end > line && end[-1] == ' ') {
            end--;
        }
    }
    kvmplat_boot.mmio_words = cut;
    /* The words stay; a NUL before the first ends what others see. */
    if (*cut == '\0') {
        return;
    }
    if (cut > line) {
        cut[-1] = '\0';
    } else {
        static char nothing[1];
        kvmplat_boot.command_line = nothing;
    }
}

static void read_command_line(uc_paddr_t pa)
{
    static char nothing[1];
    kvmplat_boot.command_line = nothing;
    kvmplat_boot.mmio_words = nothing;
    if (pa == 0) {
        return;
    }
    reach(pa, 1);
    char *line = uc_pc_virtual(pa);
    char *end = line;
    while (*end != '\0') {
        end++;
        if ((uc_pc_physical(end) & (UC_PAGE_SIZE - 1)) == 0) {
            reach(uc_pc_physical(end), 1);
        }
    }
    uc_pc_boot.taken[UC_PC_TAKEN_COMMAND_LINE] =
        pages_around(pa, (uint64_t)(end - line) + 1);
    kvmplat_boot.command_line = line;
    take_own_words(line, end);
}

void kvmplat_read_start_info(uc_paddr_t start_info)
{
    const struct uc_x86_pvh_start_info *info = reach(start_info, sizeof *info);

    uc_pc_boot.taken[UC_PC_TAKEN_IMAGE] =
        (struct uc_pc_range){KVMPLAT_LOAD, uc_pc_physical(__kvmplat_end)};
    if (UC_CONFIG_PC_ACPI) {
        uc_pc_rsdp = info->rsdp;
    }

    read_memory_map(
        reach(info->memmap,
              info->memmap_n * sizeof(struct uc_x86_pvh_memmap_entry)),
        info->memmap_n);
    if (info->modules_n > 0) {
        const struct uc_x86_pvh_module *module =
            reach(info->modules, sizeof *module);
        uc_pc_boot.taken[UC_PC_TAKEN_INITRD] =
            pages_around(module->base, module->bytes);
        kvmplat_boot.initrd = module->base;
        kvmplat_boot.initrd_bytes = module->bytes;
    }
    read_command_line(info->command_line);
}
